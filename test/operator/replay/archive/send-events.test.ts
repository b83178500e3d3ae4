import type { Unreadable } from '../../../../src/aws/archive/list-archive.ts';
import type { FoundEvent, ObjectDone } from '../../../../src/aws/archive/read-events.ts';
import type { UnsentMessage } from '../../../../src/aws/send-messages.ts';
import type { ArchivedEntry } from '../../../../src/domain/replay/archived-entry.ts';
import {
  type ReplayCounts,
  type ReplayWork,
  replayEvents,
  sendUntilThrough,
} from '../../../../src/operator/replay/archive/send-events.ts';

type Entry = FoundEvent | Unreadable | ObjectDone;

const event = (line: number, changes: Partial<FoundEvent> = {}): FoundEvent => ({
  kind: 'event',
  key: 'k',
  line,
  time: line,
  id: `id-${line}`,
  publishedAt: new Date(line).toISOString(),
  source: 'arn:aws:sns:us-east-1:000000000000:topic',
  subject: undefined,
  redacted: undefined,
  attributes: {},
  body: `b${line}`,
  ...changes,
});
const done: ObjectDone = {
  kind: 'done',
  object: { kind: 'object', key: 'k', size: 1, etag: 'e', arrivedAt: 0 },
  lines: 1,
};
const damage: Unreadable = { kind: 'unreadable', key: 'k', line: 9, reason: 'it is torn' };
const many = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`a${n}`, { type: 'String', value: 'x' }]));
const zero: ReplayCounts = {
  objects: 0,
  read: 0,
  matched: 0,
  sent: 0,
  unsent: 0,
  masked: 0,
  possiblyMasked: 0,
  skipped: 0,
  unreadable: 0,
  batches: 0,
};

async function replay(entries: Entry[], changes: Partial<ReplayWork> = {}, before: Partial<ReplayCounts> = {}) {
  const log: unknown[] = [];
  const counts = { ...zero, ...before };
  async function* each() {
    yield* entries;
  }
  const end = await replayEvents(each(), counts, {
    replayId: 'r',
    burst: 2,
    maxBytes: 1000,
    limit: Number.POSITIVE_INFINITY,
    signal: new AbortController().signal,
    matches: () => true,
    skips: () => false,
    found: ({ line }) => log.push(`found ${line}`),
    send: async (batch) => {
      log.push(`send ${batch.map(({ body }) => body).join(' ')}`);
      return [];
    },
    unsendable: ({ key, line }, reason) => log.push(`unsendable ${key}:${line} ${reason}`),
    skipped: ({ key, line }, reason) => log.push(`skipped ${key}:${line} ${reason}`),
    unreadable: ({ line, reason }) => log.push(`unreadable ${line} ${reason}`),
    reached: ({ key, line }) => log.push(`reached ${key}:${line}`),
    progress: ({ line }) => log.push(`progress ${line}`),
    ...changes,
  });
  return { end, counts, log };
}

describe('events that are sent again', () => {
  it('go in batches, each told as reached once it is through', async () => {
    const { end, counts, log } = await replay([event(1), event(2), done, event(3)]);

    expect(end).toBe('done');
    expect(log).toEqual([
      'found 1',
      'found 2',
      'found 3',
      'send b1 b2',
      'reached k:2',
      'progress 3',
      'send b3',
      'reached k:3',
    ]);
    expect(counts).toEqual({ ...zero, objects: 1, read: 3, matched: 3, sent: 3, batches: 2 });
  });

  it('are none where none matches, and then nothing is told as reached', async () => {
    const { end, counts, log } = await replay([event(1), done], { matches: () => false });

    expect([end, log]).toEqual(['done', []]);
    expect(counts).toEqual({ ...zero, objects: 1, read: 1 });
  });

  it('fill a batch up to the bytes that the destination takes', async () => {
    const sizes: number[] = [];
    const send = async (batch: readonly ArchivedEntry[]) => {
      sizes.push(batch.reduce((sum, { bytes }) => sum + bytes, 0));
      return [];
    };
    await replay([event(1)], { send });
    const [one = 0] = sizes;

    const batches = async (maxBytes: number) => {
      sizes.length = 0;
      await replay([event(1), event(2), event(3)], { send, maxBytes, burst: 10 });
      return sizes.map((size) => size / one);
    };

    expect(one).toBe('b1replay-idStringroccurred-atString1970-01-01T00:00:00.001Z'.length);
    expect(await batches(2 * one)).toEqual([2, 1]);
    expect(await batches(2 * one - 1)).toEqual([1, 1, 1]);
    expect(await batches(3 * one)).toEqual([3]);
  });

  it('end at the limit, counted from where the replay was begun', async () => {
    const { end, counts, log } = await replay([event(1), event(2), event(3)], { limit: 2, burst: 10 }, { matched: 5 });

    expect(end).toBe('limit');
    expect(log.slice(-2)).toEqual(['send b1 b2', 'reached k:2']);
    expect(counts).toMatchObject({ read: 2, matched: 7, sent: 2 });
  });

  it('end where the signal is aborted, without what waits to be sent', async () => {
    const abort = new AbortController();

    const { end, log } = await replay([event(1), event(2), event(3), event(4)], {
      signal: abort.signal,
      found: ({ line }) => {
        if (line === 3) abort.abort();
      },
    });

    expect(end).toBe('interrupted');
    expect(log).toEqual(['send b1 b2', 'reached k:2', 'progress 3']);
  });

  it('are interrupted too when the signal comes behind the last of them', async () => {
    const abort = new AbortController();

    const { end, log } = await replay([event(1)], { signal: abort.signal, found: () => abort.abort() });

    expect([end, log]).toEqual(['interrupted', []]);
  });

  it('are sent before what cannot be read is told', async () => {
    const { counts, log } = await replay([event(1), damage, event(2)]);

    expect(log).toEqual([
      'found 1',
      'send b1',
      'reached k:1',
      'unreadable 9 it is torn',
      'found 2',
      'send b2',
      'reached k:2',
    ]);
    expect(counts).toMatchObject({ unreadable: 1, read: 2, sent: 2, batches: 2 });
  });

  it('are sent before one that never can be, which counts as passed', async () => {
    const { counts, log } = await replay([event(1), event(2, { attributes: many })]);

    expect(log).toEqual([
      'found 1',
      'found 2',
      'send b1',
      'unsendable k:2 The message has 12 attributes with occurred-at and replay-id; SQS takes at most 10.',
      'reached k:2',
    ]);
    expect(counts).toMatchObject({ matched: 2, sent: 1, unsent: 1, batches: 1 });
  });

  const masked = { redacted: { dropped: 0, masked: ['/event/a'] } };
  const starred = { body: '*'.repeat(13) };

  it('are passed over in their turn where their values are masked, and break no batch', async () => {
    const { counts, log } = await replay([event(1), event(2, masked), event(3, starred), event(4)], {
      skips: (verdict) => verdict === 'masked',
    });

    expect(log.filter((line) => !String(line).startsWith('found'))).toEqual([
      `send b1 ${starred.body}`,
      'skipped k:2 redaction masked values of it: /event/a',
      'reached k:3',
      'progress 4',
      'send b4',
      'reached k:4',
    ]);
    expect(counts).toMatchObject({ matched: 4, sent: 3, skipped: 1, masked: 1, possiblyMasked: 1 });
  });

  it('are counted as masked where they are sent all the same, or cannot be', async () => {
    const { counts } = await replay([event(1, masked), event(2, { ...masked, attributes: many })]);

    expect(counts).toMatchObject({ matched: 2, sent: 1, unsent: 1, skipped: 0, masked: 2, possiblyMasked: 0 });
  });

  it('are passed over where they look masked, if that is wished', async () => {
    const { counts, log } = await replay([event(1, starred), event(2)], {
      skips: (verdict) => verdict === 'possiblyMasked',
    });

    expect(log).toContain('skipped k:1 it may be masked: a text has 13 asterisks or more, or an id is 0');
    expect(counts).toMatchObject({ sent: 1, skipped: 1, masked: 0, possiblyMasked: 1 });
  });

  it('are counted as masked only once they are reached', async () => {
    const abort = new AbortController();
    const { counts } = await replay([event(1, masked), event(2)], {
      signal: abort.signal,
      skips: () => true,
      found: () => abort.abort(),
    });

    expect(counts).toMatchObject({ masked: 0, skipped: 0 });
  });

  it('do not gather without end where none of them is sent', async () => {
    const entries = Array.from({ length: 1001 }, (_, n) => event(n + 1, masked));

    const { log } = await replay(entries, { skips: () => true });

    expect(log.filter((line) => String(line).startsWith('reached'))).toEqual(['reached k:1000', 'reached k:1001']);
  });

  it('that the destination refuses are told by their places', async () => {
    const { counts, log } = await replay([event(1), event(2)], {
      send: async (batch) => [
        { messageId: batch[1]?.messageId ?? '', reason: 'too long', senderFault: true },
        { messageId: 'another', reason: 'of no event' },
      ],
    });

    expect(log).toEqual(['found 1', 'found 2', 'unsendable k:2 too long', 'reached k:2']);
    expect(counts).toMatchObject({ sent: 0, unsent: 2, batches: 1 });
  });

  it('tell their progress at every 500th that is read', async () => {
    const entries = Array.from({ length: 1000 }, (_, n) => event(n + 1));

    const { log } = await replay(entries, { matches: () => false });

    expect(log).toEqual(['progress 500', 'progress 1000']);
  });

  it('are the same message of the same replay by their SNS id, or by their place', async () => {
    const sent: ArchivedEntry[] = [];
    const send = async (batch: readonly ArchivedEntry[]) => {
      sent.push(...batch);
      return [];
    };
    const nameless = { id: undefined };
    await replay([event(1), event(2, { id: 'id-1' }), event(1, nameless), event(2, nameless)], { send, burst: 9 });
    await replay([event(1), event(1, { ...nameless, key: 'other' })], { send, burst: 9, replayId: 's' });

    const ids = sent.map(({ messageId }) => messageId);
    expect(ids).toEqual([ids[0], ids[1], ids[0], ids[1], ids[0], ids[5]]);
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    const deduplication = sent.map(({ deduplicationId }) => deduplicationId);
    expect(deduplication[1]).toBe(deduplication[0]);
    expect(new Set(deduplication).size).toBe(5);
    expect(deduplication[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('end with what is no matter of an event', async () => {
    const broken = event(1);
    Object.defineProperty(broken, 'attributes', {
      get() {
        throw new TypeError('a defect');
      },
    });

    await expect(replay([broken])).rejects.toThrow(new TypeError('a defect'));
  });
});

describe('a batch', () => {
  const entry = (messageId: string): ArchivedEntry => ({
    messageId,
    body: messageId,
    attributes: {},
    bytes: 1,
    groupId: undefined,
    deduplicationId: undefined,
    traceHeader: undefined,
    subject: undefined,
  });
  const batch = ['a', 'b', 'c'].map(entry);
  const through = async (answers: readonly UnsentMessage[][]) => {
    const sent: string[] = [];
    const waits: number[] = [];
    const refused = sendUntilThrough(
      async (entries) => {
        sent.push(entries.map(({ messageId }) => messageId).join(''));
        return answers[sent.length - 1] ?? answers.at(-1) ?? [];
      },
      batch,
      async (ms) => {
        waits.push(ms);
      },
    );
    return { refused: await refused.catch((error: unknown) => error), sent, waits };
  };
  const busy = { messageId: 'b', reason: 'ServiceUnavailable: later' };
  const tooLong = { messageId: 'c', reason: 'InvalidMessageContents', senderFault: true };

  it('is sent once where all of it is acknowledged', async () => {
    expect(await through([[]])).toEqual({ refused: [], sent: ['abc'], waits: [] });
  });

  it('is sent again as far as it failed by no fault of its own', async () => {
    expect(await through([[busy, tooLong], [busy], []])).toEqual({
      refused: [tooLong],
      sent: ['abc', 'b', 'b'],
      waits: [200, 400],
    });
  });

  it('is through when all that failed is refused for good', async () => {
    expect(await through([[tooLong]])).toEqual({ refused: [tooLong], sent: ['abc'], waits: [] });
  });

  it('is tried eight times, with growing pauses', async () => {
    const { refused, sent, waits } = await through([[busy, tooLong], [busy]]);

    expect(refused).toMatchObject({
      name: 'OperationError',
      message: '1 events could not be sent (ServiceUnavailable: later)',
    });
    expect(sent).toHaveLength(8);
    expect(waits).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000]);
  });

  it.each(['AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist', 'AccessDenied', 'NotFound'])(
    'is not tried again when the destination is gone or denied: %s',
    async (code) => {
      const reason = `${code}: it says`;
      const { refused, sent } = await through([[tooLong, { messageId: 'a', reason }, { messageId: 'b', reason }]]);

      expect(refused).toMatchObject({ message: `2 events could not be sent (${reason})` });
      expect(sent).toEqual(['abc']);
    },
  );
});
