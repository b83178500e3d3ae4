import type { SendMessageBatchCommand, SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { createReplayMessages } from '../../src/aws/replay-messages.ts';
import { createReplayEventsHandler } from '../../src/handlers/replay-events.ts';
import { CONTEXT, recordedBatches } from '../support/queue-batches.ts';
import { sampleEvent } from '../support/sample-events.ts';
import { sqsEvent, sqsMessage, TOPIC_ARN } from '../support/sqs-events.ts';

type Sent = SendMessageBatchRequestEntry[];
/** A queue that refuses the bodies in `refused` and fails the whole call as often as told. */
function replayEvents({ queueName = 'orders', refused = [] as string[], missing = 0, failing = 0 } = {}) {
  const calls: Sent[] = [];
  const lookups: string[] = [];
  const batches = recordedBatches();
  const handler = createReplayEventsHandler({
    env: { TOPIC_ARN, DESTINATION_QUEUE_NAME: queueName },
    replayMessages: createReplayMessages({
      getQueueUrl: async ({ input }) => {
        lookups.push(input.QueueName ?? '');
        if (lookups.length <= missing) {
          throw Object.assign(new Error('The specified queue does not exist.'), { name: 'QueueDoesNotExist' });
        }
        return { QueueUrl: `https://sqs.us-east-1.amazonaws.com/123456789012/${input.QueueName}` };
      },
      sendBatch: async ({ input }: SendMessageBatchCommand) => {
        const entries = input.Entries ?? [];
        calls.push(entries);
        if (calls.length <= failing) throw new Error('The connection broke.');
        const [Failed, Successful] = [true, false].map((fails) =>
          entries.filter(({ MessageBody }) => refused.includes(MessageBody ?? '') === fails),
        );
        return {
          Successful: Successful?.map(({ Id }) => ({ Id, MessageId: 'm', MD5OfMessageBody: 'd' })),
          Failed: Failed?.map(({ Id }) => ({ Id, SenderFault: true, Code: 'InvalidMessageContents', Message: 'Bad.' })),
        };
      },
    }),
    runBatch: batches.runBatch,
  });
  const failedIds = async (event: unknown) =>
    (await handler(event, CONTEXT)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { ...batches, failedIds, calls, lookups };
}

test('keeps body and attributes of every type and adds the replay id of the buffered message', async () => {
  const event = sampleEvent('replay-events/every-attribute-type');
  const { failedIds, calls, metrics } = replayEvents();

  expect(await failedIds(event)).toEqual([]);

  expect(calls).toEqual([
    [
      {
        Id: '0',
        MessageBody: event.Records[0].body,
        MessageAttributes: {
          amount: { DataType: 'Number', StringValue: '20.00' },
          'event-id': { DataType: 'String', StringValue: '15312' },
          'event-type': { DataType: 'String', StringValue: 'checkout' },
          'weight.kg': { DataType: 'Number.float', StringValue: '0.35' },
          tags: { DataType: 'String.Array', StringValue: '["hockey","puck"]' },
          signature: { DataType: 'Binary', BinaryValue: Buffer.from('\u0000\u0001 signed') },
          'replay-id': { DataType: 'String', StringValue: `buffer:${event.Records[0].messageId}` },
        },
      },
    ],
  ]);
  expect(metrics).toEqual({ Replayed: 1, Failed: 0, Poison: 0 });
});

test('sends what was published, of a buffer that holds it wrapped and raw', async () => {
  const wrapped = sampleEvent('replay-events/notification-of-order');
  const raw = sampleEvent('replay-events/order-over-100');
  const { failedIds, calls } = replayEvents();

  expect(await failedIds({ Records: [...wrapped.Records, ...raw.Records] })).toEqual([]);

  const attributes = {
    amount: { DataType: 'Number', StringValue: '450.00' },
    'event-id': { DataType: 'String', StringValue: '15311' },
    'event-type': { DataType: 'String', StringValue: 'checkout' },
  };
  const [first, second] = calls.flat();
  expect([first?.MessageBody, second?.MessageBody]).toEqual([raw.Records[0].body, raw.Records[0].body]);
  expect(first?.MessageAttributes).toEqual({
    ...attributes,
    'occurred-at': { DataType: 'String', StringValue: '2026-01-15T18:30:00.123Z' },
    'replay-id': { DataType: 'String', StringValue: `buffer:${wrapped.Records[0].messageId}` },
  });
  expect(second?.MessageAttributes).toEqual({
    ...attributes,
    'replay-id': { DataType: 'String', StringValue: `buffer:${raw.Records[0].messageId}` },
  });
});

test('reports a message whose ten attributes leave no room', async () => {
  const event = sampleEvent('replay-events/ten-attributes');
  const { failedIds, calls, lines } = replayEvents();

  expect(await failedIds({ Records: [...event.Records, sqsMessage('sent', { messageId: 'b' })] })).toEqual([
    event.Records[0].messageId,
  ]);
  expect(calls.flat().map(({ MessageBody }) => MessageBody)).toEqual(['sent']);
  expect(JSON.stringify(lines)).toContain('The message has 11 attributes with replay-id; SQS takes at most 10.');
});

test('puts its own replay id in the place of an earlier one', async () => {
  const earlier = { 'replay-id': { dataType: 'String', stringValue: 'archive:1' } };
  const { failedIds, calls } = replayEvents();

  await failedIds({ Records: [sqsMessage('x', { messageId: 'm', messageAttributes: earlier })] });

  expect(calls[0]?.[0]?.MessageAttributes).toEqual({ 'replay-id': { DataType: 'String', StringValue: 'buffer:m' } });
});

test('cuts batches by ten messages and by 1 MiB, attributes counted', async () => {
  const attribute = Buffer.byteLength('replay-idStringbuffer:0');
  const fits = replayEvents();
  const over = replayEvents();
  const half = 'x'.repeat(1_048_576 / 2 - attribute);

  await fits.failedIds(sqsEvent([half, half]));
  await over.failedIds(sqsEvent([half, `${half}x`]));
  const many = replayEvents();
  await many.failedIds(sqsEvent(Array<string>(11).fill('x')));

  expect([fits, over, many].map(({ calls }) => calls.map((entries) => entries.length))).toEqual([[2], [1, 1], [10, 1]]);
});

test('reports a message that its replay id would make too large', async () => {
  const { failedIds } = replayEvents();

  expect(await failedIds(sqsEvent(['x'.repeat(1_048_576), 'y']))).toEqual(['0']);
});

test('sends the messages that were refused for what they hold to the dead-letter queue', async () => {
  const { failedIds, buried, metrics } = replayEvents({ refused: ['b', 'd'] });

  expect(await failedIds(sqsEvent(['a', 'b', 'c', 'd']))).toEqual([]);
  expect(buried()).toEqual(['b', 'd']);
  expect(metrics).toEqual({ Replayed: 2, Failed: 0, Poison: 2 });
});

test('reports a batch whose call failed and sends the next one', async () => {
  const { failedIds } = replayEvents({ failing: 1 });

  expect(await failedIds(sqsEvent(Array<string>(12).fill('x')))).toEqual([
    '0',
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
    '8',
    '9',
  ]);
});

test('leaves everything in the buffer while the destination is missing, and finds it when it appears', async () => {
  const { failedIds, lookups, calls } = replayEvents({ missing: 1 });

  expect(await failedIds(sqsEvent(['a', 'b']))).toEqual(['0', '1']);
  expect(await failedIds(sqsEvent(['a', 'b']))).toEqual([]);
  expect(await failedIds(sqsEvent(['a', 'b']))).toEqual([]);
  expect([lookups.length, calls.length]).toEqual([2, 2]);
});

test('looks the destination up anew after a batch of which nothing got through', async () => {
  const { failedIds, lookups } = replayEvents({ failing: 1 });

  await failedIds(sqsEvent(['a']));
  await failedIds(sqsEvent(['a']));

  expect(lookups).toEqual(['orders', 'orders']);
});

test('keeps the trace header and the group of a message', async () => {
  const attributes = { AWSTraceHeader: 'Root=1-1;Sampled=1', MessageGroupId: 'g' };
  const { failedIds, calls } = replayEvents();

  await failedIds({ Records: [sqsMessage('x', { attributes })] });

  expect(calls[0]?.[0]).toMatchObject({
    MessageGroupId: 'g',
    MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-1;Sampled=1' } },
  });
  expect(calls[0]?.[0]).not.toHaveProperty('MessageDeduplicationId');
});

describe('to a FIFO queue', () => {
  const message = (messageId: string, groupId?: string) =>
    sqsMessage(messageId, { messageId, attributes: groupId === undefined ? {} : { MessageGroupId: groupId } });

  test('keeps the group and deduplicates by replay', async () => {
    const { failedIds, calls } = replayEvents({ queueName: 'orders.fifo' });

    await failedIds({ Records: [message('a', 'g'), message('b')] });

    expect(calls[0]).toMatchObject([
      { MessageGroupId: 'g', MessageDeduplicationId: 'buffer:a' },
      { MessageGroupId: 'b', MessageDeduplicationId: 'buffer:b' },
    ]);
  });

  test('sends nothing after a failure', async () => {
    const { failedIds, calls } = replayEvents({ queueName: 'orders.fifo', failing: 1 });

    expect(await failedIds(sqsEvent(Array<string>(12).fill('x')))).toHaveLength(12);
    expect(calls).toHaveLength(1);
  });
});
