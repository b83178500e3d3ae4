import { type Messaging, openMessaging } from '../../support/messaging.ts';

const MEBIBYTE = 1_048_576;

describe('batches of messages', () => {
  let stack: Messaging;
  let QueueUrl: string;
  beforeEach(async () => {
    stack = openMessaging();
    QueueUrl = await stack.queue('orders');
  });
  afterEach(() => stack.close());
  const entries = (count: number) => Array.from({ length: count }, (_, i) => ({ Id: `${i}`, MessageBody: `m${i}` }));
  const sendBatch = (Entries: object[]) => stack.sqs('SendMessageBatch', { QueueUrl, Entries });

  it('answer for each entry', async () => {
    const result = await sendBatch([
      { Id: 'a', MessageBody: 'x' },
      { Id: 'b', MessageBody: 'y', DelaySeconds: 901 },
      { Id: 'c', MessageBody: 'z', MessageAttributes: { k: { DataType: 'String', StringValue: 'x' } } },
    ]);

    expect(result.Successful).toMatchObject([
      { Id: 'a', MD5OfMessageBody: '9dd4e461268c8034f5c8564e155c67a6' },
      { Id: 'c', MD5OfMessageAttributes: 'a45daa70926828a2f0a1db3418e6feb4' },
    ]);
    expect(result.Failed).toEqual([
      { Id: 'b', Code: 'InvalidParameterValue', Message: expect.stringContaining('901'), SenderFault: true },
    ]);
    expect(stack.drain('orders')).toEqual(['x', 'z']);
  });

  it.each([
    ['no entry', [], 'EmptyBatchRequest', /at least one SendMessageBatchRequestEntry/],
    [
      'eleven entries',
      entries(11),
      'TooManyEntriesInBatchRequest',
      'Maximum number of entries per request are 10. You have sent 11.',
    ],
    ['the same id twice', [...entries(2), ...entries(1)], 'BatchEntryIdsNotDistinct', 'Id 0 repeated.'],
    [
      'an id with a colon',
      [{ Id: 'a:b', MessageBody: 'x' }],
      'InvalidBatchEntryId',
      /It can be at most 80 letters long/,
    ],
    [
      'an id of 81',
      [{ Id: 'a'.repeat(81), MessageBody: 'x' }],
      'InvalidBatchEntryId',
      /It can be at most 80 letters long/,
    ],
  ])('are refused whole with %s', async (_, Entries, code, message) => {
    const queryCode = `AWS.SimpleQueueService.${code}`;
    const expected = typeof message === 'string' ? message : expect.stringMatching(message);

    await expect(sendBatch(Entries)).rejects.toMatchObject({ code, queryCode, message: expected });
    await expect(stack.sqs('DeleteMessageBatch', { QueueUrl, Entries })).rejects.toMatchObject({ code });
    expect(stack.queues.counts()).toEqual({ orders: 0 });
  });

  it('may have 1 MiB in sum', async () => {
    const half = 'a'.repeat(MEBIBYTE / 2);

    await expect(
      sendBatch([
        { Id: 'a', MessageBody: half },
        { Id: 'b', MessageBody: half },
      ]),
    ).resolves.not.toHaveProperty('Failed');
    await expect(
      sendBatch([
        { Id: 'a', MessageBody: half },
        { Id: 'b', MessageBody: `${half}a` },
      ]),
    ).rejects.toMatchObject({
      code: 'BatchRequestTooLong',
      message: 'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
    });
  });

  it('delete and hide each message by its own handle', async () => {
    await sendBatch(entries(3));
    const { Messages = [] } = await stack.sqs('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
    const [a, b] = Messages.map(({ ReceiptHandle }, i) => ({ Id: `${i}`, ReceiptHandle }));

    const deleted = await stack.sqs('DeleteMessageBatch', {
      QueueUrl,
      Entries: [a, { Id: 'x', ReceiptHandle: 'none' }],
    });
    const hidden = await stack.sqs('ChangeMessageVisibilityBatch', {
      QueueUrl,
      Entries: [
        { ...b, VisibilityTimeout: 0 },
        { ...a, VisibilityTimeout: 5 },
      ],
    });

    expect(deleted).toMatchObject({ Successful: [{ Id: '0' }], Failed: [{ Id: 'x', Code: 'ReceiptHandleIsInvalid' }] });
    expect(hidden).toMatchObject({ Successful: [{ Id: '1' }], Failed: [{ Id: '0', Code: 'InvalidParameterValue' }] });
    expect(stack.queues.depth(stack.queues.arnOf('orders'))).toEqual({ visible: 1, inFlight: 1, delayed: 0 });
  });
});
