/**
 * Stands in for `sam build` of a Node.js function: runs esbuild and keeps what it made.
 * Does not install packages: imports resolve from the code's own folder upwards.
 */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { messageOf } from '../../../domain/errors.ts';
import { planBuild } from './build-options.ts';
import { runEsbuild } from './esbuild-process.ts';
import { fingerprint, isUnchanged } from './file-fingerprint.ts';

/** The files of a built function. */
export interface Bundle {
  readonly folder: string;
  /** The built files' names in `folder`. */
  readonly files: readonly string[];
  /** Every source file that went in, absolute. */
  readonly inputs: readonly string[];
}

export interface BuildRequest {
  readonly name: string;
  readonly handler: string;
  readonly codeUri: string;
  readonly build: Readonly<Record<string, unknown>>;
}

export interface Bundler {
  /** The function's bundle, from the cache where no input has changed. Throws DeploymentError. */
  bundle(request: BuildRequest): Promise<Bundle>;
}

const manifestSchema = v.object({
  folder: v.string(),
  files: v.array(v.string()),
  inputs: v.array(v.object({ path: v.string(), hash: v.string(), stamp: v.string() })),
});
const metafileSchema = v.object({ inputs: v.record(v.string(), v.unknown()) });

/** Files that decide what an import resolves to, though esbuild does not list them among its inputs. */
const resolutionFiles = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** Builds functions, several at once, each distinct build once; `cacheFolder` may be shared by several stacks. */
export function createBundler({ cacheFolder }: { cacheFolder: string }): Bundler {
  const underWay = new Map<string, Promise<Bundle>>();
  return {
    async bundle(request) {
      const plan = planBuild(request);
      const key = createHash('sha256')
        .update(JSON.stringify(['2', request.codeUri, plan.arguments]))
        .digest('hex')
        .slice(0, 24);
      const running = underWay.get(key);
      if (running) return running;
      const cached = readCached(cacheFolder, key);
      if (cached) return cached;
      const build = buildAndKeep({ request, arguments: plan.arguments, cacheFolder, key });
      underWay.set(key, build);
      return build.finally(() => underWay.delete(key));
    },
  };
}

function readCached(cacheFolder: string, key: string): Bundle | undefined {
  const manifestFile = join(cacheFolder, `${key}.json`);
  try {
    const manifest = v.parse(manifestSchema, JSON.parse(readFileSync(manifestFile, 'utf8')));
    const folder = join(cacheFolder, manifest.folder);
    if (!manifest.inputs.every(isUnchanged)) return undefined;
    for (const file of manifest.files) readFileSync(join(folder, file));
    return { folder, files: manifest.files, inputs: manifest.inputs.map(({ path }) => path) };
  } catch {
    // Absent, half-written or of another version: it is built again.
    return undefined;
  }
}

async function buildAndKeep(job: {
  request: BuildRequest;
  arguments: readonly string[];
  cacheFolder: string;
  key: string;
}): Promise<Bundle> {
  const { request, cacheFolder, key } = job;
  const work = await workFolder(cacheFolder);
  try {
    const metafile = join(work, 'meta.json');
    const out = join(work, 'out');
    await runEsbuild({
      name: request.name,
      folder: request.codeUri,
      arguments: [...job.arguments, `--outdir=${out}`, `--metafile=${metafile}`],
    });
    const meta = v.parse(metafileSchema, JSON.parse(await readFile(metafile, 'utf8')));
    const inputs = [...Object.keys(meta.inputs), ...resolutionFiles]
      .map((path) => resolve(request.codeUri, path))
      .map(fingerprint)
      .filter((input) => input !== undefined);
    const files = (await readdir(out, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1))
      .sort();
    const folder = await keepByContent({ cacheFolder, out, files });
    const manifest = join(work, 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ folder, files, inputs }));
    await rename(manifest, join(cacheFolder, `${key}.json`));
    return { folder: join(cacheFolder, folder), files, inputs: inputs.map(({ path }) => path) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A folder for one build, beside what is kept, so that it only has to be renamed. */
async function workFolder(cacheFolder: string): Promise<string> {
  try {
    mkdirSync(cacheFolder, { recursive: true });
    return await mkdtemp(join(cacheFolder, 'build-'));
  } catch (error) {
    throw new Error(
      `bundles cannot be kept in ${cacheFolder} (${messageOf(error)}): let this user write there, or run a copy of the folder of your own`,
      { cause: error },
    );
  }
}

/** Moves a build to a folder named after its content, so that running isolates keep the files they were started from. */
async function keepByContent({ cacheFolder, out, files }: { cacheFolder: string; out: string; files: string[] }) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(await readFile(join(out, file)));
  const folder = hash.digest('hex').slice(0, 24);
  // Without a package.json of its own, a .js bundle would take its module type from whichever project lies above.
  await writeFile(join(out, 'package.json'), '{}');
  const target = join(cacheFolder, folder);
  try {
    // What is there has the same content, unless a function that ran in it removed some.
    if (!files.every((file) => existsSync(join(target, file)))) await rm(target, { recursive: true, force: true });
    await rename(out, target);
  } catch (error) {
    const taken = await readdir(target).catch(() => undefined);
    if (!taken)
      throw new Error(`The bundle could not be kept in ${cacheFolder}: ${messageOf(error)}`, { cause: error });
  }
  return folder;
}
