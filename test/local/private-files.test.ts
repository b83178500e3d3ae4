import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeToOthers, makePrivateFile, makePrivateFolder } from '../../src/local/private-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'forks-private-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const modeOf = (path: string) => statSync(path).mode & 0o777;

test('a folder is made for its owner alone, and those above it too', () => {
  makePrivateFolder(join(folder, 'a', 'b', 'c'));
  makePrivateFolder(join(folder, 'a', 'b', 'c'));

  expect([modeOf(join(folder, 'a')), modeOf(join(folder, 'a', 'b', 'c'))]).toEqual([0o700, 0o700]);
});

test('a folder cannot be made where there is a file, nor where the system takes none', () => {
  writeFileSync(join(folder, 'file'), '');

  expect(() => makePrivateFolder(join(folder, 'file'))).toThrow(/EEXIST|ENOTDIR/);
  expect(() => makePrivateFolder(join(folder, 'file', 'in'))).toThrow(/EEXIST|ENOTDIR/);
  if (existsSync('/proc/self')) expect(() => makePrivateFolder('/proc/none/of/it')).toThrow(/ENOENT|EACCES|EPERM/);
});

test('a file is made for its owner alone, and one that is there keeps what it holds', () => {
  const file = join(folder, 'made');
  makePrivateFile(file);
  expect([modeOf(file), statSync(file).size]).toEqual([0o600, 0]);
  writeFileSync(file, 'kept');

  makePrivateFile(file);

  expect(statSync(file).size).toBe(4);
  expect(() => makePrivateFile(join(file, 'in'))).toThrow('ENOTDIR');
});

test('what was open is closed to others, links and what is not ours excepted', () => {
  const state = join(folder, 'state');
  const outside = join(folder, 'outside');
  mkdirSync(join(state, 'objects', 'bodies'), { recursive: true });
  for (const file of [
    join(state, 'state.sqlite'),
    join(state, 'objects', 'bodies', 'b'),
    join(state, 'other'),
    outside,
  ]) {
    writeFileSync(file, '');
    chmodSync(file, 0o664);
  }
  for (const path of [state, join(state, 'objects'), join(state, 'objects', 'bodies')]) chmodSync(path, 0o775);
  symlinkSync(outside, join(state, 'objects', 'link'));
  symlinkSync(outside, join(state, 'tables'));

  closeToOthers(state, ['state.sqlite', 'objects', 'tables', 'not-there']);

  expect(modeOf(state)).toBe(0o700);
  expect(modeOf(join(state, 'objects', 'bodies'))).toBe(0o700);
  expect(modeOf(join(state, 'state.sqlite'))).toBe(0o600);
  expect(modeOf(join(state, 'objects', 'bodies', 'b'))).toBe(0o600);
  expect([modeOf(join(state, 'other')), modeOf(outside)]).toEqual([0o664, 0o664]);
});

test('what cannot be closed is refused, with what to do', () => {
  expect(() => closeToOthers(join(folder, 'nowhere'), [])).toThrow(
    /^The data folder .*nowhere cannot be closed to others \(ENOENT.*\): name a folder of your own\.$/,
  );
});
