import { createRegistry } from '../../../src/local/topics/registry.ts';
import { TOPIC_SCHEMA } from '../../../src/local/topics/schema.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

const QUEUE = 'arn:aws:sqs:eu-west-1:000000000000:orders';
const DEAD = 'arn:aws:sqs:eu-west-1:000000000000:dead';

describe('the registry of topics', () => {
  let context: TestContext;
  let ids: number;
  beforeEach(() => {
    ids = 0;
    context = createTestContext({ region: 'eu-west-1' });
    context.database.define(TOPIC_SCHEMA);
  });
  afterEach(() => context.dispose());
  const open = () => createRegistry(context, () => `id-${++ids}`);

  it('makes a topic with nothing in it, in the account and Region of the stack', () => {
    const registry = open();

    const topic = registry.createTopic('checkout', { DisplayName: 'Shop' }, { team: 'a' });

    expect(topic).toEqual({
      name: 'checkout',
      arn: 'arn:aws:sns:eu-west-1:000000000000:checkout',
      attributes: { DisplayName: 'Shop' },
      tags: { team: 'a' },
      unsubscribed: 0,
      subscriptions: new Map(),
      counters: { published: 0, delivered: 0, filteredOut: 0, failed: 0, redriven: 0, failedToRedrive: 0 },
    });
    expect(registry.topic(topic.arn)).toBe(topic);
    expect(registry.findTopic('checkout')).toBe(topic);
    expect(registry.findTopicByArn(topic.arn)).toBe(topic);
  });

  it('lists topics by their names', () => {
    const registry = open();
    for (const name of ['b', 'c', 'a', 'B']) registry.createTopic(name, {}, {});

    expect(registry.topics().map(({ name }) => name)).toEqual(['B', 'a', 'b', 'c']);
  });

  it.each([
    'arn:aws:sns:eu-west-1:111111111111:checkout',
    'arn:aws:sns:us-east-1:000000000000:checkout',
    'arn:aws:sqs:eu-west-1:000000000000:checkout',
    'arn:aws:sns:eu-west-1:000000000000:checkou',
  ])('finds no topic by %s', (arn) => {
    const registry = open();
    registry.createTopic('checkout', {}, {});

    expect(registry.findTopicByArn(arn)).toBeUndefined();
    expect(() => registry.topic(arn)).toThrow(
      expect.objectContaining({ code: 'NotFound', message: 'Topic does not exist' }),
    );
  });

  it.each([
    ['checkout', 1],
    ['a:b:c:d:e', 5],
  ])('refuses %s, which is no ARN', (arn, elements) => {
    const registry = open();
    const refused = (parameter: string) =>
      expect.objectContaining({
        code: 'InvalidParameter',
        message: `Invalid parameter: ${parameter} Reason: An ARN must have at least 6 elements, not ${elements}`,
      });

    expect(() => registry.topic(arn)).toThrow(refused('TopicArn'));
    expect(() => registry.subscription(arn)).toThrow(refused('SubscriptionArn'));
    expect(() => registry.findSubscription(arn)).toThrow(refused('SubscriptionArn'));
  });

  it('knows of a subscription what each delivery needs', () => {
    const registry = open();
    const topic = registry.createTopic('checkout', {}, {});

    const plain = registry.createSubscription(topic, QUEUE, {});
    const full = registry.createSubscription(topic, QUEUE, {
      RawMessageDelivery: 'true',
      FilterPolicy: '{"a":{"b":["c"]}}',
      FilterPolicyScope: 'MessageBody',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD }),
    });

    expect(plain).toMatchObject({ arn: `${topic.arn}:id-1`, topic, endpoint: QUEUE, attributes: {} });
    expect(plain.settings).toEqual({ raw: false, filter: undefined, deadLetterArn: undefined });
    expect(full.settings).toMatchObject({ raw: true, filter: { scope: 'MessageBody' }, deadLetterArn: DEAD });
    expect([...topic.subscriptions.keys()]).toEqual([plain.arn, full.arn]);
    expect(registry.subscription(full.arn)).toBe(full);
  });

  it('compiles the policies anew when a subscription changes', () => {
    const registry = open();
    const subscription = registry.createSubscription(registry.createTopic('checkout', {}, {}), QUEUE, {});

    subscription.attributes = { RawMessageDelivery: 'true', FilterPolicy: '{"a":["b"]}' };
    registry.saveSubscription(subscription);

    expect(subscription.settings).toMatchObject({ raw: true, filter: { scope: 'MessageAttributes' } });
  });

  it('counts the subscriptions that a topic has lost', () => {
    const registry = open();
    const topic = registry.createTopic('checkout', {}, {});
    const [first, second] = [1, 2].map(() => registry.createSubscription(topic, QUEUE, {}));

    if (first) registry.removeSubscription(first);

    expect(topic.unsubscribed).toBe(1);
    expect([...topic.subscriptions.values()]).toEqual([second]);
    expect(registry.findSubscription(first?.arn ?? '')).toBeUndefined();
  });

  it('takes a topic away with its subscriptions and no other', () => {
    const registry = open();
    const [gone, kept] = ['gone', 'kept'].map((name) => registry.createTopic(name, {}, {}));
    if (!gone || !kept) throw new Error('there are no topics');
    const subscriptions = [gone, gone, kept].map((topic) => registry.createSubscription(topic, QUEUE, {}));

    registry.removeTopic(gone);

    const found = () => subscriptions.map(({ arn }) => open().findSubscription(arn)?.topic.name);
    expect(registry.topics()).toEqual([kept]);
    expect(subscriptions.map(({ arn }) => registry.findSubscription(arn)?.topic.name)).toEqual([
      undefined,
      undefined,
      'kept',
    ]);
    expect(found()).toEqual([undefined, undefined, 'kept']);
    expect(open().topics()).toMatchObject([{ name: 'kept' }]);
  });

  it('reads all of it back after a restart', () => {
    const before = open();
    const topic = before.createTopic('checkout', { DisplayName: 'Shop' }, { team: 'a' });
    const subscriptions = [{ RawMessageDelivery: 'true' }, {}, { FilterPolicy: '{"a":["b"]}' }].map((attributes) =>
      before.createSubscription(topic, QUEUE, attributes),
    );
    const [changed, lost] = subscriptions;
    if (!changed || !lost) throw new Error('there are no subscriptions');
    before.removeSubscription(lost);
    changed.attributes = { RawMessageDelivery: 'false', RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD }) };
    before.saveSubscription(changed);
    topic.attributes = { DisplayName: 'Other' };
    topic.tags = { team: 'b' };
    before.saveTopic(topic);

    const after = open();

    expect(after.topics()).toEqual([{ ...topic, subscriptions: expect.any(Map) }]);
    expect([...after.topic(topic.arn).subscriptions.keys()]).toEqual([`${topic.arn}:id-1`, `${topic.arn}:id-3`]);
    expect(after.subscription(changed.arn).settings).toMatchObject({ raw: false, deadLetterArn: DEAD });
  });

  it('leaves out a subscription whose topic is gone', () => {
    const before = open();
    const { arn } = before.createSubscription(before.createTopic('checkout', {}, {}), QUEUE, {});
    context.database.run('DELETE FROM topics_topics');

    expect(open().findSubscription(arn)).toBeUndefined();
  });
});
