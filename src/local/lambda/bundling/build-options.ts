/**
 * Turns the BuildProperties of a SAM template into esbuild's arguments, as `sam build` would.
 * Knows the flags of esbuild that make sense for a function; installs no packages (UseNpmCi has no effect).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DeploymentError } from '../../errors.ts';
import { splitHandler } from './handler-name.ts';

/** Flags that a template may set. `Bundle`, `Platform` and `Outdir` are the builder's own. */
const knownProperties = new Set(
  `Alias Banner Charset Conditions Define Drop DropLabels External Footer Format IgnoreAnnotations Inject Jsx
  JsxFactory JsxFragment JsxImportSource KeepNames LegalComments LineLimit Loader LogLevel LogLimit LogOverride
  MainFields MangleProps MangleQuoted Minify MinifyIdentifiers MinifySyntax MinifyWhitespace OutExtension Packages
  PreserveSymlinks Pure ReserveProps ResolveExtensions SourceRoot Sourcemap SourcesContent Splitting Supported
  Target TreeShaking Tsconfig`.split(/\s+/),
);

/** What esbuild is to do for one function; `arguments` lack only the output folder and the metafile. */
export interface BuildPlan {
  readonly entryPoints: readonly string[];
  readonly arguments: readonly string[];
}

/**
 * The esbuild run that AWS SAM's builder would make (AWS SAM guide, "Building Node.js Lambda functions with esbuild"):
 * `true` becomes `--flag`, a text `--flag=value`, a list `--flag:item` each; es2020, CommonJS and minified unless said.
 * Throws DeploymentError for a property or entry point that cannot be used.
 */
export function planBuild(source: {
  name: string;
  handler: string;
  codeUri: string;
  build: Readonly<Record<string, unknown>>;
}): BuildPlan {
  const flags: string[] = [];
  for (const [property, value] of Object.entries(source.build)) {
    if (property === 'EntryPoints' || property === 'UseNpmCi') continue;
    if (!knownProperties.has(property)) {
      throw new DeploymentError(
        `Function ${source.name}: the build property ${property} is unknown; esbuild in AWS SAM knows EntryPoints, ${[...knownProperties].join(', ')}.`,
      );
    }
    flags.push(...toFlags(source.name, property, value));
  }
  const given = Object.keys(source.build);
  if (!given.includes('Target')) flags.push('--target=es2020');
  if (!given.includes('Format')) flags.push('--format=cjs');
  if (!given.includes('Minify')) flags.push('--minify');
  const entryPoints = entriesOf(source).map((entry) => locate(source, entry));
  return { entryPoints, arguments: [...entryPoints, '--bundle', '--platform=node', ...flags] };
}

function toFlags(name: string, property: string, value: unknown): string[] {
  const flag = `--${property.replaceAll(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`;
  if (value === true) return [flag];
  if (value === false) return [];
  if (typeof value === 'string') return [`${flag}=${value}`];
  if (Array.isArray(value)) return value.map((item) => `${flag}:${String(item)}`);
  throw new DeploymentError(
    `Function ${name}: the build property ${property} is ${value === null ? 'null' : typeof value}; AWS SAM takes true, false, a text or a list.`,
  );
}

function entriesOf({ name, handler, build }: { name: string; handler: string; build: Record<string, unknown> }) {
  const entries = build['EntryPoints'];
  if (entries === undefined) return [splitHandler(handler).path];
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new DeploymentError(
      `Function ${name}: EntryPoints must be a list of files, but is ${JSON.stringify(entries)}.`,
    );
  }
  return entries.map(String);
}

function locate({ name, codeUri }: { name: string; codeUri: string }, entry: string): string {
  const found = [entry, `${entry}.ts`, `${entry}.js`].find(
    (file) => /\.\w+$/.test(file) && existsSync(join(codeUri, file)),
  );
  if (found === undefined) {
    throw new DeploymentError(`Function ${name}: the entry point ${entry} is not a .ts or .js file in ${codeUri}.`);
  }
  return found;
}
