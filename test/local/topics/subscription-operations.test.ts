import { type Messaging, openMessaging } from '../../support/messaging.ts';

describe('subscriptions', () => {
  let stack: Messaging;
  let TopicArn: string;
  beforeEach(async () => {
    stack = openMessaging();
    TopicArn = (await stack.sns('CreateTopic', { Name: 'checkout' })).TopicArn ?? '';
    await stack.queue('orders');
  });
  afterEach(() => stack.close());
  const endpoint = () => stack.queues.arnOf('orders');
  const subscribe = async (Attributes?: Record<string, unknown>, input: Record<string, unknown> = {}) =>
    (await stack.sns('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: endpoint(), Attributes, ...input }))
      .SubscriptionArn ?? '';
  const set = (SubscriptionArn: string, AttributeName: string, AttributeValue?: string) =>
    stack.sns('SetSubscriptionAttributes', { SubscriptionArn, AttributeName, AttributeValue });
  const attributes = async (SubscriptionArn: string) =>
    (await stack.sns('GetSubscriptionAttributes', { SubscriptionArn })).Attributes ?? {};

  it('of queues need no confirmation', async () => {
    const SubscriptionArn = await subscribe();

    expect(SubscriptionArn).toMatch(/^arn:aws:sns:us-east-1:000000000000:checkout:[0-9a-f-]{36}$/);
    await expect(attributes(SubscriptionArn)).resolves.toEqual({
      SubscriptionArn,
      TopicArn,
      Protocol: 'sqs',
      Endpoint: endpoint(),
      Owner: '000000000000',
      PendingConfirmation: 'false',
      ConfirmationWasAuthenticated: 'true',
      RawMessageDelivery: 'false',
      SubscriptionPrincipal: expect.stringMatching(/^arn:aws:iam::000000000000:/),
    });
    await expect(stack.sns('ConfirmSubscription', { TopicArn, Token: 'x' })).rejects.toThrow('ConfirmSubscription');
  });

  it('are the same one when asked for again with the same attributes or none', async () => {
    const arn = await subscribe({ RawMessageDelivery: 'true' });

    await expect(subscribe()).resolves.toBe(arn);
    await expect(subscribe({ RawMessageDelivery: 'true' })).resolves.toBe(arn);
    await expect(subscribe({ RawMessageDelivery: 'false' })).rejects.toThrow(
      'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
    );
  });

  it.each(['lambda', 'http', 'https', 'email', 'email-json', 'firehose', 'sms', 'application'])(
    'of the protocol %s are refused by name',
    async (Protocol) => {
      await expect(subscribe(undefined, { Protocol })).rejects.toThrow(
        `does not run subscriptions of the protocol ${Protocol}`,
      );
    },
  );

  it.each([
    [
      'an unknown protocol',
      { Protocol: 'pigeon' },
      'Invalid parameter: Amazon SNS does not support this protocol string: pigeon',
    ],
    ['a queue URL', { Endpoint: 'http://127.0.0.1:4566/000000000000/orders' }, 'Invalid parameter: SQS endpoint ARN'],
    [
      'a FIFO queue',
      { Endpoint: 'arn:aws:sqs:us-east-1:000000000000:orders.fifo' },
      'Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    ],
  ])('are refused %s', async (_, input, message) => {
    await expect(subscribe(undefined, input)).rejects.toMatchObject({ code: 'InvalidParameter', message });
  });

  // The same check in both operations, only the prefix differs.
  it.each([
    ['FilterPolicy', '{"a":"b"}', 'FilterPolicy: "a" must be an object or an array'],
    ['FilterPolicy', '{"a":[{"colour":"red"}]}', 'FilterPolicy: Unrecognized match type colour'],
    [
      'FilterPolicy',
      '{"a":{"b":["c"]}}',
      'Filter policy scope MessageAttributes does not support nested filter policy',
    ],
    [
      'FilterPolicy',
      '{"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"]}',
      'FilterPolicy: Filter policy can not have more than 5 keys',
    ],
    [
      'FilterPolicyScope',
      'Everything',
      'FilterPolicyScope: Invalid value [Everything]. Please use either MessageBody or MessageAttributes',
    ],
    ['RawMessageDelivery', 'x', 'RawMessageDelivery: Invalid value [x]. Must be true or false.'],
    ['RedrivePolicy', '{"deadLetterTargetArn":"dead"}', 'RedrivePolicy: deadLetterTargetArn is an invalid arn'],
    [
      'RedrivePolicy',
      '{"deadLetterTargetArn":"arn:aws:sns:us-east-1:000000000000:t"}',
      'RedrivePolicy: deadLetterTargetArn is an invalid arn',
    ],
  ])('refuse %s %s, when made and when changed', async (name, value, text) => {
    await expect(subscribe({ [name]: value })).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: `Invalid parameter: Attributes Reason: ${text}`,
    });
    const arn = await subscribe();

    await expect(set(arn, name, value)).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: `Invalid parameter: ${text}`,
    });
  });

  it('take policies that are given as objects, and encode them once', async () => {
    const FilterPolicy = { a: ['b'] };
    const RedrivePolicy = { deadLetterTargetArn: stack.queues.arnOf('dead') };

    const arn = await subscribe({ FilterPolicy, RedrivePolicy, RawMessageDelivery: true });

    expect(await attributes(arn)).toMatchObject({
      FilterPolicy: JSON.stringify(FilterPolicy),
      RedrivePolicy: JSON.stringify(RedrivePolicy),
      RawMessageDelivery: 'true',
    });
  });

  it('refuse attributes that SNS does not know', async () => {
    await expect(subscribe({ Colour: 'red' })).rejects.toThrow('Invalid parameter: AttributeName');
    await expect(set(await subscribe(), 'Colour', 'red')).rejects.toThrow('Invalid parameter: AttributeName');
  });

  it('show the scope only beside a policy, and lose a policy that is set to nothing', async () => {
    const arn = await subscribe();

    await set(arn, 'FilterPolicyScope', 'MessageBody');
    expect(await attributes(arn)).not.toHaveProperty('FilterPolicyScope');
    await set(arn, 'FilterPolicy', '{"payment":{"amount":[{"numeric":[">",1]}]}}');
    expect(await attributes(arn)).toMatchObject({ FilterPolicyScope: 'MessageBody', FilterPolicy: expect.any(String) });
    await expect(set(arn, 'FilterPolicyScope', 'MessageAttributes')).rejects.toThrow('does not support nested');
    await set(arn, 'FilterPolicy', '');
    expect(await attributes(arn)).not.toHaveProperty('FilterPolicy');
  });

  it('may have 200 filter policies at one topic', async () => {
    for (let i = 0; i < 200; i++) {
      await subscribe({ FilterPolicy: '{"a":["b"]}' }, { Endpoint: stack.queues.arnOf(`q${i}`) });
    }

    const arn = await subscribe();
    await expect(set(arn, 'FilterPolicy', '{"a":["b"]}')).rejects.toMatchObject({
      code: 'FilterPolicyLimitExceeded',
      status: 403,
    });
  });

  it('are listed, of one topic or of all, and no more once ended', async () => {
    const SubscriptionArn = await subscribe();
    const entry = { SubscriptionArn, TopicArn, Protocol: 'sqs', Endpoint: endpoint(), Owner: '000000000000' };

    await expect(stack.sns('ListSubscriptions', {})).resolves.toMatchObject({ Subscriptions: [entry] });
    await expect(stack.sns('ListSubscriptionsByTopic', { TopicArn })).resolves.toMatchObject({
      Subscriptions: [entry],
    });
    await stack.sns('Unsubscribe', { SubscriptionArn });
    await expect(stack.sns('Unsubscribe', { SubscriptionArn })).resolves.toEqual({});

    await expect(stack.sns('ListSubscriptions', {})).resolves.toMatchObject({ Subscriptions: [] });
    const { Attributes } = await stack.sns('GetTopicAttributes', { TopicArn });
    expect(Attributes).toMatchObject({ SubscriptionsConfirmed: '0', SubscriptionsDeleted: '1' });
    await expect(attributes(SubscriptionArn)).rejects.toMatchObject({
      code: 'NotFound',
      message: 'Subscription does not exist',
      status: 404,
    });
  });

  it('and their policies work again after a restart', async () => {
    await subscribe({ FilterPolicy: '{"a":["b"]}', RawMessageDelivery: 'true' });

    stack = stack.reopen();
    await stack.sns('Publish', { TopicArn, Message: 'no' });
    await stack.sns('Publish', {
      TopicArn,
      Message: 'yes',
      MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
    });

    expect(stack.drain('orders')).toEqual(['yes']);
    expect(stack.topics.metrics()).toEqual({ checkout: { published: 2, delivered: 1, filteredOut: 1, failed: 0 } });
  });
});
