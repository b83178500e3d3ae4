import { defaultPolicy, EFFECTIVE_DELIVERY_POLICY } from '../../../src/local/topics/topic-policy.ts';
import { type Messaging, openMessaging } from '../../support/messaging.ts';

describe('topics', () => {
  let stack: Messaging;
  beforeEach(() => {
    stack = openMessaging();
  });
  afterEach(() => stack.close());
  const create = async (Name: string, input: Record<string, unknown> = {}) =>
    (await stack.sns('CreateTopic', { Name, ...input })).TopicArn ?? '';

  const attributesOf = async (TopicArn: string) =>
    (await stack.sns('GetTopicAttributes', { TopicArn })).Attributes ?? {};
  const set = (TopicArn: string, AttributeName: string, AttributeValue?: string) =>
    stack.sns('SetTopicAttributes', { TopicArn, AttributeName, AttributeValue });
  const tags = (count: number, first = 0) =>
    Array.from({ length: count }, (_, i) => ({ Key: `k${first + i}`, Value: 'v' }));
  const tagsOf = async (ResourceArn: string) => (await stack.sns('ListTagsForResource', { ResourceArn })).Tags;

  it('are created once, however often they are asked for', async () => {
    const Attributes = { DisplayName: 'Shop', SignatureVersion: '2' };
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ];
    const arn = await create('checkout', { Attributes, Tags });

    expect(arn).toBe('arn:aws:sns:us-east-1:000000000000:checkout');
    for (const input of [
      {},
      { Attributes },
      { Attributes: { DisplayName: 'Shop' } },
      { Attributes: { FifoTopic: 'false' } },
      { Tags },
      { Tags: Tags.slice(1) },
    ]) {
      await expect(create('checkout', input)).resolves.toBe(arn);
    }
    expect(await tagsOf(arn)).toEqual(Tags);
  });

  it.each([
    ['Attributes', { Attributes: { DisplayName: 'Other' } }, 'attributes'],
    ['Attributes', { Attributes: { DisplayName: 'Shop', KmsMasterKeyId: 'k' } }, 'attributes'],
    ['Tags', { Tags: [{ Key: 'a', Value: 'c' }] }, 'tags'],
    [
      'Tags',
      {
        Tags: [
          { Key: 'a', Value: 'b' },
          { Key: 'c', Value: 'd' },
        ],
      },
      'tags',
    ],
  ])('are refused with other %s than they have: %j', async (name, input, what) => {
    await create('checkout', { Attributes: { DisplayName: 'Shop' }, Tags: [{ Key: 'a', Value: 'b' }] });

    await expect(create('checkout', input)).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: `Invalid parameter: ${name} Reason: Topic already exists with different ${what}`,
    });
  });

  it.each(['a', 'A-z_9', 'x'.repeat(256)])('take the name %p', async (name) => {
    await expect(create(name)).resolves.toBe(`arn:aws:sns:us-east-1:000000000000:${name}`);
  });

  it.each(['a b', '', 'x'.repeat(257), '.a', 'a.'])('refuse the name %p', async (name) => {
    await expect(create(name)).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: 'Invalid parameter: Topic Name',
    });
  });

  it.each([
    ['CreateTopic', {}, 'name'],
    ['DeleteTopic', {}, 'topicArn'],
    ['GetTopicAttributes', {}, 'topicArn'],
    ['SetTopicAttributes', {}, 'topicArn'],
    ['SetTopicAttributes', { TopicArn: '' }, 'attributeName'],
    ['AddPermission', { TopicArn: '' }, 'label'],
    ['RemovePermission', { TopicArn: '' }, 'label'],
    ['TagResource', {}, 'resourceArn'],
    ['UntagResource', {}, 'resourceArn'],
    ['ListTagsForResource', {}, 'resourceArn'],
  ] as const)('miss what %s is not given: %j', async (operation, input, member) => {
    const TopicArn = await create('checkout');

    await expect(stack.sns(operation, 'TopicArn' in input ? { TopicArn } : {})).rejects.toMatchObject({
      code: 'ValidationError',
      message: `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    });
  });

  it.each([
    ['checkout.fifo', {}, 'checkout.fifo'],
    ['checkout', { FifoTopic: 'true' }, 'checkout'],
    ['checkout', { FifoTopic: 'x' }, 'FifoTopic'],
    ['checkout', { ContentBasedDeduplication: 'true' }, 'ContentBasedDeduplication'],
    ['checkout', { FifoThroughputScope: 'Topic' }, 'FifoThroughputScope'],
    ['checkout', { ArchivePolicy: '{}' }, 'ArchivePolicy'],
  ])('that are FIFO are refused by name: %s %j', async (name, Attributes, what) => {
    await expect(create(name, { Attributes })).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: `Invalid parameter: The local stack does not run FIFO topics: ${what}.`,
    });
    expect(stack.topics.metrics()).toEqual({});
  });

  it('tell their attributes, with the policies that AWS gives a topic', async () => {
    const TopicArn = await create('checkout');

    expect(await attributesOf(TopicArn)).toEqual({
      TopicArn,
      Owner: '000000000000',
      DisplayName: '',
      Policy: defaultPolicy(TopicArn, '000000000000'),
      EffectiveDeliveryPolicy: EFFECTIVE_DELIVERY_POLICY,
      SubscriptionsConfirmed: '0',
      SubscriptionsPending: '0',
      SubscriptionsDeleted: '0',
    });
  });

  it.each([
    ['DisplayName', 'Shop'],
    ['Policy', '{"Statement":[]}'],
    ['DeliveryPolicy', 'anything'],
    ['KmsMasterKeyId', 'alias/mine'],
    ['SignatureVersion', '1'],
    ['SignatureVersion', '2'],
    ['TracingConfig', 'PassThrough'],
    ['TracingConfig', 'Active'],
    ['DataProtectionPolicy', 'anything'],
    ['SQSSuccessFeedbackRoleArn', 'arn'],
    ['LambdaFailureFeedbackRoleArn', 'arn'],
    ['HTTPSuccessFeedbackSampleRate', '7'],
    ['FirehoseSuccessFeedbackSampleRate', '7'],
    ['ApplicationSuccessFeedbackSampleRate', '7'],
  ])('keep the attribute %s %s, whether set or given at once, until it is set to nothing', async (name, value) => {
    const TopicArn = await create('checkout', { Attributes: { KmsMasterKeyId: 'key' } });
    await set(TopicArn, name, value);
    const given = await create('given', { Attributes: { [name]: value } });

    expect(await attributesOf(given)).toMatchObject({ [name]: value });
    stack = stack.reopen();
    expect(await attributesOf(TopicArn)).toMatchObject({ KmsMasterKeyId: 'key', [name]: value });
    await set(TopicArn, name);
    const { [name]: unset, ...others } = await attributesOf(TopicArn);
    const { [name]: none, ...bare } = await attributesOf(
      await create('bare', { Attributes: { KmsMasterKeyId: 'key' } }),
    );
    expect(unset).toBe(
      name === 'KmsMasterKeyId' ? undefined : name === 'Policy' ? defaultPolicy(TopicArn, '000000000000') : none,
    );
    expect(Object.keys(others).sort()).toEqual(Object.keys(bare).sort());
  });

  it.each([
    ['Colour', 'red', 'AttributeName'],
    ['xSQSSuccessFeedbackRoleArn', 'arn', 'AttributeName'],
    ['SQSSuccessFeedbackRoleArnx', 'arn', 'AttributeName'],
    ['SMSSuccessFeedbackRoleArn', 'arn', 'AttributeName'],
    ['SQSFailureFeedbackSampleRate', '7', 'AttributeName'],
    ['Policy', 'x', 'Policy Error: null'],
    ['Policy', '[]', 'Policy Error: null'],
    ['SignatureVersion', '3', 'SignatureVersion'],
    ['TracingConfig', 'x', 'TracingConfig'],
  ])('refuse the attribute %s %s', async (name, value, reason) => {
    const TopicArn = await create('checkout');
    const refused = { code: 'InvalidParameter', message: `Invalid parameter: ${reason}` };

    await expect(set(TopicArn, name, value)).rejects.toMatchObject(refused);
    await expect(create('other', { Attributes: { [name]: value } })).rejects.toMatchObject(refused);
    expect(Object.keys(stack.topics.metrics())).toEqual(['checkout']);
  });

  it.each([
    [
      'not an ARN',
      'checkout',
      'InvalidParameter',
      'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1',
    ],
    ['of nothing', 'arn:aws:sns:us-east-1:000000000000:none', 'NotFound', 'Topic does not exist'],
    ['of another account', 'arn:aws:sns:us-east-1:111111111111:checkout', 'NotFound', 'Topic does not exist'],
  ])('are not found by a text that is %s', async (_, TopicArn, code, message) => {
    await create('checkout');

    await expect(stack.sns('GetTopicAttributes', { TopicArn })).rejects.toMatchObject({ code, message });
    await expect(stack.sns('Publish', { TopicArn, Message: 'x' })).rejects.toMatchObject({ code, message });
  });

  it('are listed in pages of 100', async () => {
    for (let i = 0; i < 101; i++) await create(`t${String(i).padStart(3, '0')}`);

    const first = await stack.sns('ListTopics', {});
    const second = await stack.sns('ListTopics', { NextToken: first.NextToken });

    expect(first.Topics).toHaveLength(100);
    expect(second).toEqual({ Topics: [{ TopicArn: 'arn:aws:sns:us-east-1:000000000000:t100' }], NextToken: undefined });
  });

  it('keep tags, also over a restart', async () => {
    const TopicArn = await create('checkout', { Tags: [{ Key: 'a', Value: '1' }, { Key: 'b' }, { Value: 'no key' }] });

    await stack.sns('TagResource', { ResourceArn: TopicArn, Tags: [{ Key: 'b', Value: '2' }, { Key: 'c' }] });
    await stack.sns('UntagResource', { ResourceArn: TopicArn, TagKeys: ['a', 'none'] });
    stack = stack.reopen();

    expect(await tagsOf(TopicArn)).toEqual([
      { Key: 'b', Value: '2' },
      { Key: 'c', Value: '' },
    ]);
  });

  it('have 50 tags at most', async () => {
    const ResourceArn = await create('checkout', { Tags: tags(49) });
    const refused = {
      code: 'TagLimitExceeded',
      message: 'Could not complete request: tag quota of per resource exceeded',
    };

    await stack.sns('TagResource', { ResourceArn, Tags: tags(2, 48) });
    await expect(stack.sns('TagResource', { ResourceArn, Tags: tags(1, 50) })).rejects.toMatchObject(refused);
    await expect(create('other', { Tags: tags(51) })).rejects.toMatchObject(refused);
    expect(await tagsOf(ResourceArn)).toEqual(tags(50));
  });

  it('refuse one tag twice, and tags of what is not there', async () => {
    const ResourceArn = await create('checkout');
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ];

    await expect(stack.sns('TagResource', { ResourceArn, Tags })).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: 'Invalid parameter: Duplicated keys are not allowed.',
    });
    for (const operation of ['TagResource', 'UntagResource', 'ListTagsForResource'] as const) {
      await expect(stack.sns(operation, { ResourceArn: `${ResourceArn}x` })).rejects.toMatchObject({
        code: 'ResourceNotFound',
        message: 'Resource does not exist',
      });
    }
  });

  it('keep permissions, also over a restart', async () => {
    const TopicArn = await create('checkout');
    const statements = async () => JSON.parse((await attributesOf(TopicArn))['Policy'] ?? '').Statement;
    const [own] = await statements();

    await stack.sns('RemovePermission', { TopicArn, Label: 'none' });
    await stack.sns('AddPermission', {
      TopicArn,
      Label: 'p',
      AWSAccountId: ['111111111111', '222222222222'],
      ActionName: ['Publish', 'Subscribe'],
    });
    await stack.sns('AddPermission', { TopicArn, Label: 'q' });
    stack = stack.reopen();

    expect(await statements()).toEqual([
      own,
      {
        Sid: 'p',
        Effect: 'Allow',
        Principal: { AWS: ['arn:aws:iam::111111111111:root', 'arn:aws:iam::222222222222:root'] },
        Action: ['SNS:Publish', 'SNS:Subscribe'],
        Resource: TopicArn,
      },
      { Sid: 'q', Effect: 'Allow', Principal: { AWS: [] }, Action: [], Resource: TopicArn },
    ]);
    await expect(stack.sns('RemovePermission', { TopicArn, Label: 'p' })).resolves.toEqual({});
    stack = stack.reopen();
    expect((await statements()).map(({ Sid }: { Sid: string }) => Sid)).toEqual(['__default_statement_ID', 'q']);
  });

  it('go with their subscriptions, and deleting one that is not there is no error', async () => {
    const TopicArn = await create('checkout');
    await stack.queue('orders');
    await stack.sns('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: stack.queues.arnOf('orders') });

    await stack.sns('DeleteTopic', { TopicArn });

    await expect(stack.sns('DeleteTopic', { TopicArn })).resolves.toEqual({});
    await expect(stack.sns('GetTopicAttributes', { TopicArn })).rejects.toMatchObject({
      code: 'NotFound',
      status: 404,
    });
    await expect(stack.sns('ListSubscriptions', {})).resolves.toMatchObject({ Subscriptions: [] });
  });
});
