import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planBuild } from '../../../../src/local/lambda/bundling/build-options.ts';

let codeUri: string;
beforeAll(() => {
  codeUri = mkdtempSync(join(tmpdir(), 'build-options-'));
  for (const file of ['app.ts', 'old.js']) writeFileSync(join(codeUri, file), '');
});
afterAll(() => rmSync(codeUri, { recursive: true }));

const plan = (build: Record<string, unknown>, handler = 'app.handler') =>
  planBuild({ name: 'f', handler, codeUri, build }).arguments;

test('without properties the builder takes the handler, es2020, CommonJS and minifies', () => {
  expect(plan({})).toEqual(['app.ts', '--bundle', '--platform=node', '--target=es2020', '--format=cjs', '--minify']);
});

test('names become flags, and the kind of value decides their form', () => {
  expect(
    plan({
      EntryPoints: ['app.ts'],
      Format: 'esm',
      Target: 'node24',
      Minify: false,
      OutExtension: ['.js=.mjs'],
      MainFields: 'module,main',
      External: ['a', 'b'],
      KeepNames: true,
      SourcesContent: 'false',
    }),
  ).toEqual([
    'app.ts',
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--target=node24',
    '--out-extension:.js=.mjs',
    '--main-fields=module,main',
    '--external:a',
    '--external:b',
    '--keep-names',
    '--sources-content=false',
  ]);
});

test('an entry point may lack its extension', () => {
  expect(plan({ EntryPoints: ['app', 'old'] }).slice(0, 2)).toEqual(['app.ts', 'old.js']);
});

test.each([
  [{ Minfy: true }, 'Function f: the build property Minfy is unknown'],
  [
    { Banner: { js: 'x' } },
    'Function f: the build property Banner is object; AWS SAM takes true, false, a text or a list.',
  ],
  [{ EntryPoints: 'app.ts' }, 'Function f: EntryPoints must be a list of files, but is "app.ts".'],
  [{ EntryPoints: ['gone.ts'] }, 'Function f: the entry point gone.ts is not a .ts or .js file in'],
])('%j is refused by name', (build, message) => {
  expect(() => plan(build)).toThrow(message);
});

const KNOWN = [
  ...['Alias', 'Banner', 'Charset', 'Conditions', 'Define', 'Drop', 'DropLabels', 'External', 'Footer', 'Format'],
  ...['IgnoreAnnotations', 'Inject', 'Jsx', 'JsxFactory', 'JsxFragment', 'JsxImportSource', 'KeepNames'],
  ...['LegalComments', 'LineLimit', 'Loader', 'LogLevel', 'LogLimit', 'LogOverride', 'MainFields', 'MangleProps'],
  ...['MangleQuoted', 'Minify', 'MinifyIdentifiers', 'MinifySyntax', 'MinifyWhitespace', 'OutExtension', 'Packages'],
  ...['PreserveSymlinks', 'Pure', 'ReserveProps', 'ResolveExtensions', 'SourceRoot', 'Sourcemap', 'SourcesContent'],
  ...['Splitting', 'Supported', 'Target', 'TreeShaking', 'Tsconfig'],
];
const refused = (message: string) => expect.objectContaining({ name: 'DeploymentError', message });

test.each(KNOWN)('the property %s is passed on', (property) => {
  const flag = property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

  expect(plan({ [property]: 'x' })).toContain(`-${flag}=x`);
});

test('properties that SAM knows without a flag are passed over', () => {
  expect(plan({ UseNpmCi: true, EntryPoints: ['app.ts'] })).toEqual(plan({}));
});

test.each([
  [{ Target: 'node24' }, ['--format=cjs', '--minify'], '--target=node24'],
  [{ Format: 'esm' }, ['--target=es2020', '--minify'], '--format=esm'],
  [{ Minify: true }, ['--target=es2020', '--format=cjs'], '--minify'],
])('with %j the other defaults stay', (build, defaults, flag) => {
  expect(plan(build)).toEqual(['app.ts', '--bundle', '--platform=node', flag, ...defaults]);
});

test('the entry point is that of the handler, in its folder, unless it is named', () => {
  mkdirSync(join(codeUri, 'src'), { recursive: true });
  writeFileSync(join(codeUri, 'src/in.ts'), '');
  const entries = (build: Record<string, unknown>, handler: string) =>
    planBuild({ name: 'f', handler, codeUri, build }).entryPoints;

  expect(entries({}, 'src/in.handler')).toEqual(['src/in.ts']);
  expect(entries({}, 'old.handler')).toEqual(['old.js']);
  expect(entries({ EntryPoints: ['old.js', 'app'] }, 'src/in.handler')).toEqual(['old.js', 'app.ts']);
});

test.each([
  [
    { Minfy: true },
    `Function f: the build property Minfy is unknown; esbuild in AWS SAM knows EntryPoints, ${KNOWN.join(', ')}.`,
  ],
  [{ Banner: null }, 'Function f: the build property Banner is null; AWS SAM takes true, false, a text or a list.'],
  [{ Banner: 7 }, 'Function f: the build property Banner is number; AWS SAM takes true, false, a text or a list.'],
  [{ EntryPoints: [] }, 'Function f: EntryPoints must be a list of files, but is [].'],
  [{ EntryPoints: 'app.ts' }, 'Function f: EntryPoints must be a list of files, but is "app.ts".'],
])('%j is refused in full words', (build, message) => {
  expect(() => plan(build)).toThrow(refused(message));
});

test('a file without an extension is no entry point', () => {
  writeFileSync(join(codeUri, 'bare'), '');

  expect(() => plan({ EntryPoints: ['bare'] })).toThrow(
    refused(`Function f: the entry point bare is not a .ts or .js file in ${codeUri}.`),
  );
});
