import { type Messaging, openMessaging } from '../../support/messaging.ts';

const LARGEST = 262_144;

describe('the operations that publish', () => {
  let stack: Messaging;
  let TopicArn: string;
  beforeEach(async () => {
    stack = openMessaging();
    TopicArn =
      (await stack.sns('CreateTopic', { Name: 'checkout', Attributes: { SignatureVersion: '2' } })).TopicArn ?? '';
    for (const name of ['raw', 'wrapped']) {
      await stack.queue(name);
      const Attributes = { RawMessageDelivery: String(name === 'raw') };
      await stack.sns('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: stack.queues.arnOf(name), Attributes });
    }
  });
  afterEach(() => stack.close());
  const batch = (PublishBatchRequestEntries: unknown, input = {}) =>
    stack.sns('PublishBatch', { TopicArn, PublishBatchRequestEntries, ...input });
  const entries = (count: number) => Array.from({ length: count }, (_, i) => ({ Id: `${i}`, Message: `m${i}` }));

  it('take a topic as the target, and the topic first', async () => {
    await stack.sns('Publish', { TargetArn: TopicArn, Message: 'a' });
    await stack.sns('Publish', { TopicArn, TargetArn: 'arn:of:no:topic', Message: 'b' });

    expect(stack.drain('raw')).toEqual(['a', 'b']);
  });

  it.each([
    ['no topic', {}, 'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter'],
    [
      'a phone number',
      { TopicArn: 'arn', PhoneNumber: '+1' },
      'Invalid parameter: The local stack does not run SMS: PhoneNumber is not supported.',
    ],
  ])('refuse %s', async (_, input, message) => {
    await expect(stack.sns('Publish', { Message: 'x', ...input })).rejects.toMatchObject({
      code: 'InvalidParameter',
      message,
    });
  });

  it('say of a notification when it was published, in which version it is signed, and by the id that they answered', async () => {
    const { MessageId } = await stack.sns('Publish', { TopicArn, Message: 'x', Subject: 's' });

    expect(JSON.parse(stack.drain('wrapped')[0] ?? '')).toMatchObject({
      MessageId,
      Subject: 's',
      Timestamp: '2026-01-15T10:30:00.000Z',
      SignatureVersion: '2',
    });
  });

  it('pass on one trace header, not several', async () => {
    const headers = { 'x-amzn-trace-id': ['Root=1', 'Root=2'] };
    await stack.sns('Publish', { TopicArn, Message: 'x' }, { headers });

    const [message] = stack.queues.receive(stack.queues.arnOf('raw'), 1);
    expect(message?.attributes).not.toHaveProperty('AWSTraceHeader');
  });

  describe('as a batch', () => {
    it('take ten entries, ids of 80 letters, digits, hyphens and underscores, and 262,144 bytes in all', async () => {
      const Id = `${'a'.repeat(77)}Z-_`;

      await expect(batch(entries(10))).resolves.toMatchObject({ Successful: { length: 10 }, Failed: [] });
      await expect(batch([{ Id, Message: 'x' }])).resolves.toMatchObject({ Successful: [{ Id }] });
      await expect(
        batch([
          { Id: 'a', Message: 'x'.repeat(LARGEST - 1) },
          { Id: 'b', Message: 'x' },
        ]),
      ).resolves.toMatchObject({ Successful: { length: 2 } });
    });

    it('give every entry an id of its own', async () => {
      const { Successful = [] } = await batch(entries(2));

      const ids = stack.drain('wrapped').map((body) => JSON.parse(body).MessageId);
      expect(Successful).toEqual([
        { Id: '0', MessageId: ids[0] },
        { Id: '1', MessageId: ids[1] },
      ]);
      expect(new Set(ids).size).toBe(2);
    });

    it.each([
      ['no list', undefined, 'EmptyBatchRequest', "The batch request doesn't contain any entries."],
      ['an empty list', [], 'EmptyBatchRequest', "The batch request doesn't contain any entries."],
      [
        'eleven entries',
        entries(11),
        'TooManyEntriesInBatchRequest',
        'The batch request contains more entries than permissible.',
      ],
      [
        'an entry without an id',
        [{ Id: 'a', Message: 'x' }, { Message: 'x' }],
        'ValidationError',
        "1 validation error detected: Value null at 'publishBatchRequestEntries.2.member.id' failed to satisfy constraint: Member must not be null",
      ],
      [
        'an empty id',
        [{ Id: '', Message: 'x' }],
        'InvalidBatchEntryId',
        'The Id of a batch entry in the batch request contains an impermissible character: ',
      ],
      [
        'a colon at the beginning of an id',
        [{ Id: ':a', Message: 'x' }],
        'InvalidBatchEntryId',
        'The Id of a batch entry in the batch request contains an impermissible character: :a',
      ],
      [
        'a colon at the end of an id',
        [{ Id: 'a:', Message: 'x' }],
        'InvalidBatchEntryId',
        'The Id of a batch entry in the batch request contains an impermissible character: a:',
      ],
      [
        'an id of 81 characters',
        [{ Id: 'a'.repeat(81), Message: 'x' }],
        'InvalidBatchEntryId',
        `The Id of a batch entry in the batch request is too long: ${'a'.repeat(81)}`,
      ],
      [
        'the same id twice',
        [...entries(1), ...entries(1)],
        'BatchEntryIdsNotDistinct',
        'Two or more batch entries in the request have the same Id.',
      ],
      [
        '262,145 bytes in all',
        [
          { Id: 'a', Message: 'x'.repeat(LARGEST) },
          { Id: 'b', Message: 'x' },
        ],
        'BatchRequestTooLong',
        'The length of all the messages put together is more than the limit.',
      ],
    ])('refuse %s, and publish nothing', async (_, list, code, message) => {
      await expect(batch(list)).rejects.toMatchObject({ code, message, status: 400 });
      expect(stack.topics.metrics()).toMatchObject({ checkout: { published: 0 } });
    });
  });
});
