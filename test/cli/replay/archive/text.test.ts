import { formatDryRun, formatReplay, untold } from '../../../../src/cli/replay/archive/text.ts';
import type { DryRun, MaskedEvent } from '../../../../src/operator/replay/archive/dry-run.ts';
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

describe('what a dry run tells of masked values', () => {
  const event: MaskedEvent = {
    id: 'm',
    eventId: 'e',
    publishedAt: '2026-01-10T10:00:00.000Z',
    key: 'k',
    line: 1,
    certain: true,
    masked: [],
    more: 0,
  };
  const { replayId: _id, state: _state, sent: _sent, unsent: _unsent, outcomes: _outcomes, ...range } = replayed;
  const told = (maskedEvents: MaskedEvent[], masked = maskedEvents.length) => {
    const tried: DryRun = {
      ...range,
      ...{ dryRun: true, unsendable: 0, unreadable: [], first: [], rate: null, masked, maskedEvents },
      estimate: { seconds: 1, dollars: 0 },
    };
    return formatDryRun(tried).filter((line) => line.startsWith('  ') && !line.includes('s3:'));
  };
  const line = (values: string) => `  2026-01-10T10:00:00.000Z  e  k line 1  masked: ${values}`;

  it.each<[string, Partial<MaskedEvent>]>([
    ['/event/id, /event/a', { masked: ['/event/id', '/event/a'] }],
    ['/a, /b, /c, /d, /e, 4 more', { masked: ['/a', '/b', '/c', '/d', '/e', '/f'], more: 3 }],
    ['2 more', { more: 2 }],
    ['possibly', { certain: false }],
  ])('names the values of an event: %s', (values, changes) => {
    expect(told([{ ...event, ...changes }])).toEqual([line(values)]);
  });

  it('says how many events it does not name', () => {
    expect(told([{ ...event, masked: ['/a'] }], 3)).toEqual([line('/a'), '  … and 2 more']);
  });
});
