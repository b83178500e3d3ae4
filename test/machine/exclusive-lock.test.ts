import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockExclusively } from '../../src/machine/exclusive-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'forks-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('one at a time has the lock, and whoever could not get it takes nothing from who has', () => {
  const file = join(folder, 'one');
  const unlock = lockExclusively(file);

  expect(unlock).toBeDefined();
  expect([lockExclusively(file), lockExclusively(file)]).toEqual([undefined, undefined]);
  unlock?.();
  lockExclusively(file)?.();
  expect(statSync(file).size).toBe(0);
});

test('a file that is no lock stays what it is', () => {
  const file = join(folder, 'text');
  writeFileSync(file, 'a text that somebody keeps here');

  expect(() => lockExclusively(file)).toThrow('file is not a database');
  expect(statSync(file).size).toBe(31);
});
