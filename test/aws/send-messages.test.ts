import type { SendMessageBatchCommand, SendMessageBatchCommandOutput } from '@aws-sdk/client-sqs';
import { createQueueUrlFinder } from '../../src/aws/find-queue-url.ts';
import { publishEvent } from '../../src/aws/publish-event.ts';
import { sendMessages } from '../../src/aws/send-messages.ts';
import type { ReplayEntry } from '../../src/domain/replay/replay-entry.ts';

const entry = (messageId: string, more: Partial<ReplayEntry> = {}): ReplayEntry => ({
  messageId,
  body: `body ${messageId}`,
  attributes: {},
  bytes: 10,
  groupId: undefined,
  deduplicationId: undefined,
  traceHeader: undefined,
  ...more,
});
type Answer = Partial<Pick<SendMessageBatchCommandOutput, 'Successful' | 'Failed'>>;

async function send(queueUrl: string, entries: readonly ReplayEntry[], answer: Answer | Error) {
  const inputs: SendMessageBatchCommand['input'][] = [];
  const failures = await sendMessages({
    queueUrl,
    entries,
    send: async ({ input }) => {
      inputs.push(input);
      if (answer instanceof Error) throw answer;
      return { Successful: undefined, Failed: undefined, ...answer };
    },
  });
  return { failures, inputs };
}

const taken = (...ids: string[]) => ids.map((Id) => ({ Id, MessageId: 'm', MD5OfMessageBody: 'd' }));

describe('messages to a queue', () => {
  test('are sent as they are, numbered in their call', async () => {
    const entries = [
      entry('a', { attributes: { n: { DataType: 'Binary', BinaryValue: 'AAEC' } } }),
      entry('b', { groupId: 'g', traceHeader: 'Root=1', deduplicationId: 'r' }),
    ];

    expect(await send('https://q', entries, { Successful: taken('0', '1') })).toEqual({
      failures: [],
      inputs: [
        {
          QueueUrl: 'https://q',
          Entries: [
            {
              Id: '0',
              MessageBody: 'body a',
              MessageAttributes: { n: { DataType: 'Binary', BinaryValue: Buffer.from([0, 1, 2]) } },
            },
            {
              Id: '1',
              MessageBody: 'body b',
              MessageAttributes: {},
              MessageGroupId: 'g',
              MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } },
            },
          ],
        },
      ],
    });
  });

  test('that were not acknowledged are told with the reason of SQS', async () => {
    const Failed = [
      { Id: '1', SenderFault: true, Code: 'InvalidMessageContents', Message: 'Bad.' },
      { Id: '2', SenderFault: false, Code: undefined },
      { Id: '4', SenderFault: true, Code: 'KmsAccessDenied', Message: 'No key.' },
    ];

    const { failures } = await send(
      'https://q',
      ['a', 'b', 'c', 'd', 'e'].map((id) => entry(id)),
      {
        Successful: taken('0'),
        Failed,
      },
    );

    expect(failures).toEqual([
      { messageId: 'b', reason: 'InvalidMessageContents: Bad.', senderFault: true },
      { messageId: 'c', reason: 'Failed: ' },
      { messageId: 'd', reason: 'No answer for the message' },
      // A key can be given: the message is not to blame.
      { messageId: 'e', reason: 'KmsAccessDenied: No key.' },
    ]);
  });

  test('of a call without an answer were none of them acknowledged', async () => {
    expect((await send('https://q', [entry('a')], {})).failures).toEqual([
      { messageId: 'a', reason: 'No answer for the message' },
    ]);
    expect((await send('https://q', [entry('a')], new TypeError('It broke.'))).failures).toEqual([
      { messageId: 'a', reason: 'TypeError: It broke.' },
    ]);
  });

  test('are cut at a mebibyte', async () => {
    const half = { bytes: 524_288 };

    expect((await send('https://q', [entry('a', half), entry('b', half)], {})).inputs).toHaveLength(1);
    expect((await send('https://q', [entry('a', half), entry('b', { bytes: 524_289 })], {})).inputs).toHaveLength(2);
  });
});

describe('messages to a FIFO queue', () => {
  test('have a group, their own where they had none, and are deduplicated by replay, else by themselves', async () => {
    const { inputs } = await send(
      'https://q.fifo',
      [entry('a', { groupId: 'g', deduplicationId: 'r' }), entry('b')],
      {},
    );

    expect(inputs[0]?.Entries).toMatchObject([
      { MessageGroupId: 'g', MessageDeduplicationId: 'r' },
      { MessageGroupId: 'b', MessageDeduplicationId: 'b' },
    ]);
  });

  test('wait behind a failure', async () => {
    const entries = Array.from({ length: 11 }, (_, index) => entry(`m-${index}`));

    const { failures, inputs } = await send('https://q.fifo', entries, { Successful: taken(...'012345678') });

    expect(inputs).toHaveLength(1);
    expect(failures).toEqual([
      { messageId: 'm-9', reason: 'No answer for the message' },
      { messageId: 'm-10', reason: 'Not sent after a failure: the destination is FIFO.' },
    ]);
  });

  test('are all sent where none fails', async () => {
    const entries = Array.from({ length: 11 }, (_, index) => entry(`m-${index}`));

    expect((await send('https://q.fifo', entries, { Successful: taken(...'0123456789') })).inputs).toHaveLength(2);
  });
});

describe('the URL of a queue', () => {
  test('is asked for once, and again where it was forgotten', async () => {
    const names: unknown[] = [];
    const urls = createQueueUrlFinder(async ({ input }) => {
      names.push(input.QueueName);
      return { QueueUrl: `https://${input.QueueName}/${names.length}` };
    });

    expect(await urls.find('a')).toBe('https://a/1');
    expect(await urls.find('a')).toBe('https://a/1');
    expect(await urls.find('b')).toBe('https://b/2');
    urls.forget('a');
    expect(await urls.find('a')).toBe('https://a/3');
    expect(names).toEqual(['a', 'b', 'a']);
  });

  test('is an error where SQS gives none', async () => {
    const urls = createQueueUrlFinder(async () => ({ QueueUrl: undefined }));

    await expect(urls.find('a')).rejects.toThrow(new Error('SQS answered without a URL for the queue a.'));
  });
});

describe('an event that is published', () => {
  const event = { topicArn: 'arn:t', body: 'x', attributes: { a: { DataType: 'String', StringValue: 'b' } } };

  test('has the id that SNS gave it', async () => {
    const inputs: unknown[] = [];
    const send = async ({ input }: { input: unknown }) => {
      inputs.push(input);
      return { MessageId: 'm-1' };
    };

    expect(await publishEvent({ send, ...event })).toBe('m-1');
    expect(inputs).toEqual([{ TopicArn: 'arn:t', Message: 'x', MessageAttributes: event.attributes }]);
  });

  test('is an error where SNS gives none', async () => {
    await expect(publishEvent({ send: async () => ({ MessageId: undefined }), ...event })).rejects.toThrow(
      new Error('SNS answered without a message id for arn:t.'),
    );
  });
});
