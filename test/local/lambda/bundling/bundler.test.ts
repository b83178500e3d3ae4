import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBundler } from '../../../../src/local/lambda/bundling/bundler.ts';

let folder: string;
let cacheFolder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundler-'));
  cacheFolder = join(folder, 'cache');
  write('app.ts', "import { word } from './word.ts'; export const handler = () => word;");
  write('word.ts', "export const word: string = 'one';");
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const request = (name = 'app') => ({
  name,
  handler: 'app.handler',
  codeUri: folder,
  build: { EntryPoints: ['app.ts'], Format: 'esm', OutExtension: ['.js=.mjs'] },
});
const build = () => createBundler({ cacheFolder }).bundle(request());

test('a bundle holds what its entry point reaches, and knows its inputs', async () => {
  const bundle = await build();

  expect(bundle.files).toEqual(['app.mjs']);
  expect(bundle.inputs).toEqual(expect.arrayContaining([join(folder, 'app.ts'), join(folder, 'word.ts')]));
  expect(readFileSync(join(bundle.folder, 'app.mjs'), 'utf8')).toContain('one');
});

test('an unchanged function is not built again, even when its files have new times', async () => {
  const first = await build();
  const manifest = readdirSync(cacheFolder).find((file) => file.endsWith('.json')) ?? '';
  const builtAt = statSync(join(cacheFolder, manifest)).mtimeMs;
  utimesSync(join(folder, 'word.ts'), new Date(0), new Date(0));

  const second = await build();

  expect(second).toEqual(first);
  expect(statSync(join(cacheFolder, manifest)).mtimeMs).toBe(builtAt);
});

test('a change anywhere below the entry point gives another bundle, and the one before stays for those who run it', async () => {
  const before = await build();
  write('word.ts', "export const word: string = 'two';");

  const after = await build();

  expect(after.folder).not.toBe(before.folder);
  expect(readFileSync(join(before.folder, 'app.mjs'), 'utf8')).toContain('one');
  expect(readFileSync(join(after.folder, 'app.mjs'), 'utf8')).toContain('two');
});

test('a bundle that was damaged is built again', async () => {
  const before = await build();
  rmSync(before.folder, { recursive: true });

  const after = await build();

  expect(readFileSync(join(after.folder, 'app.mjs'), 'utf8')).toContain('one');
});

test('a folder in which nothing can be kept is named, with the way out', async () => {
  write('cache', 'a file');

  await expect(build()).rejects.toThrow(
    new RegExp(`^bundles cannot be kept in ${cacheFolder} \\(E[A-Z]+.*\\): let this user write there`),
  );
});

test('two functions of one build share it', async () => {
  const bundler = createBundler({ cacheFolder });

  const [one, two] = await Promise.all([bundler.bundle(request('one')), bundler.bundle(request('two'))]);

  expect(one).toEqual(two);
});

test('what cannot be built says where and why', async () => {
  write('app.ts', "import { gone } from './gone.ts'; export const handler = () => gone;");

  await expect(build()).rejects.toThrow(
    'Function app could not be bundled: app.ts:1:21: Could not resolve "./gone.ts"',
  );
  expect(readdirSync(cacheFolder)).toEqual([]);
});

test('a build under way is shared, and the next one is made anew', async () => {
  const bundler = createBundler({ cacheFolder });
  await bundler.bundle(request());
  write('word.ts', "export const word: string = 'two';");

  const [one, two] = await Promise.all([bundler.bundle(request('one')), bundler.bundle(request('two'))]);

  expect(readFileSync(join(one.folder, 'app.mjs'), 'utf8')).toContain('two');
  expect(two).toBe(one);
});

test('a build is kept by its content, beside a package.json of its own, and by what it was made from', async () => {
  const bundle = await build();

  expect(bundle.folder).toMatch(new RegExp(`^${cacheFolder}/[0-9a-f]{24}$`));
  expect(readdirSync(bundle.folder).sort()).toEqual(['app.mjs', 'package.json']);
  expect(readFileSync(join(bundle.folder, 'package.json'), 'utf8')).toBe('{}');
  expect(readdirSync(cacheFolder).filter((name) => join(cacheFolder, name) !== bundle.folder)).toEqual([
    expect.stringMatching(/^[0-9a-f]{24}\.json$/),
  ]);
  const again = await createBundler({ cacheFolder }).bundle({ ...request(), build: { EntryPoints: ['app.ts'] } });
  expect(again.files).toEqual(['app.js']);
  expect(again.folder).not.toBe(bundle.folder);
});

test('what decides how imports resolve is an input too', async () => {
  await build();
  write('package.json', '{"type":"module"}');
  const withPackage = await createBundler({ cacheFolder }).bundle({ ...request(), build: { EntryPoints: ['app.ts'] } });

  expect(withPackage.inputs).toEqual([join(folder, 'word.ts'), join(folder, 'app.ts'), join(folder, 'package.json')]);
});

test('a cache of another form is built over', async () => {
  const first = await build();
  const [manifest = ''] = readdirSync(cacheFolder).filter((file) => file.endsWith('.json'));
  writeFileSync(join(cacheFolder, manifest), '{"folder":7}');

  expect(await build()).toEqual(first);
});

test.each([
  ['export const handler = ;', 'app.ts:1:23: Unexpected ";"'],
  ["import 'not-there-at-all';", 'app.ts:1:7: Could not resolve "not-there-at-all"'],
])('the code %s is refused with the place', async (code, complaint) => {
  write('app.ts', code);

  await expect(build()).rejects.toMatchObject({
    name: 'DeploymentError',
    message: `Function app could not be bundled: ${complaint}`,
    cause: expect.anything(),
  });
});

test('an option that esbuild does not know is refused in its words', async () => {
  await expect(
    createBundler({ cacheFolder }).bundle({ ...request(), build: { Format: 'other' } }),
  ).rejects.toMatchObject({
    name: 'DeploymentError',
    message: expect.stringMatching(/^Function app could not be bundled: Invalid value "other" in "--format=other"$/),
  });
});
