import type { MessageAttributes } from '../../../src/domain/message-bytes.ts';
import { type Messaging, openMessaging, turns } from '../../support/messaging.ts';

describe('queues, for the other engines', () => {
  let stack: Messaging;
  let orders: string;
  beforeEach(async () => {
    stack = openMessaging();
    await stack.queue('orders');
    orders = stack.queues.arnOf('orders');
  });
  afterEach(() => stack.close());
  const many = (count: number): MessageAttributes =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, { DataType: 'String', StringValue: 'x' }]));
  const woken = (arn: string) => {
    const calls = { count: 0 };
    stack.queues.watch(arn, () => {
      calls.count++;
    });
    return calls;
  };

  it('are there or not, by an ARN of this account and region', () => {
    const { exists } = stack.queues;

    expect(exists(orders)).toBe(true);
    expect(exists(stack.queues.arnOf('none'))).toBe(false);
    expect(exists('arn:aws:sqs:us-east-1:111111111111:orders')).toBe(false);
    expect(exists('orders')).toBe(false);
    expect(() => stack.queues.depth('arn:aws:sqs:eu-west-1:000000000000:orders')).toThrow(
      expect.objectContaining({
        code: 'QueueDoesNotExist',
        queryCode: 'AWS.SimpleQueueService.NonExistentQueue',
        message: 'The specified queue does not exist.',
      }),
    );
  });

  it('take a message and tell its id, with ten attributes at most unless told otherwise', () => {
    const { messageId } = stack.queues.send(orders, { body: 'x', attributes: many(10) });
    const unlimited = stack.queues.sendUnlimited(orders, { body: 'y', attributes: many(11) });

    const received = stack.queues.receive(orders, 10);

    expect(received.map((message) => message.messageId)).toEqual([messageId, unlimited.messageId]);
    expect(received[1]?.messageAttributes).toEqual(many(11));
    expect(() => stack.queues.send(orders, { body: 'x', attributes: many(11) })).toThrow(
      'Number of message attributes [11] exceeds the allowed maximum [10].',
    );
    expect(() => stack.queues.sendUnlimited(orders, { body: '' })).toThrow('MessageBody');
  });

  it('hand a message over whole', () => {
    const attributes = { k: { DataType: 'String', StringValue: 'x' } };
    const { messageId } = stack.queues.send(orders, { body: 'x', attributes, groupId: 'g', traceHeader: 'Root=1' });
    const now = String(stack.clock.now());

    expect(stack.queues.receive(orders, 1)).toEqual([
      {
        messageId,
        receiptHandle: expect.any(String),
        body: 'x',
        md5OfBody: '9dd4e461268c8034f5c8564e155c67a6',
        md5OfMessageAttributes: 'a45daa70926828a2f0a1db3418e6feb4',
        attributes: {
          SenderId: '000000000000',
          SentTimestamp: now,
          ApproximateFirstReceiveTimestamp: now,
          ApproximateReceiveCount: '1',
          AWSTraceHeader: 'Root=1',
          MessageGroupId: 'g',
        },
        messageAttributes: attributes,
      },
    ]);
    stack.queues.send(orders, { body: 'y' });
    const [bare] = stack.queues.receive(orders, 1);
    expect(bare).not.toHaveProperty('md5OfMessageAttributes');
    expect(bare?.messageAttributes).toEqual({});
  });

  it('hide what they hand over for the queue’s visibility timeout, and wake who watches when it is over', async () => {
    stack.queues.send(orders, { body: 'x' });
    const calls = woken(orders);
    await turns();
    calls.count = 0;

    expect(stack.queues.receive(orders, 10)).toHaveLength(1);
    expect(stack.queues.receive(orders, 10)).toEqual([]);
    await stack.pass(29);
    expect(calls.count).toBe(0);
    await stack.pass(1);

    expect(calls.count).toBe(1);
    expect(stack.queues.receive(orders, 10)).toHaveLength(1);
  });

  it('wait for nothing when they handed nothing over', async () => {
    stack.queues.send(orders, { body: 'x', delaySeconds: 60 });
    const calls = woken(orders);

    expect(stack.queues.receive(orders, 10)).toEqual([]);
    await stack.pass(59);
    expect(calls.count).toBe(0);
    await stack.pass(1);
    expect(calls.count).toBe(1);
  });

  it('delete by handle, and pass over handles that are stale or none', () => {
    for (const body of ['a', 'b']) stack.queues.send(orders, { body });
    const [a, b] = stack.queues.receive(orders, 2).map(({ receiptHandle }) => receiptHandle);

    stack.queues.remove(orders, [a ?? '', 'nonsense', a ?? '']);
    expect(stack.queues.counts()).toEqual({ orders: 1 });
    stack.queues.remove(orders, [b ?? '']);

    expect(stack.queues.counts()).toEqual({ orders: 0 });
    expect(stack.queues.metrics()['orders']).toMatchObject({ deleted: 2 });
  });

  it('wake who watches after a delete that frees a group, and only then', async () => {
    await stack.queue('orders.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    const fifo = stack.queues.arnOf('orders.fifo');
    for (const body of ['a', 'b']) stack.queues.send(fifo, { body, groupId: 'g' });
    stack.queues.send(orders, { body: 'a' });
    const [ordered] = stack.queues.receive(fifo, 1);
    const [plain] = stack.queues.receive(orders, 1);
    const calls = woken(fifo);
    const others = woken(orders);

    stack.queues.remove(orders, [plain?.receiptHandle ?? '']);
    stack.queues.remove(fifo, ['nonsense']);
    await turns();
    expect([calls.count, others.count]).toEqual([0, 0]);
    stack.queues.remove(fifo, [ordered?.receiptHandle ?? '']);
    await turns();

    expect(calls.count).toBe(1);
    stack.queues.remove(fifo, [ordered?.receiptHandle ?? '']);
    await turns();
    expect(calls.count).toBe(1);
  });

  it('count what is visible, in flight and delayed, and say how old the oldest is', async () => {
    const sentAt = stack.clock.now();
    for (const body of ['a', 'b', 'c']) stack.queues.send(orders, { body });
    await stack.pass(5);
    stack.queues.send(orders, { body: 'd', delaySeconds: 60 });
    stack.queues.receive(orders, 1);

    expect(stack.queues.depth(orders)).toEqual({ visible: 2, inFlight: 1, delayed: 1 });
    expect(stack.queues.oldest(orders)).toBe(sentAt);
    expect(stack.queues.counts()).toEqual({ orders: 4 });
    expect(stack.queues.metrics()).toEqual({
      orders: { sent: 4, received: 1, deleted: 0, deadLettered: 0, held: 4, inFlight: 1 },
    });
    stack.drain('orders');
    await stack.pass(60);
    stack.drain('orders');
    expect(stack.queues.oldest(orders)).toBeUndefined();
    expect(stack.queues.depth(orders)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it.each([
    ['counts', () => stack.queues.counts()['orders']],
    ['metrics', () => stack.queues.metrics()['orders']?.held],
    ['depth', () => stack.queues.depth(orders).visible],
    ['oldest', () => (stack.queues.oldest(orders) === undefined ? 0 : 1)],
    ['receive', () => stack.queues.receive(orders, 1).length],
  ])('hold nothing past its retention: %s', async (_, count) => {
    const QueueUrl = stack.queues.urlOf('orders');
    await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { MessageRetentionPeriod: '60' } });
    stack.queues.send(orders, { body: 'x' });

    await stack.pass(59.999);
    stack = stack.reopen();
    expect(count()).toBe(1);
    await stack.pass(0.001);

    expect(count()).toBe(0);
  });

  it('keep what is younger when something goes, and expire it in its turn', async () => {
    const QueueUrl = stack.queues.urlOf('orders');
    await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { MessageRetentionPeriod: '60' } });
    for (const body of ['a', 'b', 'c']) {
      stack.queues.send(orders, { body });
      await stack.pass(20);
    }

    expect(stack.queues.counts()).toEqual({ orders: 2 });
    await stack.pass(20);
    expect(stack.queues.counts()).toEqual({ orders: 1 });
    expect(stack.queues.oldest(orders)).toBe(stack.clock.now() - 40_000);
    await stack.pass(20);
    expect(stack.queues.counts()).toEqual({ orders: 0 });
  });

  it('give each message a UUID', async () => {
    await stack.queue('plain');
    stack.queues.send(stack.queues.arnOf('plain'), { body: 'x' });
    const [message] = stack.queues.receive(stack.queues.arnOf('plain'), 1);

    expect(message?.messageId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('are found by a URL that ends in a slash too, listed by name, and numbered anew after a restart', async () => {
    for (const name of ['b', 'a', 'C', 'a-1']) await stack.queue(name);
    await stack.sqs('DeleteQueue', { QueueUrl: stack.queues.urlOf('b') });

    stack = stack.reopen();
    await stack.queue('b');
    stack.queues.send(stack.queues.arnOf('b'), { body: 'x' });

    expect(Object.keys(stack.queues.counts())).toEqual(['C', 'a', 'a-1', 'b', 'orders']);
    expect(stack.queues.counts()).toMatchObject({ orders: 0, b: 1, a: 0 });
    await expect(stack.sqs('ReceiveMessage', { QueueUrl: `${stack.queues.urlOf('b')}/` })).resolves.toHaveProperty(
      'Messages',
    );
  });
});
