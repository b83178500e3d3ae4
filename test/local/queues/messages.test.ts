import { type Messaging, openMessaging, turns } from '../../support/messaging.ts';

const MEBIBYTE = 1_048_576;

describe('messages', () => {
  let stack: Messaging;
  let QueueUrl: string;
  beforeEach(async () => {
    stack = openMessaging();
    QueueUrl = await stack.queue('orders');
  });
  afterEach(() => stack.close());
  const send = (input: Record<string, unknown>) => stack.sqs('SendMessage', { QueueUrl, ...input });
  const receive = async (input: Record<string, unknown> = {}) =>
    (await stack.sqs('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, ...input })).Messages ?? [];

  it('come back as they were sent, with the digests that AWS gives', async () => {
    const sent = await send({
      MessageBody: 'msg',
      MessageAttributes: { Foo: { DataType: 'String', StringValue: 'Bar' } },
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-2-3' } },
    });

    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });

    expect(sent).toEqual({
      MessageId: message?.MessageId,
      MD5OfMessageBody: '6e2baaf3b97dbeef01c0043275f9a0e7',
      MD5OfMessageAttributes: 'ae7155c6026991b6d54b11589678bf9c',
    });
    expect(message).toEqual({
      MessageId: sent.MessageId,
      ReceiptHandle: expect.any(String),
      Body: 'msg',
      MD5OfBody: '6e2baaf3b97dbeef01c0043275f9a0e7',
      MD5OfMessageAttributes: 'ae7155c6026991b6d54b11589678bf9c',
      MessageAttributes: { Foo: { DataType: 'String', StringValue: 'Bar' } },
      Attributes: {
        SenderId: '000000000000',
        SentTimestamp: '1768473000000',
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: '1768473000000',
        AWSTraceHeader: 'Root=1-2-3',
      },
    });
  });

  it.each([
    [[], undefined, undefined],
    [['All'], ['General', 'Hello', 'Help.Me'], '4c360f3fdafd970e05fae2f149d997f5'],
    [['.*'], ['General', 'Hello', 'Help.Me'], '4c360f3fdafd970e05fae2f149d997f5'],
    [['*'], ['General', 'Hello', 'Help.Me'], '4c360f3fdafd970e05fae2f149d997f5'],
    [['Hel.*'], ['Hello', 'Help.Me'], '83fee93c1bcd8b9a5a923ffacdc636c7'],
    [['Hello', 'None'], ['Hello'], 'a311262e065454b75da111d535b8dacd'],
    [['None'], undefined, undefined],
  ])('show the attributes asked for by %j', async (MessageAttributeNames, names, digest) => {
    const MessageAttributes = Object.fromEntries(
      Object.entries({ General: 'Kenobi', Hello: 'There', 'Help.Me': 'Me' }).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]),
    );
    await send({ MessageBody: 'msg', MessageAttributes });

    const [message] = await receive({ MessageAttributeNames });

    expect(message?.MessageAttributes && Object.keys(message.MessageAttributes).sort()).toEqual(names);
    expect(message?.MD5OfMessageAttributes).toBe(digest);
  });

  it('show only the system attributes asked for, under either parameter, and refuse unknown ones', async () => {
    await send({ MessageBody: 'x' });

    const [message] = await receive({ AttributeNames: ['SenderId'], VisibilityTimeout: 0 });

    expect(message?.Attributes).toEqual({ SenderId: '000000000000' });
    await expect(receive({ MessageSystemAttributeNames: ['Colour'] })).rejects.toMatchObject({
      code: 'InvalidAttributeName',
    });
  });

  it('are invisible for the visibility timeout, then come again with a new handle and a higher count', async () => {
    await send({ MessageBody: 'x' });
    const [first] = await receive({ VisibilityTimeout: 5 });

    await stack.pass(4);
    const early = await receive();
    await stack.pass(1);
    const [second] = await receive({ AttributeNames: ['All'] });

    expect(early).toEqual([]);
    expect(second?.MessageId).toBe(first?.MessageId);
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    expect(second?.Attributes).toMatchObject({
      ApproximateReceiveCount: '2',
      ApproximateFirstReceiveTimestamp: '1768473000000',
    });
  });

  it('are deleted by any handle that they ever had, once', async () => {
    await send({ MessageBody: 'x' });
    const [first] = await receive({ VisibilityTimeout: 0 });
    const [second] = await receive({ VisibilityTimeout: 60 });

    await stack.sqs('DeleteMessage', { QueueUrl, ReceiptHandle: first?.ReceiptHandle });

    expect(stack.queues.counts()).toEqual({ orders: 0 });
    await expect(stack.sqs('DeleteMessage', { QueueUrl, ReceiptHandle: second?.ReceiptHandle })).resolves.toEqual({});
  });

  it('are given back and held by an earlier handle as by the last', async () => {
    await send({ MessageBody: 'x' });
    const [first] = await receive({ VisibilityTimeout: 0 });
    await receive({ VisibilityTimeout: 60 });
    const change = (VisibilityTimeout: number) =>
      stack.sqs('ChangeMessageVisibility', { QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout });

    await change(0);
    await expect(receive({ VisibilityTimeout: 5 })).resolves.toHaveLength(1);
    await change(90);
    await stack.pass(80);
    await expect(receive()).resolves.toEqual([]);
    await stack.pass(10);

    await expect(receive()).resolves.toHaveLength(1);
  });

  it('refuse a handle that no queue gave out', async () => {
    await expect(stack.sqs('DeleteMessage', { QueueUrl, ReceiptHandle: 'nonsense' })).rejects.toMatchObject({
      code: 'ReceiptHandleIsInvalid',
    });
  });

  it('become visible again when their timeout is changed, from the moment of the change', async () => {
    await send({ MessageBody: 'x' });
    const [message] = await receive();
    const change = (VisibilityTimeout: unknown, ReceiptHandle = message?.ReceiptHandle) =>
      stack.sqs('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout });

    await stack.pass(20);
    await change(30);
    await stack.pass(29);
    expect(await receive()).toEqual([]);
    await change(0);
    const [again] = await receive();

    expect(again?.Body).toBe('x');
    await expect(change(43_201)).rejects.toMatchObject({ queryCode: 'InvalidParameterValue' });
    await stack.pass(1);
    await expect(change(43_200, again?.ReceiptHandle)).rejects.toThrow('beyond the limit [43200 seconds]');
    // Visible again: nothing to change, and no error on a standard queue.
    await stack.pass(30);
    await expect(change(10, again?.ReceiptHandle)).resolves.toEqual({});
    expect(await receive()).toHaveLength(1);
  });

  it('wait out their own delay, or the queue’s', async () => {
    const slow = await stack.queue('slow', { DelaySeconds: '60' });
    await send({ MessageBody: 'soon', DelaySeconds: 10 });
    await stack.sqs('SendMessage', { QueueUrl: slow, MessageBody: 'late' });
    await stack.sqs('SendMessage', { QueueUrl: slow, MessageBody: 'now', DelaySeconds: 0 });

    expect([stack.drain('orders'), stack.drain('slow')]).toEqual([[], ['now']]);
    await stack.pass(10);
    expect([stack.drain('orders'), stack.drain('slow')]).toEqual([['soon'], []]);
    await stack.pass(50);
    expect(stack.drain('slow')).toEqual(['late']);
    await expect(send({ MessageBody: 'x', DelaySeconds: 901 })).rejects.toThrow('must be >= 0 and <= 900');
  });

  it('are gone once the retention period is over, by the clock, in flight or not', async () => {
    const short = await stack.queue('short', { MessageRetentionPeriod: '60' });
    await stack.sqs('SendMessage', { QueueUrl: short, MessageBody: 'old' });
    await stack.sqs('ReceiveMessage', { QueueUrl: short });
    await stack.pass(30);
    await stack.sqs('SendMessage', { QueueUrl: short, MessageBody: 'new' });

    await stack.pass(30);

    expect(stack.queues.counts()['short']).toBe(1);
    expect(stack.queues.oldest(stack.queues.arnOf('short'))).toBe(stack.clock.now() - 30_000);
    expect(stack.drain('short')).toEqual(['new']);
  });

  it('keep or lose their time when the retention period is changed', async () => {
    await send({ MessageBody: 'x' });
    await stack.pass(100);

    await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { MessageRetentionPeriod: '60' } });

    expect(stack.queues.counts()).toEqual({ orders: 0 });
  });

  describe('under long polling', () => {
    it('are handed over as soon as one arrives', async () => {
      const waiting = receive({ WaitTimeSeconds: 20 });
      await turns();

      await send({ MessageBody: 'x' });

      await expect(waiting).resolves.toMatchObject([{ Body: 'x' }]);
    });

    it('are handed over when a delay or a visibility timeout ends', async () => {
      await send({ MessageBody: 'x', DelaySeconds: 5 });
      const delayed = receive({ WaitTimeSeconds: 20, VisibilityTimeout: 5 });
      await stack.pass(5);
      await expect(delayed).resolves.toMatchObject([{ Body: 'x' }]);

      const returned = receive({ WaitTimeSeconds: 20 });
      await stack.pass(5);
      await expect(returned).resolves.toMatchObject([{ Body: 'x' }]);
    });

    it('leave an empty answer when the wait is over, the queue’s own wait too', async () => {
      await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { ReceiveMessageWaitTimeSeconds: '3' } });
      let answered = false;
      const waiting = stack.sqs('ReceiveMessage', { QueueUrl }).then((answer) => {
        answered = true;
        return answer;
      });

      await stack.pass(2);
      expect(answered).toBe(false);
      await stack.pass(1);

      await expect(waiting).resolves.toEqual({});
    });

    it('go to one of two who wait', async () => {
      const both = [receive({ WaitTimeSeconds: 5 }), receive({ WaitTimeSeconds: 5 })];
      await turns();

      await send({ MessageBody: 'x' });
      await stack.pass(5);

      expect((await Promise.all(both)).flat()).toHaveLength(1);
    });

    it('are not taken for a client that has gone away', async () => {
      const gone = new AbortController();
      const waiting = stack.sqs('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 }, { signal: gone.signal });
      await turns();

      gone.abort();
      await send({ MessageBody: 'x' });

      await expect(waiting).resolves.toEqual({});
      expect(stack.drain('orders')).toEqual(['x']);
    });

    it('end at once when the queue is deleted, or the stack closed', async () => {
      const other = await stack.queue('other');
      const closed = stack.sqs('ReceiveMessage', { QueueUrl: other, WaitTimeSeconds: 20 });
      const deleted = receive({ WaitTimeSeconds: 20 });
      await turns();

      await stack.sqs('DeleteQueue', { QueueUrl });
      await expect(deleted).resolves.toEqual([]);
      stack.queues.close();
      await expect(closed).resolves.toEqual({});
    });
  });

  it.each([
    [
      { MaxNumberOfMessages: 11 },
      'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    ],
    [
      { MaxNumberOfMessages: 0 },
      'Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    ],
    [
      { WaitTimeSeconds: 21 },
      'Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
    ],
  ])('are not received with %j', async (input, message) => {
    await expect(receive(input)).rejects.toMatchObject({ code: 'InvalidParameterValueException', message });
  });

  it.each([
    ['no body', { MessageBody: '' }, 'MissingRequiredParameterException'],
    ['a control character', { MessageBody: 'a\u0000b' }, 'InvalidMessageContents'],
    ['half a surrogate pair', { MessageBody: '\ud800' }, 'InvalidMessageContents'],
    ['a character that XML forbids', { MessageBody: '\ufffe' }, 'InvalidMessageContents'],
    [
      'a group on no FIFO queue that is no token',
      { MessageBody: 'x', MessageGroupId: 'a b' },
      'InvalidParameterValueException',
    ],
    ['a deduplication id', { MessageBody: 'x', MessageDeduplicationId: 'a' }, 'InvalidParameterValueException'],
  ])('are refused with %s', async (_, input, code) => {
    await expect(send(input)).rejects.toMatchObject({ code });
  });

  it.each([
    ['an empty value', { a: { DataType: 'String', StringValue: '' } }, /non-empty value of type 'String'/],
    ['no value', { a: { DataType: 'Binary' } }, /non-empty value of type 'Binary'/],
    ['no type', { a: { StringValue: 'x' } }, /must contain/],
    ['an unknown type', { a: { DataType: 'Date', StringValue: 'x' } }, /supported type prefixes/],
    ['a number that is none', { a: { DataType: 'Number', StringValue: 'x' } }, /number/],
    ['a reserved name', { 'AWS.a': { DataType: 'String', StringValue: 'x' } }, /invalid characters/],
    ['a name that ends in a dot', { 'a.': { DataType: 'String', StringValue: 'x' } }, /invalid characters/],
    [
      'eleven of them',
      Object.fromEntries(Array.from('abcdefghijk', (name) => [name, { DataType: 'String', StringValue: 'x' }])),
      /\[11\] exceeds the allowed maximum \[10\]/,
    ],
  ])('are refused when an attribute has %s', async (_, MessageAttributes, message) => {
    await expect(send({ MessageBody: 'x', MessageAttributes })).rejects.toThrow(message);
  });

  it('carry an attribute of any allowed name, `__proto__` too', async () => {
    const MessageAttributes = JSON.parse('{"__proto__":{"DataType":"String","StringValue":"x"}}');
    await send({ MessageBody: 'x', MessageAttributes });

    const [message] = await receive({ MessageAttributeNames: ['All'] });

    expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(['__proto__']);
  });

  it('carry every character that XML allows', async () => {
    const MessageBody = '\t\n\r퟿�𐀀𝄞';
    await send({ MessageBody });

    expect(stack.drain('orders')).toEqual([MessageBody]);
  });

  it('may have 1 MiB with their attributes, where SNS takes a quarter of it, and not a byte more', async () => {
    const MessageAttributes = { k: { DataType: 'String', StringValue: 'x' } };
    const fits = 'a'.repeat(MEBIBYTE - 'kStringx'.length);

    await expect(send({ MessageBody: fits, MessageAttributes })).resolves.toHaveProperty('MessageId');
    await expect(send({ MessageBody: `${fits}a`, MessageAttributes })).rejects.toMatchObject({
      queryCode: 'InvalidParameterValue',
      message: 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
    });
    await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { MaximumMessageSize: '1024' } });
    await expect(send({ MessageBody: 'é'.repeat(513) })).rejects.toThrow('shorter than 1024 bytes');
  });

  it('in flight are limited to 120,000: a short poll is told so, a long poll finds nothing', async () => {
    stack.context.database.run(
      `INSERT INTO queues_messages (queue, visible_at, receives, sent_at, message_id, md5, body)
       SELECT 1, ?, 1, ?, 'm' || value, '', 'x' FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 120000) SELECT value FROM n)`,
      stack.clock.now() + 30_000,
      stack.clock.now(),
    );
    stack = stack.reopen();
    await send({ MessageBody: 'x' });

    await expect(receive()).rejects.toMatchObject({ code: 'OverLimit', status: 403 });
    const long = receive({ WaitTimeSeconds: 1 });
    await stack.pass(1);
    await expect(long).resolves.toEqual([]);
    await stack.pass(29);
    await expect(receive()).resolves.toHaveLength(10);
  });

  it('are counted by what became of them', async () => {
    for (const MessageBody of ['a', 'b', 'c']) await send({ MessageBody });
    const [first] = await receive({ MaxNumberOfMessages: 2 });
    await stack.sqs('DeleteMessage', { QueueUrl, ReceiptHandle: first?.ReceiptHandle });

    expect(stack.queues.metrics()).toEqual({
      orders: { sent: 3, received: 2, deleted: 1, deadLettered: 0, held: 2, inFlight: 1 },
    });
  });

  it('wake a watcher of a queue that was deleted and made again', async () => {
    const arn = stack.queues.arnOf('orders');
    let woken = 0;
    stack.queues.watch(arn, () => {
      woken++;
    });
    await stack.sqs('DeleteQueue', { QueueUrl });
    await stack.queue('orders');
    await turns();
    woken = 0;

    stack.queues.send(arn, { body: 'x', delaySeconds: 5 });
    await turns();
    expect(woken).toBe(0);
    await stack.pass(5);

    expect(woken).toBe(1);
  });

  it('wake a watcher once for a burst, and again when the clock returns one', async () => {
    const arn = stack.queues.arnOf('orders');
    let woken = 0;
    const stop = stack.queues.watch(arn, () => {
      woken++;
    });

    for (let i = 0; i < 5; i++) stack.queues.send(arn, { body: 'x' });
    await turns();
    expect(woken).toBe(1);
    stack.queues.receive(arn, 10);
    await stack.pass(30);
    expect(woken).toBe(2);
    stop();
    stack.queues.send(arn, { body: 'x' });
    await turns();
    expect(woken).toBe(2);
  });
});
