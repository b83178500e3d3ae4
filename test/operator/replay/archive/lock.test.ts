import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockReplay } from '../../../../src/operator/replay/archive/lock.ts';
import { race, raceForLocks, startRacer } from './lock-races.ts';

const folder = mkdtempSync(join(tmpdir(), 'forks-lock-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('of four processes that begin at once where a killed one left its files, one wins, in each of 40 trials', async () => {
  const { winners, reasons } = await raceForLocks(folder, 40);

  expect(winners).toEqual(Array.from({ length: 40 }, () => 1));
  expect(reasons).toHaveLength(3 * 40);
  expect(
    reasons.filter((reason) => !/being run by (another process|process \d+), which holds .*\.mutex/.test(reason)),
  ).toEqual([]);
});

test('what a process that was killed in its replay held, one of those that wait for it has', async () => {
  const [first, second, third] = await Promise.all([startRacer(folder), startRacer(folder), startRacer(folder)]);
  try {
    expect(await first.tell('killed')).toEqual({ won: true });
    expect(await second.tell('killed')).toEqual({
      won: false,
      reason: `ReplayRunningError: the replay killed is being run by process ${first.pid}, which holds ${join(folder, 'killed.mutex')}: wait for it, or end it`,
    });
    await first.kill();

    const { winners } = await race([second, third], 'killed');

    expect(winners).toHaveLength(1);
    expect(readFileSync(join(folder, 'killed.lock'), 'utf8')).toBe(String(winners[0]?.pid));
  } finally {
    await Promise.all([second.kill(), third.kill()]);
  }
});

test('within one process, a replay is run once at a time, and again when it has ended', () => {
  const unlock = lockReplay('own', join(folder, 'own'));

  expect(() => lockReplay('own', join(folder, 'own'))).toThrow(`is being run by process ${process.pid}`);
  unlock();
  lockReplay('own', join(folder, 'own'))();
});

test('a file that is no lock is told as what it is, and not as a replay that is running', () => {
  writeFileSync(join(folder, 'other.mutex'), 'a text that somebody keeps here');

  expect(() => lockReplay('other', join(folder, 'other'))).toThrow('file is not a database');
});
