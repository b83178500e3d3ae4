import type { ChangeMessageVisibilityBatchCommand } from '@aws-sdk/client-sqs';
import { changeVisibility } from '../../../src/aws/batch/change-visibility.ts';
import type { FailureKind } from '../../../src/domain/batch-outcome.ts';
import type { SqsMessage } from '../../../src/domain/sqs-event.ts';
import { CONTEXT, FAILED_AT, QUEUE_ENV, recordedBatches } from '../../support/queue-batches.ts';
import { sqsMessage } from '../../support/sqs-events.ts';

const message = (messageId: string, receives = 1) =>
  sqsMessage(messageId, { messageId, attributes: { ApproximateReceiveCount: `${receives}` } });

type Failing = Record<string, FailureKind>;
/** Runs a batch whose work fails the messages named so, and records how it was grouped. */
async function run(
  messages: readonly SqsMessage[],
  failing: Failing = {},
  { context = CONTEXT, ...options }: Parameters<typeof recordedBatches>[0] & { context?: typeof CONTEXT } = {},
) {
  const batches = recordedBatches(options);
  const groups: string[][] = [];
  const worked: { at: number; ids: string }[] = [];
  const { batchItemFailures } = await batches.runBatch(
    { event: { Records: messages }, context, title: 'Worked' },
    async (group) => {
      const ids = group.map(({ messageId }) => messageId);
      groups.push(ids);
      worked.push({ at: batches.queueCalls.length, ids: ids.join() });
      const failures = group.flatMap(({ messageId }) => {
        const kind = failing[messageId];
        return kind === undefined ? [] : [{ messageId, kind, reason: `${kind} of ${messageId}` }];
      });
      return { counts: { worked: group.length - failures.length }, failures };
    },
  );
  /** What was done, in its order. */
  const operations = () =>
    [...batches.queueCalls, undefined].flatMap((call, index) => [
      ...worked.filter(({ at }) => at === index).map(({ ids }) => `work ${ids}`),
      ...(call?.entries.map(({ ReceiptHandle, VisibilityTimeout }) =>
        [call.operation, ReceiptHandle, VisibilityTimeout].filter((part) => part !== undefined).join(' '),
      ) ?? []),
    ]);
  return { ...batches, groups, operations, reported: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

test('a batch that got through costs no call', async () => {
  const { queueCalls, reported, metrics, lines } = await run([message('a'), message('b')]);

  expect([queueCalls, reported]).toEqual([[], []]);
  expect(metrics).toEqual({ Worked: 2, Failed: 0, Poison: 0 });
  expect(lines.map(({ level }) => level)).toEqual(['info']);
});

test('poison goes to the dead-letter queue with its reason, and is reported to nobody', async () => {
  const { queueCalls, letters, reported, metrics, lines } = await run([message('a'), message('bad')], {
    bad: 'poison',
  });

  expect(queueCalls).toMatchObject([{ operation: 'SendMessage', url: QUEUE_ENV.DEAD_LETTER_QUEUE_URL }]);
  expect(letters()).toMatchObject([
    {
      MessageBody: 'bad',
      MessageAttributes: {
        'failure-reason': { StringValue: 'poison of bad' },
        'failed-at': { StringValue: '2026-01-15T18:30:00.000Z' },
        'failed-in': { StringValue: 'the-function' },
        'failed-message-id': { StringValue: 'bad' },
      },
    },
  ]);
  expect(reported).toEqual([]);
  expect(metrics).toEqual({ Worked: 1, Failed: 0, Poison: 1 });
  expect(lines[1]?.extra).toEqual([{ failures: [{ messageId: 'bad', kind: 'poison', reason: 'poison of bad' }] }]);
});

test('poison that cannot be sent, or has no room for the reason, stays on the queue and hastens to its last receive', async () => {
  const full = sqsMessage('', {
    messageId: 'full',
    messageAttributes: Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [`a${n}`, { dataType: 'String', stringValue: 'x' }]),
    ),
    attributes: { ApproximateReceiveCount: '2' },
  });

  const sent = await run([full, message('bad', 2)], { full: 'poison', bad: 'poison' });
  const failed = await run([message('bad', 2)], { bad: 'poison' }, { failing: ['SendMessage'] });

  expect([sent.buried(), sent.reported]).toEqual([['bad'], ['full']]);
  expect(sent.waits()).toMatchObject({ 'receipt of full': 10 });
  expect([failed.reported, failed.waits(), failed.metrics]).toEqual([
    ['bad'],
    { 'receipt of bad': 10 },
    { Worked: 0, Failed: 1, Poison: 0 },
  ]);
});

test('what may succeed later is reported, and comes back after a wait that grows with its receives', async () => {
  const { reported, waits, queueCalls } = await run([message('a', 1), message('b', 1)], { a: 'later', b: 'later' });

  expect(reported).toEqual(['a', 'b']);
  expect(waits()).toEqual({ 'receipt of a': 10, 'receipt of b': 10 });
  expect(queueCalls).toMatchObject([{ operation: 'ChangeMessageVisibility', url: QUEUE_ENV.QUEUE_URL }]);
});

test('waits are set in batches of ten, and an error there changes nothing', async () => {
  const messages = Array.from({ length: 21 }, (_, n) => message(`m${n}`));
  const failing = Object.fromEntries(messages.map(({ messageId }) => [messageId, 'later' as const]));

  const { queueCalls } = await run(messages, failing);
  const { reported } = await run(messages, failing, { failing: ['ChangeMessageVisibility'] });

  expect(queueCalls.map(({ entries }) => entries.length)).toEqual([10, 10, 1]);
  expect(reported).toHaveLength(21);
});

test('from the third receive on what got through is deleted before the next group begins, and not after the last', async () => {
  const { groups, deleted, reported, metrics } = await run([message('a', 1), message('b', 3), message('c', 4)]);

  expect(groups).toEqual([['a'], ['b'], ['c']]);
  expect(deleted()).toEqual(['receipt of a', 'receipt of b']);
  expect(reported).toEqual([]);
  expect(metrics).toMatchObject({ Worked: 3 });
});

test('a batch of waits that fails keeps no other from being set', async () => {
  const sent: number[] = [];
  const changes = Array.from({ length: 25 }, (_, n) => ({ receiptHandle: `${n}`, seconds: 1 }));
  const send = async ({ input }: ChangeMessageVisibilityBatchCommand) => {
    sent.push(input.Entries?.length ?? 0);
    if (sent.length < 3) throw new Error(`failure ${sent.length}`);
  };

  await expect(changeVisibility({ send, queueUrl: 'q', changes })).rejects.toThrow('failure 1');

  expect(sent).toEqual([10, 10, 5]);
});

test('what is in doubt is set apart before it is begun, unless nothing else is with it', async () => {
  const { operations } = await run([message('a', 1), message('b', 2), message('c', 2), message('d', 3)]);
  const alone = await run([message('d', 3)]);
  const undisturbed = await run([message('d', 3), message('e', 4)], {}, { failing: ['ChangeMessageVisibility'] });

  expect(operations()).toEqual([
    'work a',
    'DeleteMessage receipt of a',
    'ChangeMessageVisibility receipt of b 1200',
    'work b',
    'DeleteMessage receipt of b',
    'ChangeMessageVisibility receipt of c 1200',
    'work c',
    'DeleteMessage receipt of c',
    'ChangeMessageVisibility receipt of d 1200',
    'work d',
  ]);
  expect(alone.operations()).toEqual(['work d']);
  expect(undisturbed.groups).toEqual([['d'], ['e']]);
  const env = { MESSAGE_RETENTION_PERIOD: '43199' };
  expect((await run([message('d', 3), message('e', 4)], {}, { env })).waits()).toEqual({});
});

test('what comes behind a failure in a FIFO queue is left untried', async () => {
  const ordered = ['a', 'b', 'c'].map((id) => ({
    ...message(id, 3),
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:orders.fifo',
  }));

  const { groups, reported } = await run(ordered, { b: 'later' });

  expect(groups).toEqual([['a'], ['b']]);
  expect(reported).toEqual(['b', 'c']);
});

test('groups grow where they would not all be done in time otherwise', async () => {
  let left = 30_000;
  const context = { getRemainingTimeInMillis: () => left };
  const batches = recordedBatches();
  const sizes: number[] = [];

  const { batchItemFailures } = await batches.runBatch(
    { event: { Records: Array.from({ length: 100 }, (_, n) => message(`m${n}`, 3)) }, context, title: 'Worked' },
    async (group) => {
      sizes.push(group.length);
      left -= 1_000;
      return { counts: {}, failures: [] };
    },
  );

  expect(batchItemFailures).toEqual([]);
  expect(sizes[0]).toBe(1);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(100);
  expect(Math.max(...sizes)).toBeLessThan(8);
});

test('what failed is not deleted, and a failure of the deletion is no failure of the batch', async () => {
  const failing = { a: 'later', b: 'poison' } as const;

  const { deleted, reported } = await run([message('b', 3), message('a', 4), message('c', 5)], failing);
  const undeleted = await run([message('a', 3), message('c', 5)], {}, { failing: ['DeleteMessage'] });

  expect([deleted(), reported]).toEqual([['receipt of b'], ['a']]);
  expect(undeleted.reported).toEqual([]);
});

test('what was left for lack of time is shown again at once, but waits where the others failed', async () => {
  let left = [30_000, 30_000, 30_000, 8_000, 8_000, 8_000];
  const context = { getRemainingTimeInMillis: () => left.shift() ?? 8_000 };
  const inTime = await run(
    [message('a', 3), message('b', 4)],
    {},
    { context: { getRemainingTimeInMillis: () => 8_000 } },
  );
  left = [];
  const failed = await run([message('a', 3), message('b', 4)], { a: 'later' }, { context });

  expect([inTime.groups, inTime.reported]).toEqual([[['a']], ['b']]);
  expect(inTime.waits()).toEqual({ 'receipt of a': 1200, 'receipt of b': 0 });
  expect([failed.groups, failed.reported, failed.waits()]).toEqual([
    [['a']],
    ['a', 'b'],
    { 'receipt of a': 160, 'receipt of b': 640 },
  ]);
});

test('the work is left the time of the invocation but for what the calls after it need', async () => {
  const left: number[] = [];
  await recordedBatches().runBatch(
    { event: { Records: [message('a')] }, context: CONTEXT, title: '' },
    async (_, ms) => {
      left.push(ms());
      return { counts: {}, failures: [] };
    },
  );

  expect(left).toEqual([26_000]);
});

test('a work that hangs is given up in time, so that its messages and those behind them wait as after any failure', async () => {
  let left = 30_000;
  const sleep = async (ms: number) => {
    left -= ms;
  };
  const batches = recordedBatches({ env: { MAX_RECEIVE_COUNT: '5' }, sleep });
  const messages = [message('a', 3), message('b', 4)];
  const context = { getRemainingTimeInMillis: () => left };

  const { batchItemFailures } = await batches.runBatch(
    { event: { Records: messages }, context, title: 'Worked' },
    () => new Promise(() => {}),
  );

  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['a', 'b']);
  expect(batches.waits()).toEqual({ 'receipt of a': 160, 'receipt of b': 21_390 });
  expect(batches.lines[1]?.extra).toEqual([
    { failures: [{ messageId: 'a', kind: 'later', reason: 'The invocation ran out of time.' }] },
  ]);
});

test('a work that throws fails the batch as a whole, and an environment without the queue is refused', async () => {
  const invocation = { event: { Records: [message('a')] }, context: CONTEXT, title: '' };
  const work = () => Promise.reject(new Error('crashed'));

  await expect(recordedBatches().runBatch(invocation, work)).rejects.toThrow('crashed');
  await expect(recordedBatches({ env: { QUEUE_URL: '' } }).runBatch(invocation, work)).rejects.toThrow('length');
});

test('what fails too late to be moved is sent to the dead-letter queue afresh, and is no poison', async () => {
  const days = (age: number, receives: number) => ({
    SentTimestamp: `${FAILED_AT - age * 86_400_000}`,
    ApproximateReceiveCount: `${receives}`,
  });
  const old = sqsMessage('old', { messageId: 'old', attributes: days(11, 30) });
  const young = sqsMessage('young', { messageId: 'young', attributes: days(1, 30) });
  const env = { MESSAGE_RETENTION_PERIOD: '1209600' };

  const { buried, reported, metrics } = await run([old, young], { old: 'later', young: 'later' }, { env });

  expect([buried(), reported]).toEqual([['old'], ['young']]);
  expect(metrics).toEqual({ Worked: 0, Failed: 2, Poison: 0 });
});
