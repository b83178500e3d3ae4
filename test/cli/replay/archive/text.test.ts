import { formatReplay, untold } from '../../../../src/cli/replay/archive/text.ts';
import type { ReplayedArchive } from '../../../../src/operator/replay/archive/run.ts';

const replayed: ReplayedArchive = {
  replayId: 'r',
  destination: 'orders',
  state: 'done',
  objects: 1,
  read: 5,
  matched: 5,
  sent: 5,
  unsent: 0,
  masked: 0,
  possiblyMasked: 0,
  skipped: 0,
  includeMasked: false,
  skipPossiblyMasked: false,
  unreadable: 0,
  from: '2026-01-10T10:00:00.000Z',
  to: '2026-01-10T11:00:00.000Z',
  bucket: 'archive',
  settled: true,
  arrived: { from: '2026-01-10T10:00:00.000Z', to: '2026-01-10T11:00:00.000Z' },
  seconds: 1,
  rate: 5,
  checkpoint: '/r.json',
  unsentFile: null,
  outcomes: null,
};
const none = { applied: 0, repeated: 0, stale: 0, failed: 0 };

describe('what a replay from the archive did', () => {
  it.each([
    [{}, ['Sent is not applied yet: with --wait it tells what became of them']],
    [{ state: 'interrupted' as const }, []],
    [{ outcomes: { ...none, applied: 5 } }, ['5 applied, 0 repeated, 0 stale']],
    [
      { outcomes: { applied: 1, repeated: 2, stale: 1, failed: 3 } },
      [
        '1 applied, 2 repeated, 1 stale',
        'What is repeated was applied under this name before, and changed nothing',
        'What is stale is older than what is stored, and changed nothing',
        '1 event not told of, 3 tries failed: see forks logs, and forks dead-letters list',
      ],
    ],
  ])('with %j ends with %j', (changes, expected) => {
    expect(formatReplay({ ...replayed, ...changes }).slice(1)).toEqual(expected);
  });

  it.each([
    [null, 0],
    [none, 5],
    [{ ...none, failed: 5 }, 5],
    [{ applied: 1, repeated: 1, stale: 1, failed: 0 }, 2],
    [{ ...none, applied: 6 }, 0],
  ])('with %j leaves %i events untold', (outcomes, missing) => {
    expect(untold({ sent: 5, outcomes })).toBe(missing);
  });
});
