import { readArchive } from '../../../src/aws/archive/read-events.ts';
import { type ArchiveBucket, archiveLine, collect, createArchiveBucket, packed } from '../../support/archive.ts';

let bucket: ArchiveBucket;

beforeEach(async () => {
  bucket = await createArchiveBucket();
});

afterEach(() => bucket.close());

const windowOf = (from: string, to: string, lateMs = 4 * 86_400_000) => ({
  from: Date.parse(from),
  to: Date.parse(to),
  lateMs,
});
const wide = windowOf('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z');
const read = async (window = wide, after?: { key: string; line: number }) =>
  collect(readArchive(bucket.s3, bucket.archive, window, after));
const bodies = (found: Awaited<ReturnType<typeof read>>) =>
  found.flatMap((entry) => (entry.kind === 'event' ? entry.body : []));

test('events of a window come by the time they were published, not by that of their object', async () => {
  // In a buffer that was opened before the window, and redriven two days after it.
  const early =
    archiveLine('2026-11-20T09:59:59.999Z', '"before"') + archiveLine('2026-11-20T10:00:00.000Z', '"first"');
  await bucket.deliver('2026-11-20T09:59:10Z', early);
  await bucket.deliver('2026-11-22T12:00:00Z', archiveLine('2026-11-20T10:30:00.000Z', '"redriven"'));
  await bucket.deliver('2026-11-20T11:00:00Z', archiveLine('2026-11-20T11:00:00.000Z', '"after"'));

  const window = windowOf('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z');
  expect(bodies(await read(window))).toEqual(['"first"', '"redriven"']);
  expect(bodies(await read({ ...window, lateMs: 3_600_000 }))).toEqual(['"first"']);
});

test('objects that cannot hold an event of the window are not read', async () => {
  await bucket.deliver('2026-11-20T08:00:00Z', archiveLine('2026-11-20T08:00:00.000Z', '"long before"'));
  const needed = await bucket.deliver('2026-11-20T10:00:00Z', archiveLine('2026-11-20T10:00:00.000Z', '"in it"'));
  await bucket.deliver('2026-11-25T11:00:01Z', archiveLine('2026-11-25T11:00:01.000Z', '"long after"'));

  const found = await read(windowOf('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'));
  expect(found.flatMap((entry) => (entry.kind === 'done' ? entry.object.key : []))).toEqual([needed]);
});

test('an event has its place, and reading goes on behind any place', async () => {
  const line = (n: number) => archiveLine(`2026-11-20T10:00:0${n}.000Z`, `${n}`);
  const first = await bucket.deliver('2026-11-20T10:00:00Z', line(1) + line(2) + line(3));
  const second = await bucket.deliver('2026-11-20T11:00:00Z', line(4), 'UNCOMPRESSED');

  const found = await read();
  expect(found.flatMap((entry) => (entry.kind === 'event' ? [[entry.key, entry.line, entry.body]] : []))).toEqual([
    [first, 1, '1'],
    [first, 2, '2'],
    [first, 3, '3'],
    [second, 1, '4'],
  ]);
  expect(bodies(await read(wide, { key: first, line: 2 }))).toEqual(['3', '4']);
  expect(bodies(await read(wide, { key: first, line: 3 }))).toEqual(['4']);
  expect(bodies(await read(wide, { key: second, line: 0 }))).toEqual(['4']);
});

test('plain bodies belong to the window by the time of their object', async () => {
  await bucket.deliver('2026-11-20T10:00:00Z', '{"a":1}\n\nplain\n');

  const found = await read(windowOf('2026-11-20T10:00:00Z', '2026-11-20T10:00:01Z'));
  expect(found.map((entry) => (entry.kind === 'event' ? [entry.line, entry.body] : entry.kind))).toEqual([
    [1, '{"a":1}'],
    [3, 'plain'],
    'done',
  ]);
  expect(bodies(await read(windowOf('2026-11-20T10:00:01Z', '2026-11-20T11:00:00Z')))).toEqual([]);
});

test('corrupt and foreign objects are told by their keys, and the others are read', async () => {
  const prefix = 'events/dt=2026-11-20/hr=10/';
  await bucket.put(`${prefix}inventory.csv`, 'a,b');
  const text = Array.from({ length: 3000 }, (_, n) => archiveLine('2026-11-20T10:00:00.000Z', `"${n} ${Math.sin(n)}"`));
  const whole = await packed(text.join(''), 'GZIP');
  const cut = `${prefix}backup-1-2026-11-20-10-00-00-00000000-0000-4000-8000-000000000000.gz`;
  await bucket.put(cut, whole.subarray(0, whole.length / 2));
  await bucket.put('errors/processing-failed/2026/11/20/10/backup-1-2026-11-20-10-00-00-x.gz', 'x');
  await bucket.deliver('2026-11-20T10:30:00Z', archiveLine('2026-11-20T10:30:00.000Z', '"good"'));

  const found = await read();
  expect(found.filter((entry) => entry.kind === 'unreadable')).toEqual(
    [
      { kind: 'unreadable', key: cut, line: expect.any(Number), reason: 'unexpected end of file' },
      {
        kind: 'unreadable',
        key: `${prefix}inventory.csv`,
        line: undefined,
        reason: 'no delivery stream names its objects like this',
      },
    ].map((entry) =>
      expect.objectContaining({ key: entry.key, kind: entry.kind, reason: expect.stringContaining(entry.reason) }),
    ),
  );
  expect(bodies(found).at(-1)).toBe('"good"');
});

test('a listing of many pages stops behind the window', async () => {
  const names = Array.from({ length: 1100 }, (_, n) => String(n).padStart(12, '0'));
  await Promise.all(
    names.map((n) =>
      bucket.put(
        `events/dt=2026-11-20/hr=10/backup-1-2026-11-20-10-00-00-00000000-0000-4000-8000-${n}`,
        archiveLine('2026-11-20T10:00:00.000Z', n),
      ),
    ),
  );

  expect(bodies(await read()).length).toBe(1100);
});
