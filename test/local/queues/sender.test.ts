import { type Messaging, openMessaging, turns } from '../../support/messaging.ts';

const WRONG_TYPE = 'The request include parameter that is not valid for this queue type.';

describe('sending to a FIFO queue', () => {
  let stack: Messaging;
  let QueueUrl: string;
  beforeEach(async () => {
    stack = openMessaging();
    QueueUrl = await stack.queue('orders.fifo', { FifoQueue: 'true' });
  });
  afterEach(() => stack.close());
  const send = (input: Record<string, unknown> = {}) =>
    stack.sqs('SendMessage', {
      QueueUrl,
      MessageBody: 'x',
      MessageGroupId: 'g',
      MessageDeduplicationId: 'd',
      ...input,
    });
  const held = () => stack.queues.counts()['orders.fifo'];
  const refused = (message: string) => ({ code: 'InvalidParameterValueException', message });
  const set = (Attributes: Record<string, string>) => stack.sqs('SetQueueAttributes', { QueueUrl, Attributes });

  it.each(['!', '~', 'a'.repeat(128), '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'])('takes the token %s', async (token) => {
    await expect(send({ MessageGroupId: token, MessageDeduplicationId: token })).resolves.toHaveProperty('MessageId');
  });

  it.each(['a b', 'é', '\u007f', 'a'.repeat(129)])('refuses the token %j', async (token) => {
    const reason = (name: string) =>
      refused(
        `Value ${token} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
      );

    await expect(send({ MessageGroupId: token })).rejects.toMatchObject(reason('MessageGroupId'));
    await expect(send({ MessageDeduplicationId: token })).rejects.toMatchObject(reason('MessageDeduplicationId'));
    expect(held()).toBe(0);
  });

  it('refuses an empty group or deduplication id', async () => {
    await expect(send({ MessageGroupId: '' })).rejects.toThrow('MessageGroupId');
    await expect(send({ MessageDeduplicationId: '' })).rejects.toThrow('MessageDeduplicationId');
  });

  it('has a delay of its own for no message, but may say 0', async () => {
    await expect(send({ DelaySeconds: 1 })).rejects.toMatchObject(
      refused(`Value 1 for parameter DelaySeconds is invalid. Reason: ${WRONG_TYPE}`),
    );
    await expect(send({ DelaySeconds: 0 })).resolves.toHaveProperty('MessageId');
  });

  it('answers a duplicate as the first one, for five minutes to the millisecond', async () => {
    const first = await send();
    stack.clock.advance(299_999);
    expect(await send({ MessageBody: 'other' })).toMatchObject({
      MessageId: first.MessageId,
      SequenceNumber: first.SequenceNumber,
      MD5OfMessageBody: '795f3202b17cb6bc3d4b771d8c6c9eaf',
    });
    expect(held()).toBe(1);

    stack.clock.advance(1);
    const second = await send();

    expect(second.MessageId).not.toBe(first.MessageId);
    expect(held()).toBe(2);
  });

  it('remembers ids by queue, and by group only where the scope is the group', async () => {
    const other = await stack.queue('other.fifo', { FifoQueue: 'true' });
    await send();
    await send({ QueueUrl: other });
    expect(stack.queues.counts()).toEqual({ 'orders.fifo': 1, 'other.fifo': 1 });
    await send({ MessageGroupId: 'h' });
    expect(held()).toBe(1);

    await set({ DeduplicationScope: 'messageGroup' });
    for (const MessageGroupId of ['i', 'j', 'i']) await send({ MessageGroupId });

    expect(held()).toBe(3);
  });

  it('makes an id of the body where it may, and prefers the one that is given', async () => {
    await set({ ContentBasedDeduplication: 'true' });
    await send({ MessageDeduplicationId: undefined });
    await send({ MessageDeduplicationId: undefined });
    await send();

    const ids = stack.queues
      .receive(stack.queues.arnOf('orders.fifo'), 10)
      .map(({ attributes }) => attributes['MessageDeduplicationId']);

    expect(ids).toEqual(['2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881', 'd']);
    await set({ ContentBasedDeduplication: 'false' });
    await expect(send({ MessageDeduplicationId: undefined })).rejects.toMatchObject(
      refused(
        'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      ),
    );
  });

  it('counts every message once, duplicates not at all', async () => {
    await send();
    await send();
    await send({ MessageDeduplicationId: 'e' });

    expect(stack.queues.metrics()['orders.fifo']).toMatchObject({ sent: 2, held: 2 });
  });
});

describe('sending to a standard queue', () => {
  let stack: Messaging;
  let arn: string;
  beforeEach(async () => {
    stack = openMessaging();
    await stack.queue('orders', { DelaySeconds: '5', MaximumMessageSize: '1024' });
    arn = stack.queues.arnOf('orders');
  });
  afterEach(() => stack.close());

  it('takes the largest message that the queue takes, attributes included, and not a byte more', () => {
    const attributes = { k: { DataType: 'String', StringValue: 'x' } };
    const body = 'x'.repeat(1024 - 'kStringx'.length);

    expect(() => stack.queues.send(arn, { body, attributes })).not.toThrow();
    expect(() => stack.queues.send(arn, { body: `${body}x`, attributes })).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterValueException',
        queryCode: 'InvalidParameterValue',
        message: 'One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.',
      }),
    );
    expect(stack.queues.counts()).toEqual({ orders: 1 });
  });

  it('wakes who watches when the delay is over, the message’s own or the queue’s', async () => {
    let woken = 0;
    stack.queues.watch(arn, () => {
      woken++;
    });
    stack.queues.send(arn, { body: 'now', delaySeconds: 0 });
    await turns();
    expect([woken, stack.drain('orders')]).toEqual([1, ['now']]);

    stack.queues.send(arn, { body: 'soon', delaySeconds: 2 });
    stack.queues.send(arn, { body: 'late' });
    await stack.pass(1.999);
    expect(woken).toBe(1);
    await stack.pass(0.001);
    expect([woken, stack.drain('orders')]).toEqual([2, ['soon']]);
    await stack.pass(3);

    expect([woken, stack.drain('orders')]).toEqual([3, ['late']]);
  });
});
