import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { raceForLocks } from '../operator/replay/archive/lock-races.ts';

test('of four processes that begin at once where a killed one left its files, one wins, in each of 1,000 trials', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'forks-lock-'));
  try {
    const { winners, reasons } = await raceForLocks(folder, 1000);

    expect(winners.filter((number) => number !== 1)).toEqual([]);
    expect({ trials: winners.length, refused: reasons.length }).toEqual({ trials: 1000, refused: 3000 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
