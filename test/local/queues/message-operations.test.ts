import { type Messaging, openMessaging } from '../../support/messaging.ts';

const MEBIBYTE = 1_048_576;

describe('operations on messages', () => {
  let stack: Messaging;
  let QueueUrl: string;
  beforeEach(async () => {
    stack = openMessaging();
    QueueUrl = await stack.queue('orders');
  });
  afterEach(() => stack.close());
  const send = (input: Record<string, unknown>, request = {}) =>
    stack.sqs('SendMessage', { QueueUrl, MessageBody: 'x', ...input }, request);
  const receive = async (input: Record<string, unknown> = {}) =>
    (await stack.sqs('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, ...input })).Messages ?? [];
  const change = (ReceiptHandle: string | undefined, VisibilityTimeout: unknown, url = QueueUrl) =>
    stack.sqs('ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle, VisibilityTimeout });
  const refused = (message: string) => ({
    code: 'InvalidParameterValueException',
    queryCode: 'InvalidParameterValue',
    message,
  });
  const fifoQueue = (Attributes: Record<string, string> = {}) =>
    stack.queue('orders.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true', ...Attributes });

  it('give one message when no number is asked for', async () => {
    for (const MessageBody of ['a', 'b']) await send({ MessageBody });

    await expect(stack.sqs('ReceiveMessage', { QueueUrl })).resolves.toMatchObject({ Messages: [{ Body: 'a' }] });
  });

  it.each([
    [{ MaxNumberOfMessages: 10 }],
    [{ VisibilityTimeout: 43_200 }],
    [{ VisibilityTimeout: 0 }],
    [{ WaitTimeSeconds: 0 }],
    [{ AttributeNames: ['SenderId', 'SentTimestamp', 'ApproximateReceiveCount', 'ApproximateFirstReceiveTimestamp'] }],
    [{ AttributeNames: ['SequenceNumber', 'MessageDeduplicationId', 'MessageGroupId', 'AWSTraceHeader'] }],
    [{ MessageSystemAttributeNames: ['DeadLetterQueueSourceArn', 'All'] }],
  ])('receive with %j', async (input) => {
    await send({});

    await expect(receive(input)).resolves.toHaveLength(1);
  });

  it.each([
    [
      { VisibilityTimeout: 43_201 },
      'Value 43201 for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and 43200',
    ],
    [
      { VisibilityTimeout: -1 },
      'Value -1 for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and 43200',
    ],
    [
      { WaitTimeSeconds: -1 },
      'Value -1 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
    ],
  ])('do not receive with %j', async (input, message) => {
    await expect(receive(input)).rejects.toMatchObject(refused(message));
  });

  it('name the system attribute that they do not know', async () => {
    await expect(receive({ AttributeNames: ['Colour'] })).rejects.toMatchObject({
      code: 'InvalidAttributeName',
      message: 'Unknown Attribute Colour.',
    });
  });

  it('show no system attributes when none of those asked for is there', async () => {
    await send({});

    const [message] = await receive({ AttributeNames: ['AWSTraceHeader'] });

    expect(message).toEqual({
      MessageId: expect.any(String),
      ReceiptHandle: expect.any(String),
      MD5OfBody: '9dd4e461268c8034f5c8564e155c67a6',
      Body: 'x',
    });
  });

  it('show the attributes that begin with a prefix, and not a name that only holds it', async () => {
    const attribute = { DataType: 'String', StringValue: 'x' };
    await send({ MessageAttributes: { 'order.id': attribute, order: attribute, 'an.order': attribute } });

    const names = async (MessageAttributeNames: string[]) => {
      const [message] = await receive({ MessageAttributeNames, VisibilityTimeout: 0 });
      return Object.keys(message?.MessageAttributes ?? {}).sort();
    };

    expect(await names(['order.*'])).toEqual(['order', 'order.id']);
    expect(await names(['order'])).toEqual(['order']);
    expect(await names(['order.id.x', 'orde', '.*r'])).toEqual([]);
  });

  it.each([
    ['its own header', { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } }, {}, 'Root=1'],
    ['the header of the request', undefined, { headers: { 'x-amzn-trace-id': 'Root=2' } }, 'Root=2'],
    [
      'its own before that of the request',
      { AWSTraceHeader: { StringValue: 'Root=1' } },
      { headers: { 'x-amzn-trace-id': 'Root=2' } },
      'Root=1',
    ],
    ['no list of headers', undefined, { headers: { 'x-amzn-trace-id': ['Root=2', 'Root=3'] } }, undefined],
    ['no other system attribute', { Other: { StringValue: 'Root=1' } }, {}, undefined],
    ['nothing that is no attribute', { AWSTraceHeader: 'Root=1' }, {}, undefined],
  ])('carry the trace of a message: %s', async (_, MessageSystemAttributes, request, expected) => {
    await send({ MessageSystemAttributes }, request);

    const [message] = await receive({ AttributeNames: ['AWSTraceHeader'] });

    expect(message?.Attributes?.['AWSTraceHeader']).toBe(expected);
  });

  it('answer a send with the digests of what there is, and no more', async () => {
    const MessageId = expect.stringMatching(/^[0-9a-f-]{36}$/);
    const MD5OfMessageBody = '9dd4e461268c8034f5c8564e155c67a6';
    const url = await fifoQueue();

    expect(await send({})).toEqual({ MessageId, MD5OfMessageBody });
    expect(await send({ QueueUrl: url, MessageGroupId: 'g' })).toEqual({
      MessageId,
      MD5OfMessageBody,
      SequenceNumber: '18800000000000000001',
    });
    expect(await send({ QueueUrl: url, MessageGroupId: 'g', MessageBody: 'y' })).toMatchObject({
      SequenceNumber: '18800000000000000002',
    });
  });

  it.each([
    [
      { DelaySeconds: 901 },
      'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    ],
    [
      { DelaySeconds: -1 },
      'Value -1 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    ],
    [
      { MessageGroupId: 'a b' },
      'Value a b for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    ],
    [
      { MessageGroupId: 'g'.repeat(129) },
      `Value ${'g'.repeat(129)} for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    ],
    [
      { MessageDeduplicationId: 'd' },
      'Value d for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.',
    ],
  ])('do not send %j', async (input, message) => {
    await expect(send(input)).rejects.toMatchObject(refused(message));
    expect(stack.queues.counts()).toEqual({ orders: 0 });
  });

  it('send with the longest delay, and a group of any punctuation on a standard queue', async () => {
    await send({ DelaySeconds: 900, MessageGroupId: `!~${'g'.repeat(126)}` });

    await stack.pass(899);
    expect(await receive()).toEqual([]);
    await stack.pass(1);
    const [message] = await receive({ AttributeNames: ['All'] });

    expect(message?.Attributes).toMatchObject({ MessageGroupId: `!~${'g'.repeat(126)}` });
  });

  it('refuse a message without a body, by its parameter', async () => {
    await expect(send({ MessageBody: '' })).rejects.toMatchObject({
      code: 'MissingRequiredParameterException',
      queryCode: 'MissingParameter',
      message: 'The request must contain the parameter MessageBody.',
    });
    expect(() => stack.queues.send(stack.queues.arnOf('orders'), { body: '' })).toThrow(
      'The request must contain the parameter MessageBody.',
    );
  });

  describe('on the visibility of a message', () => {
    const taken = async () => {
      await send({});
      const [message] = await receive();
      return message?.ReceiptHandle ?? '';
    };

    it('need a timeout, and a handle that a queue gave out', async () => {
      await expect(change(await taken(), undefined)).rejects.toMatchObject({
        code: 'MissingRequiredParameterException',
        message: 'The request must contain the parameter VisibilityTimeout.',
      });
      await expect(change('nonsense', 1)).rejects.toMatchObject({
        code: 'ReceiptHandleIsInvalid',
        message: 'The input receipt handle "nonsense" is not a valid receipt handle.',
      });
      await expect(change(undefined, 1)).rejects.toThrow('The request must contain the parameter ReceiptHandle.');
      await expect(change(await taken(), 43_201)).rejects.toMatchObject(
        refused(
          'Value 43201 for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and 43200',
        ),
      );
    });

    it('do not find a message that is gone', async () => {
      const handle = await taken();
      await stack.sqs('DeleteMessage', { QueueUrl, ReceiptHandle: handle });

      await expect(change(handle, 1)).rejects.toMatchObject(
        refused(
          `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
        ),
      );
    });

    it('do not find a message that is older than its queue keeps it', async () => {
      await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { MessageRetentionPeriod: '60' } });
      const handle = await taken();

      await stack.pass(60);

      await expect(change(handle, 1)).rejects.toThrow('Message does not exist');
    });

    it('hide it for twelve hours in all, counted from its receive, and not a second longer', async () => {
      const handle = await taken();
      await change(handle, 43_200);
      await stack.pass(1);

      await expect(change(handle, 43_199)).resolves.toEqual({});
      await expect(change(handle, 43_200)).rejects.toMatchObject(
        refused(
          'Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
        ),
      );
    });

    it('wake who waits when it is 0, at once, and else when it is over', async () => {
      const handle = await taken();
      const waiting = receive({ WaitTimeSeconds: 20 });
      await stack.pass(0);
      await change(handle, 0);
      await stack.pass(0);
      await expect(waiting).resolves.toHaveLength(1);

      const [again] = await (async () => {
        await stack.pass(30);
        return receive();
      })();
      const later = receive({ WaitTimeSeconds: 20 });
      await change(again?.ReceiptHandle, 7);
      let over = false;
      void later.then(() => {
        over = true;
      });
      await stack.pass(6);
      expect(over).toBe(false);
      await stack.pass(1);

      await expect(later).resolves.toHaveLength(1);
    });

    it('are refused for a FIFO queue’s handle that is no longer the one in flight', async () => {
      const url = await fifoQueue();
      await send({ QueueUrl: url, MessageGroupId: 'g' });
      const [message] = (await stack.sqs('ReceiveMessage', { QueueUrl: url })).Messages ?? [];
      const handle = message?.ReceiptHandle ?? '';
      const expired = refused(
        `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
      );
      await stack.pass(30);

      await expect(change(handle, 5, url)).rejects.toMatchObject(expired);
      await expect(stack.sqs('DeleteMessage', { QueueUrl: url, ReceiptHandle: handle })).rejects.toMatchObject(expired);
      await stack.sqs('ReceiveMessage', { QueueUrl: url });
      await expect(change(handle, 5, url)).rejects.toMatchObject(expired);
    });
  });

  describe('in batches', () => {
    const X = { DataType: 'String', StringValue: 'x' };
    const batch = (Entries: unknown[]) => stack.sqs('SendMessageBatch', { QueueUrl, Entries });
    const entry = (Id: unknown, more: object = {}) => ({ Id, MessageBody: 'x', ...more });
    const whole = (code: string, message: string) => ({
      code,
      queryCode: `AWS.SimpleQueueService.${code}`,
      status: 400,
      message,
    });

    it('take ten entries, with ids of 80', async () => {
      const Entries = Array.from({ length: 10 }, (_, i) => entry(`A_b-${i}`.padEnd(80, 'x')));

      expect((await batch(Entries)).Successful).toHaveLength(10);
    });

    it.each([
      ['SendMessageBatch', 'SendMessageBatchRequestEntry'],
      ['DeleteMessageBatch', 'DeleteMessageBatchRequestEntry'],
      ['ChangeMessageVisibilityBatch', 'ChangeMessageVisibilityBatchRequestEntry'],
    ] as const)('have at least one entry: %s', async (action, name) => {
      await expect(stack.sqs(action, { QueueUrl, Entries: [] })).rejects.toMatchObject(
        whole('EmptyBatchRequest', `There should be at least one ${name} in the request.`),
      );
    });

    it('are refused for an id that is missing, or none', async () => {
      await expect(batch([{ MessageBody: 'x' }])).rejects.toMatchObject({
        code: 'MissingRequiredParameterException',
        message: 'The request must contain the parameter Id.',
      });
      for (const Id of ['', 'a b', 'a\n', 'é', 'x'.repeat(81)]) {
        await expect(batch([entry(Id)])).rejects.toMatchObject(
          whole(
            'InvalidBatchEntryId',
            'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
          ),
        );
      }
      await expect(batch([entry('a'), entry('b'), entry('a')])).rejects.toMatchObject(
        whole('BatchEntryIdsNotDistinct', 'Id a repeated.'),
      );
    });

    it('count names, types and values of attributes, text and bytes, toward 1 MiB', async () => {
      const bytes = { DataType: 'Binary', BinaryValue: Buffer.alloc(300).toString('base64') };
      const attributes = 'aStringx'.length + 'bBinary'.length + 300;
      const Entries = (length: number) => [
        entry('a', { MessageBody: 'é', MessageAttributes: { a: X } }),
        entry('b', { MessageBody: 'x'.repeat(length - 2), MessageAttributes: { b: bytes } }),
      ];

      expect((await batch(Entries(MEBIBYTE - attributes))).Successful).toHaveLength(2);
      await expect(batch(Entries(MEBIBYTE - attributes + 1))).rejects.toMatchObject(
        whole(
          'BatchRequestTooLong',
          'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
        ),
      );
    });

    it('fail an entry alone, with the code of the query protocol', async () => {
      expect(await batch([entry('a'), { Id: 'b' }, entry('c', { DelaySeconds: 901 })])).toMatchObject({
        Successful: [{ Id: 'a' }],
        Failed: [
          {
            Id: 'b',
            Code: 'MissingParameter',
            Message: 'The request must contain the parameter MessageBody.',
            SenderFault: true,
          },
          { Id: 'c', Code: 'InvalidParameterValue', SenderFault: true },
        ],
      });
      expect(stack.queues.counts()).toEqual({ orders: 1 });
    });

    it('fail whole when the stack itself does', async () => {
      stack.context.database.run('DROP TABLE queues_messages');

      await expect(batch([entry('a')])).rejects.toThrow(/queues_messages/);
      stack.context.database.run('CREATE TABLE queues_messages (id)');
    });
  });
});
