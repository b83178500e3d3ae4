import { bufferedEvent } from '../../../src/domain/archive/buffered-event.ts';
import { OperationError } from '../../../src/operator/errors.ts';
import { type BufferedMessage, type DrainWork, drainBuffer } from '../../../src/operator/refill/drain-buffer.ts';
import { sqsMessage, TOPIC_ARN } from '../../support/sqs-events.ts';

const messageOf = (messageId: string): BufferedMessage => ({
  ...bufferedEvent(sqsMessage(`body of ${messageId}`, { messageId }), TOPIC_ARN),
  messageId,
  receiptHandle: messageId,
  traceHeader: undefined,
});

/** A buffer of so many messages, which go on coming where there is no end, ten at a time. */
function bufferOf(size: number, changes: Partial<DrainWork> = {}) {
  const seen = { received: 0, inFlight: 0, mostInFlight: 0, deleted: [] as string[], shown: [] as string[] };
  const work: DrainWork = {
    async receive() {
      const count = Math.min(10, size - seen.received);
      const messages = Array.from({ length: count }, (_, n) => messageOf(`m${seen.received + n}`));
      seen.received += count;
      seen.inFlight += count;
      seen.mostInFlight = Math.max(seen.mostInFlight, seen.inFlight);
      return messages;
    },
    judge: async () => 'lacking',
    send: async () => new Map(),
    sent: () => {},
    async remove(messages) {
      seen.inFlight -= messages.length;
      seen.deleted.push(...messages.map(({ messageId }) => messageId));
      return 0;
    },
    async show(messages) {
      seen.shown.push(...messages.map(({ messageId }) => messageId));
    },
    signal: new AbortController().signal,
    onProgress: () => {},
    ...changes,
  };
  return { work, seen };
}

test('a buffer of any size is drained with few messages in flight', async () => {
  const { work, seen } = bufferOf(300_000);

  expect(await drainBuffer(work)).toMatchObject({ state: 'done', refilled: 300_000 });

  expect(new Set(seen.deleted).size).toBe(300_000);
  expect(seen.mostInFlight).toBeLessThanOrEqual(80);
  expect(seen.shown).toEqual([]);
});

test('the end is found though new events go on coming', async () => {
  const isOld = ({ messageId }: BufferedMessage) => Number(messageId.slice(1)) < 100;
  const { work, seen } = bufferOf(Number.POSITIVE_INFINITY, {
    judge: async (message) => (isOld(message) ? 'archived' : 'pending'),
  });

  const { state, archived, pending } = await drainBuffer(work);

  expect([state, archived]).toEqual(['done', 100]);
  expect(pending).toBeLessThan(500);
  expect(seen.shown).toHaveLength(pending);
});

test('one receive that gives nothing is not the end', async () => {
  const { work } = bufferOf(50);
  let calls = 0;
  const receive = async () => (calls++ % 3 === 2 ? work.receive() : []);

  expect(await drainBuffer({ ...work, receive })).toMatchObject({ state: 'done', refilled: 50 });
});

test('no more messages are hidden than SQS can hide', async () => {
  const { work, seen } = bufferOf(Number.POSITIVE_INFINITY, { judge: async () => 'unidentified' });

  const outcome = await drainBuffer(work, { maxKept: 100 });

  expect(outcome.state).toBe('full');
  expect(seen.received).toBeLessThanOrEqual(180);
  expect(seen.shown).toHaveLength(outcome.unidentified);
});

test('an interruption ends it behind the batches under way, and what stays is seen again', async () => {
  const ending = new AbortController();
  const { work, seen } = bufferOf(Number.POSITIVE_INFINITY, {
    judge: async ({ messageId }) => (messageId.endsWith('1') ? 'unwanted' : 'lacking'),
    signal: ending.signal,
    onProgress: () => ending.abort(),
  });

  const { state, refilled, unwanted } = await drainBuffer(work);

  expect([state, refilled, unwanted]).toEqual(['interrupted', 72, 8]);
  expect(seen.deleted).toHaveLength(72);
  expect(seen.shown).toHaveLength(8);
});

test('an event is deleted only once it was sent, and not where it is refused', async () => {
  const order: string[] = [];
  const { work } = bufferOf(2, {
    async send(messages) {
      order.push(...messages.map(({ messageId }) => `send ${messageId}`));
      return new Map(messages.filter(({ messageId }) => messageId === 'm1').map((each) => [each, 'too long']));
    },
    sent: ({ messageId }) => void order.push(`sent ${messageId}`),
    async remove(messages) {
      order.push(...messages.map(({ messageId }) => `remove ${messageId}`));
      return messages.length;
    },
  });

  const outcome = await drainBuffer(work);

  expect(order).toEqual(['send m0', 'send m1', 'sent m0', 'remove m0']);
  expect(outcome).toMatchObject({ refilled: 1, undeleted: 1, unsent: 1, reasons: { 'too long': 1 } });
});

test('a second message of an event is not taken for safe once the first was refused', async () => {
  const { event } = messageOf('m0');
  const { work, seen } = bufferOf(20, {
    async send(messages) {
      return new Map(messages.filter(({ messageId }) => messageId === 'm0').map((each) => [each, 'refused']));
    },
  });
  let calls = 0;
  const receive = async () => {
    calls += 1;
    if (calls === 1) return [messageOf('m0')];
    return calls === 20 ? [{ ...messageOf('m20'), event }] : [];
  };

  expect(await drainBuffer({ ...work, receive })).toMatchObject({ refilled: 1, archived: 0, unsent: 1 });
  expect(seen.deleted).toEqual(['m20']);
});

test('what stayed and was received again an hour later counts as what became of it then', async () => {
  const { work, seen } = bufferOf(1);
  let calls = 0;
  const receive = async () => (calls++ === 0 || calls === 20 ? [messageOf('m0')] : []);
  const judge = async () => (calls < 20 ? ('unidentified' as const) : ('archived' as const));

  expect(await drainBuffer({ ...work, receive, judge })).toMatchObject({ archived: 1, unidentified: 0 });
  expect(seen.shown).toEqual([]);
});

test.each([
  ['of SQS', new Error('no connection'), 'no connection; 0 events'],
  ['told in a sentence', new OperationError((called) => `see ${called('rate')}`), 'see rate; 0 events'],
])('a failure %s ends it with what was done, and what was kept is seen again, if it can be', async (_, error, said) => {
  const failing = bufferOf(Number.POSITIVE_INFINITY, {
    judge: async ({ messageId }) => (messageId === 'm0' ? 'unwanted' : 'lacking'),
    send: () => Promise.reject(error),
    show: () => Promise.reject(new Error('no connection either')),
  });

  await expect(drainBuffer(failing.work)).rejects.toMatchObject({
    name: 'OperationError',
    message: `${said} are refilled, and nothing is lost: another run goes on`,
    cause: error,
  });
  expect(failing.seen.received).toBe(80);
  expect(failing.seen.deleted).toEqual([]);
});
