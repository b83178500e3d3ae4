import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAbandoned, lockFolder } from '../../src/local/folder-lock.ts';
import { processMark } from '../../src/local/process-mark.ts';
import { repository } from '../support/templates.ts';

const parent = mkdtempSync(join(tmpdir(), 'forks-folder-lock-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const made = (name: string) => {
  const path = join(parent, name);
  mkdirSync(path);
  return path;
};

/** A process that takes the lock of a folder and keeps it. */
async function holder(folder: string): Promise<ChildProcess> {
  const process = fork(join(repository, 'test/local/lock-holder.ts'), [folder], { execArgv: [], env: {} });
  await once(process, 'message');
  return process;
}

async function kill(process: ChildProcess): Promise<void> {
  const gone = once(process, 'exit');
  process.kill('SIGKILL');
  await gone;
}

test('a folder is locked once at a time, by two stacks of one process too', () => {
  const folder = made('own');
  const unlock = lockFolder(folder);

  // Twice, since a process that closes the file would give up the lock.
  for (const _ of [1, 2]) {
    expect(() => lockFolder(folder)).toThrow(
      new RegExp(
        `^The data folder ${folder} is in use by this very process since 20.*Z, which holds ${join(folder, 'process.mutex')}: stop it, or name another folder\\.$`,
      ),
    );
  }
  expect(isAbandoned(folder)).toBe(false);
  unlock();
  lockFolder(folder)();
  expect(existsSync(join(folder, 'process.lock'))).toBe(false);
});

test('whoever has the lock is named, and when it is killed the lock is free, whatever is in the note', async () => {
  const folder = made('killed');
  const first = await holder(folder);
  expect(() => lockFolder(folder)).toThrow(`is in use by process ${first.pid} since 20`);
  writeFileSync(join(folder, 'process.lock'), '');
  expect(() => lockFolder(folder)).toThrow('is in use by another process, which holds');
  expect(isAbandoned(folder)).toBe(false);

  await kill(first);

  expect(isAbandoned(folder)).toBe(true);
  // The number of a process that lives may be another one's by now, as it always is in a container.
  for (const note of ['', 'x', '1', processMark(process.ppid), processMark()]) {
    writeFileSync(join(folder, 'process.lock'), note);
    lockFolder(folder)();
  }
});

test('an earlier version that runs is still heeded: it has no lock but its number', () => {
  const folder = made('earlier');
  writeFileSync(join(folder, 'process.lock'), processMark(process.ppid));

  for (const _ of [1, 2]) {
    expect(() => lockFolder(folder)).toThrow(
      `is in use by process ${process.ppid}, an earlier version, which holds ${join(folder, 'process.lock')}`,
    );
  }
  expect(isAbandoned(folder)).toBe(false);
  writeFileSync(join(folder, 'process.lock'), '4194305');
  expect(isAbandoned(folder)).toBe(true);
  lockFolder(folder)();
});

test('a folder that nobody had is not abandoned', () => {
  expect(isAbandoned(made('fresh'))).toBe(false);
});

test('what cannot be a lock is named, with what to do', () => {
  const folder = made('unusable');
  writeFileSync(join(folder, 'process.mutex'), 'a text that somebody keeps here');
  expect(() => lockFolder(folder)).toThrow(
    `${join(folder, 'process.mutex')} cannot be used as the lock of its folder (file is not a database): delete it, nothing is kept in it.`,
  );
  rmSync(join(folder, 'process.mutex'));
  mkdirSync(join(folder, 'process.lock'));
  expect(() => lockFolder(folder)).toThrow(`${join(folder, 'process.lock')} cannot be used as the lock`);
  rmSync(join(folder, 'process.lock'), { recursive: true });
  lockFolder(folder)();

  expect(() => lockFolder(join(parent, 'nowhere'))).toThrow(/ENOENT.*: name a folder in which files can be made\.$/);
});

test('the files of a lock are for their owner alone', () => {
  const folder = made('private');
  const unlock = lockFolder(folder);

  expect(['process.mutex', 'process.lock'].map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([
    0o600, 0o600,
  ]);
  unlock();
});
