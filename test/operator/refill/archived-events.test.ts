import { bufferedEvent } from '../../../src/domain/archive/buffered-event.ts';
import { createEventIndex } from '../../../src/domain/archive/event-index.ts';
import { openArchivedEvents } from '../../../src/operator/refill/archived-events.ts';
import { type ArchiveBucket, archiveLine, createArchiveBucket } from '../../support/archive.ts';
import { notification, sqsMessage, TOPIC_ARN } from '../../support/sqs-events.ts';

const on = (day: number, time = '12:00') => `2026-01-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const ms = (day: number, time?: string) => Date.parse(on(day, time));
const eventOf = (id: string, body = 'x') =>
  bufferedEvent(sqsMessage(notification(body).replace(/95df01b4-[^"]*/, id)), TOPIC_ARN);
const window = { from: 0, to: Date.UTC(9000, 0), lateMs: 86_400_000 };
let bucket: ArchiveBucket;

beforeEach(async () => {
  bucket = await createArchiveBucket();
  for (const day of [1, 5, 10]) await bucket.deliver(on(day), archiveLine(on(day), '{}', `day-${day}`));
});
afterEach(() => bucket.close());

function open(changes: Partial<Parameters<typeof openArchivedEvents>[1]> = {}) {
  const { s3, archive } = bucket;
  return openArchivedEvents(
    { s3, archive, window, whole: true },
    {
      earliest: ms(4),
      skipUnreadable: false,
      signal: new AbortController().signal,
      onProgress: () => {},
      ...changes,
    },
  );
}

test('the archive is read as far back as it is asked for, once, and then at least as far as events can be old', async () => {
  const archived = open();
  const has = () => [1, 5, 10].map((day) => archived.has(eventOf(`day-${day}`)));

  await archived.cover(ms(9));
  expect([has(), archived.events]).toEqual([[false, false, true], 1]);
  await archived.cover(ms(12));
  expect(archived.events).toBe(1);
  await Promise.all([archived.cover(ms(8)), archived.cover(ms(7))]);
  expect([has(), archived.events]).toEqual([[false, true, true], 2]);
  await archived.cover(ms(1));
  expect([has(), archived.events]).toEqual([[true, true, true], 3]);
});

test('a body is found in an object that was begun one interval before it came', async () => {
  await bucket.deliver(on(20, '11:59'), 'a body\n');
  const archived = open();

  await archived.cover(ms(20));

  expect(archived.has(eventOf('any', 'a body'))).toBe(true);
});

test('what cannot be read ends the reading, for all who wait for it, unless it is to be passed over', async () => {
  const key = await bucket.deliver(on(10, '12:01'), 'cut short');
  await bucket.put(key, Buffer.from('1f8b', 'hex'));
  const failing = open();

  const readings = await Promise.allSettled([failing.cover(ms(9)), failing.cover(ms(8))]);
  expect(readings).toEqual(
    Array(2).fill({ status: 'rejected', reason: expect.objectContaining({ name: 'OperationError' }) }),
  );
  await expect(failing.cover(ms(7))).rejects.toThrow(/^line 1 of s3:\/\/archive\/\S+ cannot be read/);

  const passing = open({ skipUnreadable: true });
  await passing.cover(ms(9));
  expect(passing.has(eventOf('day-10'))).toBe(true);
});

test('an archive that does not fit into memory ends the reading', async () => {
  const archived = open({ index: createEventIndex({ maxDigests: 4 }) });

  await archived.cover(ms(9));
  await expect(archived.cover(ms(1))).rejects.toThrow(/holds more than 3 events since 2026-01-01T/);
});

test('an interruption ends the reading, and another goes on where it was', async () => {
  const ended = new AbortController();
  ended.abort();

  const archived = open({ signal: ended.signal });
  await archived.cover(ms(9));

  expect(archived.events).toBe(0);
});
