import { createDeliveryStore } from '../../../src/local/topics/delivery-store.ts';
import { type Messaging, openMessaging, turns } from '../../support/messaging.ts';

const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const attributesOf = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, text(`v${i}`)]));

const counts = (counted: Record<string, number>) => ({
  ...{ published: 0, delivered: 0, filteredOut: 0, failed: 0, redriven: 0, failedToRedrive: 0 },
  ...counted,
});

describe('delivery', () => {
  let stack: Messaging;
  let TopicArn: string;
  beforeEach(async () => {
    stack = openMessaging();
    TopicArn = (await stack.sns('CreateTopic', { Name: 'checkout' })).TopicArn ?? '';
    for (const name of ['orders', 'dead']) await stack.queue(name);
  });
  afterEach(() => stack.close());
  const subscribe = (name: string, Attributes: Record<string, string> = {}) =>
    stack.sns('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: stack.queues.arnOf(name), Attributes });
  const toDead = () => ({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: stack.queues.arnOf('dead') }) });
  const publish = (Message: string, MessageAttributes?: Record<string, object>) =>
    stack.sns('Publish', { TopicArn, Message, MessageAttributes });
  const fail = (kind: 'throttle' | 'error' | 'latency' | 'reset', input: Record<string, unknown> = {}) =>
    stack.faults.replace({ rules: [{ service: 'sqs', operation: 'SendMessage', kind, rate: 1, ...input }] });

  it('asks each filter policy, on the attributes or on the body', async () => {
    await stack.queue('body');
    await subscribe('orders', { RawMessageDelivery: 'true', FilterPolicy: '{"amount":[{"numeric":[">=",100]}]}' });
    await subscribe('body', {
      RawMessageDelivery: 'true',
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: '{"payment":{"amount":[{"numeric":[">=",100]}]}}',
    });

    await publish('{"payment":{"amount":50}}', { amount: { DataType: 'Number', StringValue: '100.00' } });
    await publish('{"payment":{"amount":150}}');
    await publish('no JSON');

    expect([stack.drain('orders'), stack.drain('body')]).toEqual([
      ['{"payment":{"amount":50}}'],
      ['{"payment":{"amount":150}}'],
    ]);
    expect(stack.topics.metrics()).toEqual({ checkout: counts({ published: 3, delivered: 2, filteredOut: 4 }) });
  });

  it('filters a message of several texts by the text for queues', async () => {
    await subscribe('orders', {
      RawMessageDelivery: 'true',
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: '{"a":[1]}',
    });

    await stack.sns('Publish', { TopicArn, Message: '{"default":"x","sqs":"{\\"a\\":1}"}', MessageStructure: 'json' });

    expect(stack.drain('orders')).toEqual(['{"a":1}']);
  });

  it('gives a raw subscription ten attributes, and puts a message with eleven on its dead-letter queue', async () => {
    await subscribe('orders', { RawMessageDelivery: 'true', ...toDead() });

    await publish('ten', attributesOf(10));
    await publish('eleven', attributesOf(11));

    expect(stack.drain('orders')).toEqual(['ten']);
    const [dead] = stack.queues.receive(stack.queues.arnOf('dead'), 1);
    expect(dead).toMatchObject({ body: 'eleven', messageAttributes: attributesOf(11) });
    expect(stack.topics.metrics()).toEqual({
      checkout: counts({ published: 2, delivered: 1, failed: 1, redriven: 1 }),
    });
  });

  it('says why a message of eleven attributes is lost', async () => {
    await subscribe('orders', { RawMessageDelivery: 'true' });

    await publish('eleven', attributesOf(11));

    expect(stack.warnings).toEqual([
      'topic checkout: a message for arn:aws:sqs:us-east-1:000000000000:orders is lost: raw delivery takes at most 10 attributes',
    ]);
  });

  it('gives a notification any number of attributes', async () => {
    await subscribe('orders');

    await publish('eleven', attributesOf(11));

    expect(Object.keys(JSON.parse(stack.drain('orders')[0] ?? '').MessageAttributes)).toHaveLength(11);
  });

  it('puts every message for a queue that is gone on the dead-letter queue, not only the first', async () => {
    await subscribe('gone', { RawMessageDelivery: 'true', ...toDead() });

    for (const body of ['a', 'b', 'c']) await publish(body, { k: text('v') });

    const dead = stack.queues.receive(stack.queues.arnOf('dead'), 10);
    expect(dead.map(({ body }) => body)).toEqual(['a', 'b', 'c']);
    expect(dead[0]?.messageAttributes).toEqual({ k: text('v') });
    expect(dead[0]?.attributes).not.toHaveProperty('DeadLetterQueueSourceArn');
    expect(stack.topics.metrics()).toMatchObject({ checkout: { failed: 3 } });
    expect(stack.topics.waiting()).toBe(0);
  });

  it('puts on the dead-letter queue what the subscriber would have got', async () => {
    await subscribe('gone', toDead());

    await publish('x');

    expect(JSON.parse(stack.drain('dead')[0] ?? '')).toMatchObject({ Type: 'Notification', Message: 'x' });
  });

  it('says so when a message is lost because there is no dead-letter queue, or that is gone too', async () => {
    await subscribe('gone');
    await subscribe('also-gone', {
      RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:none"}',
    });

    await publish('x');

    expect(stack.warnings).toEqual([
      'topic checkout: a message for arn:aws:sqs:us-east-1:000000000000:gone is lost: The specified queue does not exist.',
      'topic checkout: a message for arn:aws:sqs:us-east-1:000000000000:none is lost: The specified queue does not exist.',
    ]);
    expect(stack.topics.metrics()).toMatchObject({ checkout: { failed: 2, redriven: 0, failedToRedrive: 1 } });
  });

  it.each(['throttle', 'error', 'reset'] as const)(
    'tries again after a %s: three times at once, then by the clock',
    async (kind) => {
      await subscribe('orders', { RawMessageDelivery: 'true' });
      fail(kind);
      await publish('x');
      await turns(30);
      expect(stack.queues.counts()).toMatchObject({ orders: 0 });
      expect(stack.topics.waiting()).toBe(1);

      stack.faults.clear();
      await turns(30);
      expect(stack.drain('orders')).toEqual([]);
      await stack.pass(1);

      expect(stack.drain('orders')).toEqual(['x']);
      expect(stack.topics.waiting()).toBe(0);
      expect(stack.topics.metrics()).toEqual({ checkout: counts({ published: 1, delivered: 1 }) });
    },
  );

  it('waits out a slow queue without holding the publisher up', async () => {
    await subscribe('orders', { RawMessageDelivery: 'true' });
    fail('latency', { ms: 5000 });

    await publish('x');
    expect(stack.topics.waiting()).toBe(1);
    await stack.pass(5);

    expect(stack.drain('orders')).toEqual(['x']);
  });

  it('fails one queue only when the fault names it', async () => {
    await stack.queue('other');
    await subscribe('orders', { RawMessageDelivery: 'true' });
    await subscribe('other', { RawMessageDelivery: 'true' });
    fail('error', { resource: 'other' });

    await publish('x');
    await turns();

    expect(stack.drain('orders')).toEqual(['x']);
    expect(stack.topics.waiting()).toBe(1);
  });

  it('settles once nothing waits any more, and no later than it is told', async () => {
    await subscribe('orders', { RawMessageDelivery: 'true' });
    await expect(stack.topics.settle(Number.POSITIVE_INFINITY)).resolves.toBe(false);
    fail('error');
    await publish('x');
    await turns(30);
    await expect(stack.topics.settle(performance.now())).resolves.toBe(true);
    expect(stack.topics.waiting()).toBe(1);

    const settled = stack.topics.settle(performance.now() + 60_000);
    let over = false;
    void settled.then(() => {
      over = true;
    });
    // A timer of no length that was set before would have fired before this one.
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(over).toBe(false);
    stack.faults.clear();
    await stack.pass(1);

    await expect(settled).resolves.toBe(true);
    expect(stack.drain('orders')).toEqual(['x']);
  });

  it('settles not with the first of several deliveries', async () => {
    await stack.queue('other');
    await subscribe('orders', { RawMessageDelivery: 'true' });
    await subscribe('other', { RawMessageDelivery: 'true' });
    stack.faults.replace({
      rules: [1000, 2000].map((ms, index) => ({
        ...{ service: 'sqs', operation: 'SendMessage', kind: 'latency', rate: 1 },
        ...{ ms, resource: ['orders', 'other'][index] },
      })),
    });
    await publish('x');
    const settled = stack.topics.settle(performance.now() + 60_000).then(() => stack.topics.waiting());

    await stack.pass(1);
    expect(stack.topics.waiting()).toBe(1);
    await stack.pass(1);

    await expect(settled).resolves.toBe(0);
  });

  it('settles when it is closed, and then at once', async () => {
    await subscribe('orders', { RawMessageDelivery: 'true' });
    fail('latency', { ms: 1000 });
    await publish('x');
    const settled = stack.topics.settle(performance.now() + 60_000);

    stack.topics.close();

    await expect(settled).resolves.toBe(true);
    await expect(stack.topics.settle(performance.now() + 60_000)).resolves.toBe(false);
  });

  it.each(['latency', 'error'] as const)('hands nothing over once it is closed, after %s', async (kind) => {
    await subscribe('orders', { RawMessageDelivery: 'true' });
    fail(kind, { ms: 1000 });
    await publish('x');

    stack.topics.close();
    stack.faults.clear();
    await stack.pass(60);
    await turns(30);

    expect(stack.queues.counts()).toMatchObject({ orders: 0 });
    expect(stack.topics.waiting()).toBe(1);
  });

  it('tries again after a restart what it could not deliver before', async () => {
    await subscribe('orders', { RawMessageDelivery: 'true' });
    fail('error');
    await publish('x', { k: text('v'), b: { DataType: 'Binary', BinaryValue: 'AAEC' } });
    await turns(30);

    stack = stack.reopen();
    await stack.pass(1);

    const [message] = stack.queues.receive(stack.queues.arnOf('orders'), 1);
    expect(message).toMatchObject({
      body: 'x',
      messageAttributes: { k: text('v'), b: { DataType: 'Binary', BinaryValue: 'AAEC' } },
    });
  });

  it('tries again after a restart what was being tried when the process ended', async () => {
    await subscribe('orders', { RawMessageDelivery: 'true' });
    fail('latency', { ms: 60_000 });
    await publish('x');

    stack = stack.reopen();
    await turns();

    expect(stack.drain('orders')).toEqual(['x']);
  });

  it('tries again at the times of the retry policy, each delivery by its own', async () => {
    await subscribe('orders', { RawMessageDelivery: 'true' });
    fail('error');
    const began = stack.clock.now();
    const times: number[] = [];
    const pass = stack.faults.pass;
    stack.faults.pass = (...call) => {
      times.push(stack.clock.now() - began);
      return pass(...call);
    };

    await publish('x');
    await turns(30);
    await stack.pass(0.5);
    await publish('y');
    await turns(30);
    for (let i = 0; i < 6; i++) {
      await stack.pass(0.5);
      await turns(30);
    }

    expect(times).toEqual([0, 0, 0, 0, 500, 500, 500, 500, 1000, 1500, 2000, 2500, 3000, 3500]);
    stack.faults.clear();
    await stack.pass(2);
    expect(stack.drain('orders').sort()).toEqual(['x', 'y']);
  });

  it('is not held up by a delivery that waits longer', async () => {
    await subscribe('orders', { RawMessageDelivery: 'true' });
    fail('error');
    await publish('old');
    for (let i = 0; i < 10; i++) await stack.pass(20);
    await publish('new');
    await turns(1);

    stack.faults.clear();
    await turns(30);

    expect(stack.drain('orders')).toEqual(['new']);
    await stack.pass(20);
    expect(stack.drain('orders')).toEqual(['old']);
  });

  it('goes on with more deliveries than it tries at a time', async () => {
    await subscribe('orders', { RawMessageDelivery: 'true' });
    fail('error');
    for (let i = 0; i < 101; i++) await publish(`${i}`);
    await turns(60);
    expect(stack.topics.waiting()).toBe(101);

    stack.faults.clear();
    await stack.pass(1);
    await turns();

    expect(stack.drain('orders')).toHaveLength(101);
    expect(stack.topics.waiting()).toBe(0);
  });

  it('tries a dead-letter queue again too, and counts the failure once', async () => {
    await subscribe('gone', { RawMessageDelivery: 'true', ...toDead() });
    fail('error', { resource: 'dead' });
    await publish('x');
    await turns(30);
    expect(stack.topics.metrics()).toMatchObject({ checkout: { delivered: 0, failed: 1, redriven: 0 } });

    stack.faults.clear();
    await stack.pass(1);

    expect(stack.drain('dead')).toEqual(['x']);
    expect(stack.topics.metrics()).toMatchObject({
      checkout: { delivered: 0, failed: 1, redriven: 1, failedToRedrive: 0 },
    });
    expect(stack.warnings).toEqual([]);
  });

  it('gives up what has failed 100,015 times again, to the dead-letter queue', async () => {
    await subscribe('orders', { RawMessageDelivery: 'true', ...toDead() });
    const store = createDeliveryStore(stack.context.database);
    const common = { topic: 'checkout', target: stack.queues.arnOf('orders'), redriven: false };
    const deadLetterArn = stack.queues.arnOf('dead');
    store.park({ ...common, deadLetterArn, tries: 100_014, message: { body: 'almost' } }, 0);
    store.park({ ...common, deadLetterArn, tries: 100_015, message: { body: 'over' } }, 0);
    store.park({ ...common, deadLetterArn: undefined, tries: 100_015, message: { body: 'lost' } }, 0);
    stack = stack.reopen();
    fail('error', { resource: 'orders' });

    await turns(10);

    expect(stack.drain('dead')).toEqual(['over']);
    expect(stack.topics.waiting()).toBe(1);
    expect(stack.topics.metrics()).toMatchObject({ checkout: { failed: 2 } });
    expect(stack.warnings).toEqual([
      expect.stringMatching(/^topic checkout: a message for arn:aws:sqs:us-east-1:000000000000:orders is lost: ./),
    ]);
  });

  it.each([
    ['orders', ['x'], []],
    ['gone', [], [expect.stringContaining(':gone is lost')]],
  ])('ends for the queue %s also when its topic has been deleted meanwhile', async (queue, bodies, warnings) => {
    await subscribe(queue, { RawMessageDelivery: 'true' });
    fail('latency', { ms: 1000 });
    await publish('x');
    await stack.sns('DeleteTopic', { TopicArn });

    await stack.pass(1);

    expect(stack.drain('orders')).toEqual(bodies);
    expect(stack.warnings).toEqual(warnings);
    expect(stack.topics.waiting()).toBe(0);
  });
});
