import { type Messaging, openMessaging, turns } from '../../support/messaging.ts';

describe('FIFO queues', () => {
  let stack: Messaging;
  let QueueUrl: string;
  beforeEach(async () => {
    stack = openMessaging();
    QueueUrl = await stack.queue('orders.fifo', { FifoQueue: 'true' });
  });
  afterEach(() => stack.close());
  const send = (MessageBody: string, MessageGroupId = 'g', input: Record<string, unknown> = {}) =>
    stack.sqs('SendMessage', { QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId: MessageBody, ...input });
  const receive = async (input: Record<string, unknown> = {}) =>
    (await stack.sqs('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, AttributeNames: ['All'], ...input }))
      .Messages ?? [];
  const bodies = async (input: Record<string, unknown> = {}) => (await receive(input)).map(({ Body }) => Body);
  const remove = (ReceiptHandle: string | undefined) => stack.sqs('DeleteMessage', { QueueUrl, ReceiptHandle });

  it('give several messages of one group in one receive, in order, with growing sequence numbers of 20 digits', async () => {
    const sent = [await send('a'), await send('b'), await send('c', 'h')];

    const messages = await receive();

    expect(messages.map(({ Body }) => Body)).toEqual(['a', 'b', 'c']);
    const numbers = sent.map(({ SequenceNumber }) => SequenceNumber ?? '');
    expect(numbers).toEqual([...numbers].sort());
    expect(numbers.every((number) => /^\d{20}$/.test(number))).toBe(true);
    expect(messages[0]?.Attributes).toMatchObject({
      MessageGroupId: 'g',
      MessageDeduplicationId: 'a',
      SequenceNumber: numbers[0],
    });
  });

  it('hold a group back while one of its messages is in flight, and others not', async () => {
    for (const body of ['a', 'b']) await send(body);
    await send('x', 'h');

    const [first] = await receive({ MaxNumberOfMessages: 1 });
    expect(await bodies()).toEqual(['x']);
    await remove(first?.ReceiptHandle);

    expect(await bodies()).toEqual(['b']);
  });

  it('give a group from where it stopped once a visibility timeout is over', async () => {
    for (const body of ['a', 'b']) await send(body);
    await receive({ MaxNumberOfMessages: 1 });

    await stack.pass(30);

    expect(await bodies()).toEqual(['a', 'b']);
  });

  it('wake who waits when a delete frees a group', async () => {
    for (const body of ['a', 'b']) await send(body);
    const [first] = await receive({ MaxNumberOfMessages: 1 });
    const waiting = bodies({ WaitTimeSeconds: 20 });
    await turns();

    await remove(first?.ReceiptHandle);

    await expect(waiting).resolves.toEqual(['b']);
  });

  it('take a duplicate for the first one for five minutes, even after that was deleted', async () => {
    const first = await send('a');
    const [message] = await receive();
    await remove(message?.ReceiptHandle);

    await stack.pass(299);
    const duplicate = await send('other text', 'h', { MessageDeduplicationId: 'a' });
    expect(duplicate).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    expect(await bodies()).toEqual([]);

    await stack.pass(1);
    await send('a');
    expect(await bodies()).toEqual(['a']);
  });

  it('deduplicate by content where told to, the attributes left out of account', async () => {
    await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { ContentBasedDeduplication: 'true' } });
    const attributes = { MessageAttributes: { k: { DataType: 'String', StringValue: 'x' } } };

    await send('same', 'g', { MessageDeduplicationId: undefined });
    await send('same', 'g', { MessageDeduplicationId: undefined, ...attributes });
    await send('same', 'g', { MessageDeduplicationId: 'its-own' });

    expect(await bodies()).toEqual(['same', 'same']);
  });

  it('deduplicate within a group where the scope is the group', async () => {
    await stack.sqs('SetQueueAttributes', {
      QueueUrl,
      Attributes: { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' },
    });

    for (const group of ['g', 'h', 'g']) await send('a', group);

    expect(await bodies()).toEqual(['a', 'a']);
  });

  it.each([
    [
      'no group',
      { MessageGroupId: undefined },
      'MissingParameter',
      'The request must contain the parameter MessageGroupId.',
    ],
    [
      'no deduplication id',
      { MessageDeduplicationId: undefined },
      'InvalidParameterValue',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    ],
    [
      'a delay of its own',
      { DelaySeconds: 2 },
      'InvalidParameterValue',
      'Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
    ],
  ])('refuse a message with %s', async (_, input, queryCode, message) => {
    await expect(send('a', 'g', input)).rejects.toMatchObject({ queryCode, message });
  });

  it('refuse a handle whose time is over', async () => {
    await send('a');
    const [message] = await receive();
    await stack.pass(30);

    await expect(remove(message?.ReceiptHandle)).rejects.toThrow(
      `Value ${message?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    );
  });

  it.each([
    [{ MessageDeduplicationId: 'b' }, 'The request must contain the parameter MessageGroupId.'],
    [
      { MessageGroupId: 'g' },
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    ],
  ])('take nothing of a batch one of whose entries has only %j', async (order, message) => {
    const entry = { Id: '1', MessageBody: 'a', MessageGroupId: 'g', MessageDeduplicationId: 'a' };
    const Entries = [entry, { Id: '2', MessageBody: 'b', ...order }];

    await expect(stack.sqs('SendMessageBatch', { QueueUrl, Entries })).rejects.toMatchObject({
      queryCode: 'InvalidParameterValue',
      message,
    });

    expect(await bodies()).toEqual([]);
  });

  it('may say True of what they are, and tell it as true', async () => {
    const url = await stack.queue('more.fifo', { FifoQueue: 'True', ContentBasedDeduplication: 'TRUE' });
    const { Attributes } = await stack.sqs('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] });

    expect(Attributes).toMatchObject({ FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    await expect(stack.queue('more.fifo', { FifoQueue: 'true' })).resolves.toBe(url);
  });

  it('give groups one after the other, each in its order', async () => {
    for (const [body, group] of Object.entries({ a1: 'a', b1: 'b', a2: 'a', c1: 'c', b2: 'b', a3: 'a' })) {
      await send(body, group);
    }

    expect(await bodies({ MaxNumberOfMessages: 4 })).toEqual(['a1', 'a2', 'a3', 'b1']);
    expect(await bodies()).toEqual(['c1']);
  });

  it.each([
    [0, []],
    [1, ['m0']],
    [2, ['m0', 'm1']],
  ])('give what comes before message %i of a group while that one is in flight', async (held, expected) => {
    for (const body of ['m0', 'm1', 'm2']) await send(body);
    const messages = await receive();
    const ReceiptHandle = messages[held]?.ReceiptHandle;
    await stack.sqs('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 90 });

    await stack.pass(30);

    expect(await bodies()).toEqual(expected);
  });

  it('forget what they were sent when they are purged', async () => {
    await send('a');
    await stack.sqs('PurgeQueue', { QueueUrl });
    await send('a');

    expect(await bodies()).toEqual(['a']);
  });

  it('take a delay of 0 for the queue’s own', async () => {
    await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { DelaySeconds: '10' } });
    await send('a', 'g', { DelaySeconds: 0 });

    expect(await bodies()).toEqual([]);
    await stack.pass(10);
    expect(await bodies()).toEqual(['a']);
  });

  it('delay every message by the queue’s own delay', async () => {
    await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { DelaySeconds: '10' } });
    await send('a');
    await stack.pass(5);
    await send('b');

    await stack.pass(5);

    expect(await bodies()).toEqual(['a']);
  });

  it('cannot be changed into one, or be one without saying so', async () => {
    await expect(stack.queue('x.fifo')).rejects.toMatchObject({ queryCode: 'InvalidParameterValue' });
    await expect(
      stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { FifoQueue: 'false' } }),
    ).rejects.toMatchObject({
      message: 'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
    });
  });

  it('keep a group’s order in their dead-letter queue and on the way back, with new deduplication ids', async () => {
    await stack.queue('dead.fifo', { FifoQueue: 'true' });
    const deadLetterTargetArn = stack.queues.arnOf('dead.fifo');
    await stack.sqs('SetQueueAttributes', {
      QueueUrl,
      Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) },
    });
    for (const body of ['a', 'b']) await send(body);
    await receive();
    await stack.pass(30);

    expect(await bodies()).toEqual([]);
    expect(stack.queues.counts()).toEqual({ 'dead.fifo': 2, 'orders.fifo': 0 });
    await stack.sqs('StartMessageMoveTask', { SourceArn: deadLetterTargetArn });
    await turns();

    const back = await receive();
    expect(back.map(({ Body }) => Body)).toEqual(['a', 'b']);
    expect(back.every(({ MessageId, Attributes }) => Attributes?.MessageDeduplicationId === MessageId)).toBe(true);
  });

  it('go on with their sequence, and know duplicates, after a restart', async () => {
    const first = await send('a');

    stack = stack.reopen();
    const duplicate = await send('a');
    const second = await send('b');

    expect(duplicate.MessageId).toBe(first.MessageId);
    expect(BigInt(second.SequenceNumber ?? 0) > BigInt(first.SequenceNumber ?? 0)).toBe(true);
    expect(await bodies()).toEqual(['a', 'b']);
  });
});
