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
      SubscriptionPrincipal: 'arn:aws:iam::000000000000:user/local',
    });
    await expect(stack.sns('ConfirmSubscription', { TopicArn, Token: 'x' })).rejects.toMatchObject({
      code: 'InvalidParameter',
      message:
        'Invalid parameter: The local stack does not run ConfirmSubscription: a subscription of a queue is confirmed when it is made.',
    });
  });

  it('are the same one when asked for again with none but attributes that it has', async () => {
    const has = { RawMessageDelivery: 'true', FilterPolicy: '{"a":["b"]}' };
    const arn = await subscribe(has);
    await stack.queue('other');
    const plain = await subscribe({}, { Endpoint: stack.queues.arnOf('other') });

    for (const asked of [
      undefined,
      {},
      has,
      { RawMessageDelivery: 'True' },
      { FilterPolicyScope: 'MessageAttributes' },
    ]) {
      await expect(subscribe(asked)).resolves.toBe(arn);
    }
    await expect(subscribe({ RawMessageDelivery: 'false' }, { Endpoint: stack.queues.arnOf('other') })).resolves.toBe(
      plain,
    );
    expect(plain).not.toBe(arn);
    for (const asked of [{ RawMessageDelivery: 'false' }, { ...has, FilterPolicyScope: 'MessageBody' }]) {
      await expect(subscribe(asked)).rejects.toMatchObject({
        code: 'InvalidParameter',
        message: 'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
      });
    }
  });

  it.each(['lambda', 'http', 'https', 'email', 'email-json', 'firehose', 'sms', 'application'])(
    'of the protocol %s are refused by name',
    async (Protocol) => {
      await expect(subscribe(undefined, { Protocol })).rejects.toMatchObject({
        code: 'InvalidParameter',
        message: `Invalid parameter: The local stack does not run subscriptions of the protocol ${Protocol}, only sqs.`,
      });
    },
  );

  it.each([
    [
      'an unknown protocol',
      { Protocol: 'pigeon' },
      'Invalid parameter: Amazon SNS does not support this protocol string: pigeon',
    ],
    ['no queue at all', { Endpoint: undefined }, 'Invalid parameter: SQS endpoint ARN'],
    ['a queue URL', { Endpoint: 'http://127.0.0.1:4566/000000000000/orders' }, 'Invalid parameter: SQS endpoint ARN'],
    [
      'a FIFO queue',
      { Endpoint: 'arn:aws:sqs:us-east-1:000000000000:orders.fifo' },
      'Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    ],
  ])('are refused %s', async (_, input, message) => {
    await expect(subscribe(undefined, input)).rejects.toMatchObject({ code: 'InvalidParameter', message });
  });

  it.each([
    ['Subscribe', { Protocol: 'sqs' }, 'topicArn'],
    ['Subscribe', { TopicArn: 'arn:aws:sns:us-east-1:000000000000:checkout' }, 'protocol'],
    ['Unsubscribe', {}, 'subscriptionArn'],
    ['ListSubscriptionsByTopic', {}, 'topicArn'],
    ['GetSubscriptionAttributes', {}, 'subscriptionArn'],
    ['SetSubscriptionAttributes', {}, 'subscriptionArn'],
  ] as const)('miss what %s is not given: %j', async (operation, input, member) => {
    await expect(stack.sns(operation, input)).rejects.toMatchObject({
      code: 'ValidationError',
      message: `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    });
  });

  it('miss the name of the attribute to set', async () => {
    await expect(stack.sns('SetSubscriptionAttributes', { SubscriptionArn: await subscribe() })).rejects.toThrow(
      "Value null at 'attributeName' failed",
    );
  });

  it('are ended by an ARN only', async () => {
    await expect(stack.sns('Unsubscribe', { SubscriptionArn: 'checkout' })).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: 'Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1',
    });
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

  it('show the scope that a policy has when none is said', async () => {
    const arn = await subscribe({ FilterPolicy: '{"a":["b"]}' });

    expect(await attributes(arn)).toMatchObject({ FilterPolicyScope: 'MessageAttributes' });
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
    await set(arn, 'FilterPolicy');
    expect(await attributes(arn)).not.toHaveProperty('FilterPolicy');
  });

  it('may have 200 filter policies at one topic', async () => {
    const FilterPolicy = '{"a":["b"]}';
    const refused = {
      code: 'FilterPolicyLimitExceeded',
      message: 'A topic can have at most 200 filter policies.',
      status: 403,
    };
    const arn = await subscribe();
    for (let i = 0; i < 199; i++) await subscribe({ FilterPolicy }, { Endpoint: stack.queues.arnOf(`q${i}`) });

    const last = await subscribe({ FilterPolicy }, { Endpoint: stack.queues.arnOf('q199') });

    await expect(set(arn, 'FilterPolicy', FilterPolicy)).rejects.toMatchObject(refused);
    await expect(subscribe({ FilterPolicy }, { Endpoint: stack.queues.arnOf('q200') })).rejects.toMatchObject(refused);
    expect(await attributes(arn)).not.toHaveProperty('FilterPolicy');
    await expect(set(last, 'FilterPolicy', '{"c":["d"]}')).resolves.toEqual({});
    await expect(set(arn, 'RawMessageDelivery', 'true')).resolves.toEqual({});
    await expect(subscribe({}, { Endpoint: stack.queues.arnOf('q201') })).resolves.toContain(':checkout:');
  });

  it('are listed in pages of 100, of one topic or of all', async () => {
    const other = (await stack.sns('CreateTopic', { Name: 'zoo' })).TopicArn;
    await subscribe({}, { TopicArn: other });
    const arns: string[] = [];
    for (let i = 0; i < 101; i++) arns.push(await subscribe({}, { Endpoint: stack.queues.arnOf(`q${i}`) }));

    const pages = async (operation: 'ListSubscriptions' | 'ListSubscriptionsByTopic') => {
      const first = await stack.sns(operation, { TopicArn });
      const second = await stack.sns(operation, { TopicArn, NextToken: first.NextToken });
      expect(second.NextToken).toBeUndefined();
      return [first, second].map(({ Subscriptions = [] }) =>
        Subscriptions.map(({ SubscriptionArn }) => SubscriptionArn),
      );
    };

    expect(await pages('ListSubscriptionsByTopic')).toEqual([arns.slice(0, 100), arns.slice(100)]);
    expect(await pages('ListSubscriptions')).toEqual([
      arns.slice(0, 100),
      [...arns.slice(100), expect.stringContaining(':zoo:')],
    ]);
  });

  it('are listed, of one topic or of all, and no more once ended', async () => {
    const SubscriptionArn = await subscribe();
    const entry = { SubscriptionArn, TopicArn, Protocol: 'sqs', Endpoint: endpoint(), Owner: '000000000000' };

    await expect(stack.sns('ListSubscriptions', {})).resolves.toEqual({ Subscriptions: [entry] });
    await expect(stack.sns('ListSubscriptionsByTopic', { TopicArn })).resolves.toEqual({ Subscriptions: [entry] });
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
    expect(stack.topics.metrics()).toMatchObject({
      checkout: { published: 2, delivered: 1, filteredOut: 1, failed: 0 },
    });
  });
});
