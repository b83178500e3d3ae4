/** Odd handlers and the bundles of every app end, answer and log in the local stack as with Lambda's own runtime client. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../../support/shop.ts';
import { runInOwnRuntime } from '../support/own-runtime.ts';
import { type Ended, findEmulator, runInEmulator } from '../support/runtime-emulator.ts';
import { ODD_HANDLERS } from './odd-handlers.ts';

const emulator = findEmulator();
if (typeof emulator === 'string')
  console.warn(`Skipped: the comparison with Lambda's runtime client, because ${emulator}.`);
const suite = typeof emulator === 'string' ? describe.skip : describe;

const REQUEST = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** A frame without the name of its function, which tells who called it; undefined for one of a runtime client or of Node.js. */
function frame(line: string): string | undefined {
  if (/index\.mjs:|native\.cjs:|isolate-runtime\.mjs:|node:internal/.test(line)) return undefined;
  return line.replace(/^ {4}at (?:.* \()?(file:[^)]*)\)?$/, '    at $1');
}

function plain(value: unknown): unknown {
  if (Array.isArray(value))
    return value.flatMap((item) =>
      typeof item === 'string' && item.startsWith('    at ') ? (frame(item) ?? []) : [plain(item)],
    );
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** What both must have in common: times, requests and frames of the runtime clients aside. */
function essence({ payload, lines }: Ended) {
  const text = payload.replace(REQUEST, 'R');
  const timedOut = /Task timed out after \d\.\d\d seconds/.exec(text)?.[0];
  return {
    payload: timedOut ?? plain(JSON.parse(text)),
    lines: lines
      .flatMap((line) => (line.startsWith('    at ') ? (frame(line) ?? []) : [line]))
      .map((line) => {
        const [, head = '', document = ''] = /^(.*ERROR\t[^\t]*\t)(\{.*)$/s.exec(line) ?? [];
        return (document === '' ? line : head + JSON.stringify(plain(JSON.parse(document))))
          .replace(REQUEST, 'R')
          .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'T');
      }),
  };
}

suite('a function of the local stack', () => {
  const folder = mkdtempSync(join(tmpdir(), 'odd-handlers-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const compare = async (task: string, event: string, environment: Record<string, string> = {}) => {
    if (typeof emulator === 'string') throw new Error(emulator);
    const job = { folder: task, handler: 'app.handler', event, environment };
    const [theirs, own] = await Promise.all([
      runInEmulator(emulator, job),
      runInOwnRuntime({ ...job, files: ['app.mjs'], cacheFolder: join(folder, 'cache') }),
    ]);
    return { theirs: essence(theirs), own: essence(own) };
  };

  it.each(Object.entries(ODD_HANDLERS))('that %s', async (title, source) => {
    const task = join(folder, title.replaceAll(/\W/g, '-'));
    mkdirSync(task);
    writeFileSync(join(task, 'app.mjs'), source);

    const { theirs, own } = await compare(task, '{"a":1}');

    // A start that failed is tried a second time by the emulator, which logs it again.
    const once = theirs.lines.slice(0, theirs.lines.length / 2);
    const isTwice = once.length > 0 && JSON.stringify([...once, ...once]) === JSON.stringify(theirs.lines);
    expect(own).toEqual(isTwice ? { ...theirs, lines: once } : theirs);
  });

  it.each(readdirSync(join(ROOT, 'src/handlers')))('that is the bundle of %s', async (file) => {
    const task = join(folder, basename(file, '.ts'));
    await build({
      entryPoints: [join(ROOT, 'src/handlers', file)],
      outfile: join(task, 'app.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      mainFields: ['module', 'main'],
    });
    for (const event of ['{}', '{"Records":[]}']) {
      const { theirs, own } = await compare(task, event, { AWS_REGION: 'us-east-1' });
      expect(own.payload).toEqual(theirs.payload);
    }
  });
});
