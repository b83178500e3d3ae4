import { SQSClient } from '@aws-sdk/client-sqs';
import { FAILED_AT, FAILED_IN, FAILED_MESSAGE_ID, FAILURE_REASON } from '../../../src/domain/failure-attributes.ts';
import { openBufferQueue } from '../../../src/operator/refill/buffer-queue.ts';
import { NOWHERE, scripted } from '../../support/scripted-client.ts';
import { notification, TOPIC_ARN } from '../../support/sqs-events.ts';

const bufferUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/buffer';
const backupUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/backup';

function open(...answers: object[]) {
  const { client, asked } = scripted(new SQSClient(NOWHERE), answers);
  const waited: number[] = [];
  const wait = async (ms: number) => void waited.push(ms);
  return {
    queue: openBufferQueue(client, { bufferUrl, backupUrl, topicArn: TOPIC_ARN, most: 10, wait }),
    asked,
    waited,
  };
}

const message = (id: string, changes: object = {}) => ({
  MessageId: id,
  ReceiptHandle: `handle-${id}`,
  Body: notification(id),
  Attributes: { SentTimestamp: '1768501800123', AWSTraceHeader: 'Root=1' },
  ...changes,
});
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

test('messages of both forms are received, also one that was a dead letter before', async () => {
  const failed = Object.fromEntries(
    [FAILURE_REASON, FAILED_AT, FAILED_IN, FAILED_MESSAGE_ID].map((name) => [name, text('as it failed')]),
  );
  const bytes = { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 1) };
  const { queue } = open({
    Messages: [
      message('wrapped', { MessageAttributes: failed }),
      message('raw', {
        Body: 'x',
        Attributes: { SentTimestamp: '1768501800123' },
        MessageAttributes: { bytes, ...failed },
      }),
    ],
  });

  const [wrapped, raw] = await queue.receive();

  expect(wrapped).toMatchObject({ messageId: 'wrapped', receiptHandle: 'handle-wrapped', traceHeader: 'Root=1' });
  expect(wrapped).toMatchObject({ identified: true, notification: notification('wrapped') });
  expect(raw).toMatchObject({ identified: false, traceHeader: undefined });
  expect(raw?.event).toMatchObject({ id: 'raw', body: 'x', publishedAt: '2026-01-15T18:30:00.123Z' });
  expect(raw?.event.attributes).toEqual({ bytes: { type: 'Binary', value: 'AAE=' } });
});

test('notifications are sent with their traces and without attributes, what fails again, and what is refused for good is told', async () => {
  const { queue, asked, waited } = open(
    { Messages: [message('a'), message('b'), message('c')] },
    {
      Successful: [{ Id: '0' }],
      Failed: [
        { Id: '1', Code: 'InvalidMessageContents', Message: 'no', SenderFault: true },
        { Id: '2', Code: 'InternalError', Message: 'again', SenderFault: false },
      ],
    },
    { Successful: [{ Id: '0' }] },
  );
  const events = await queue.receive();

  const refused = await queue.send(events);

  expect([...refused].map(([{ messageId }, reason]) => [messageId, reason])).toEqual([
    ['b', 'InvalidMessageContents: no'],
  ]);
  expect(waited).toHaveLength(1);
  expect(asked.slice(1).map(([operation]) => operation)).toEqual(['SendMessageBatch', 'SendMessageBatch']);
  expect(asked[2]?.[1]).toMatchObject({
    QueueUrl: backupUrl,
    Entries: [
      {
        MessageBody: notification('c'),
        MessageAttributes: {},
        MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } },
      },
    ],
  });
});

test('messages are deleted and shown by their handles', async () => {
  const { queue, asked } = open({ Messages: [message('a')] }, { Failed: [{ Id: '0' }] }, {});
  const events = await queue.receive();

  expect(await queue.remove(events)).toBe(1);
  await queue.show(events);

  expect(asked.slice(1)).toEqual([
    ['DeleteMessageBatch', { QueueUrl: bufferUrl, Entries: [{ Id: '0', ReceiptHandle: 'handle-a' }] }],
    [
      'ChangeMessageVisibilityBatch',
      { QueueUrl: bufferUrl, Entries: [{ Id: '0', ReceiptHandle: 'handle-a', VisibilityTimeout: 0 }] },
    ],
  ]);
});
