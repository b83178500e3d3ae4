import { type Messaging, openMessaging } from '../../support/messaging.ts';

describe('the store of messages', () => {
  let stack: Messaging;
  beforeEach(() => {
    stack = openMessaging();
  });
  afterEach(() => stack.close());
  const arn = (name: string) => stack.queues.arnOf(name);
  const redrive = (name: string, maxReceiveCount: number) => ({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount }),
  });
  const bodies = (name: string, max = 10) => stack.queues.receive(arn(name), max).map(({ body }) => body);
  const set = (name: string, Attributes: Record<string, string>) =>
    stack.sqs('SetQueueAttributes', { QueueUrl: stack.queues.urlOf(name), Attributes });

  it('gives what has been visible longest first, and what was received least', async () => {
    await stack.queue('orders', { VisibilityTimeout: '1' });
    stack.queues.send(arn('orders'), { body: 'a' });
    bodies('orders');
    await stack.pass(1);
    stack.queues.send(arn('orders'), { body: 'b' });

    expect(bodies('orders')).toEqual(['b', 'a']);
  });

  it('gives no more than it is asked for', async () => {
    await stack.queue('orders');
    for (const body of ['a', 'b', 'c']) stack.queues.send(arn('orders'), { body });

    expect(bodies('orders', 2)).toEqual(['a', 'b']);
    expect(bodies('orders', 2)).toEqual(['c']);
  });

  it('leaves a message where it is when its queue is its own dead-letter queue', async () => {
    await stack.queue('orders', { VisibilityTimeout: '0' });
    await set('orders', redrive('orders', 1));
    stack.queues.send(arn('orders'), { body: 'a' });

    expect([bodies('orders'), bodies('orders'), bodies('orders')]).toEqual([['a'], ['a'], ['a']]);
  });

  it('moves a whole queue of poison in one receive, and finds what is behind it', async () => {
    await stack.queue('dead');
    await stack.queue('orders', { VisibilityTimeout: '0', ...redrive('dead', 1) });
    for (const body of ['a', 'b', 'c']) stack.queues.send(arn('orders'), { body });
    bodies('orders');
    await set('orders', { VisibilityTimeout: '30' });
    stack.queues.send(arn('orders'), { body: 'good', delaySeconds: 1 });
    await stack.pass(1);

    expect(bodies('orders', 1)).toEqual(['good']);
    expect(stack.queues.counts()).toEqual({ dead: 3, orders: 1 });
    expect(stack.queues.metrics()).toMatchObject({
      orders: { sent: 4, received: 4, deadLettered: 3, held: 1, inFlight: 1 },
      dead: { sent: 0, received: 0, held: 3 },
    });
  });

  it('gives a message once in a receive that hides nothing', async () => {
    await stack.queue('orders', { VisibilityTimeout: '0' });
    for (const body of ['a', 'b']) stack.queues.send(arn('orders'), { body });

    expect(bodies('orders')).toEqual(['a', 'b']);
  });

  it('counts the retention of a dead letter from when it was sent, in a FIFO queue from when it was moved', async () => {
    for (const [dead, orders, attributes] of [
      ['dead', 'orders', {}],
      ['dead.fifo', 'orders.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' }],
    ] as const) {
      await stack.queue(dead, { ...attributes, MessageRetentionPeriod: '60' });
      await stack.queue(orders, { ...attributes, VisibilityTimeout: '1', ...redrive(dead, 1) });
      stack.queues.send(arn(orders), { body: 'x', ...(dead === 'dead' ? {} : { groupId: 'g' }) });
      bodies(orders);
    }
    await stack.pass(50);
    for (const orders of ['orders', 'orders.fifo']) expect(bodies(orders)).toEqual([]);
    expect(stack.queues.counts()).toMatchObject({ dead: 1, 'dead.fifo': 1 });

    await stack.pass(9);
    expect(stack.queues.counts()).toMatchObject({ dead: 1, 'dead.fifo': 1 });
    await stack.pass(1);
    expect(stack.queues.counts()).toMatchObject({ dead: 0, 'dead.fifo': 1 });
    await stack.pass(49);
    expect(stack.queues.counts()).toMatchObject({ 'dead.fifo': 1 });
    await stack.pass(1);
    expect(stack.queues.counts()).toMatchObject({ 'dead.fifo': 0 });
  });

  it('gives a dead letter of a FIFO queue a new time and number, and keeps those of others', async () => {
    const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
    await stack.queue('dead.fifo', fifo);
    stack.queues.send(arn('dead.fifo'), { body: 'first', groupId: 'g' });
    await stack.queue('orders.fifo', { ...fifo, VisibilityTimeout: '1', ...redrive('dead.fifo', 1) });
    stack.queues.send(arn('orders.fifo'), { body: 'x', groupId: 'h' });
    bodies('orders.fifo');
    await stack.pass(1);
    bodies('orders.fifo');

    const [first, second] = stack.queues.receive(arn('dead.fifo'), 10);

    expect(first?.attributes).not.toHaveProperty('DeadLetterQueueSourceArn');
    expect(second?.attributes).toMatchObject({
      SequenceNumber: '18800000000000000002',
      SentTimestamp: String(stack.clock.now()),
      DeadLetterQueueSourceArn: arn('orders.fifo'),
      MessageGroupId: 'h',
      ApproximateReceiveCount: '2',
    });
  });

  it('tells the first receive of a message from the later ones', async () => {
    await stack.queue('orders', { VisibilityTimeout: '10' });
    stack.queues.send(arn('orders'), { body: 'x' });
    await stack.pass(3);
    const [first] = stack.queues.receive(arn('orders'), 1);
    await stack.pass(10);
    const [second] = stack.queues.receive(arn('orders'), 1);

    const firstReceive = String(stack.clock.now() - 10_000);
    expect(first?.attributes).toMatchObject({
      ApproximateFirstReceiveTimestamp: firstReceive,
      ApproximateReceiveCount: '1',
      SentTimestamp: String(stack.clock.now() - 13_000),
    });
    expect(second?.attributes).toMatchObject({
      ApproximateFirstReceiveTimestamp: firstReceive,
      ApproximateReceiveCount: '2',
    });
  });

  it('empties a queue, and counts on from there', async () => {
    await stack.queue('orders');
    for (const body of ['a', 'b']) stack.queues.send(arn('orders'), { body });
    await stack.sqs('PurgeQueue', { QueueUrl: stack.queues.urlOf('orders') });

    stack.queues.send(arn('orders'), { body: 'c' });

    expect(stack.queues.counts()).toEqual({ orders: 1 });
    expect(bodies('orders')).toEqual(['c']);
  });

  it('writes a sequence number in 20 digits', async () => {
    await stack.queue('orders.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    for (const body of ['a', 'b']) stack.queues.send(arn('orders.fifo'), { body, groupId: 'g' });

    expect(stack.queues.receive(arn('orders.fifo'), 2).map(({ attributes }) => attributes['SequenceNumber'])).toEqual([
      '18800000000000000001',
      '18800000000000000002',
    ]);
  });
});
