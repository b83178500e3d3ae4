import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
