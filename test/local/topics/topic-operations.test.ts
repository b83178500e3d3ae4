import { type Messaging, openMessaging } from '../../support/messaging.ts';

describe('topics', () => {
  let stack: Messaging;
  beforeEach(() => {
    stack = openMessaging();
  });
  afterEach(() => stack.close());
  const create = async (Name: string, input: Record<string, unknown> = {}) =>
    (await stack.sns('CreateTopic', { Name, ...input })).TopicArn ?? '';

  it('are created once, however often they are asked for', async () => {
    const arn = await create('checkout', { Attributes: { DisplayName: 'Shop' }, Tags: [{ Key: 'a', Value: 'b' }] });

    expect(arn).toBe('arn:aws:sns:us-east-1:000000000000:checkout');
    await expect(create('checkout')).resolves.toBe(arn);
    await expect(create('checkout', { Attributes: { DisplayName: 'Shop' } })).resolves.toBe(arn);
    await expect(create('checkout', { Attributes: { DisplayName: 'Other' } })).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: 'Invalid parameter: Attributes Reason: Topic already exists with different attributes',
    });
    await expect(create('checkout', { Tags: [{ Key: 'a', Value: 'c' }] })).rejects.toThrow(
      'Invalid parameter: Tags Reason: Topic already exists with different tags',
    );
  });

  it.each([['a b'], [''], ['x'.repeat(257)]])('refuse the name %p', async (name) => {
    await expect(create(name)).rejects.toMatchObject({ message: 'Invalid parameter: Topic Name' });
  });

  it('that are FIFO are refused by name', async () => {
    await expect(create('checkout.fifo')).rejects.toThrow('The local stack does not run FIFO topics: checkout.fifo');
    await expect(create('checkout', { Attributes: { FifoTopic: 'true' } })).rejects.toThrow('FIFO topics');
  });

  it('tell their attributes, with the policy that AWS gives a topic', async () => {
    const TopicArn = await create('checkout');
    await stack.sns('SetTopicAttributes', { TopicArn, AttributeName: 'KmsMasterKeyId', AttributeValue: 'alias/mine' });

    const { Attributes = {} } = await stack.sns('GetTopicAttributes', { TopicArn });

    expect(Attributes).toMatchObject({
      TopicArn,
      Owner: '000000000000',
      DisplayName: '',
      KmsMasterKeyId: 'alias/mine',
      SubscriptionsConfirmed: '0',
      SubscriptionsPending: '0',
      SubscriptionsDeleted: '0',
    });
    expect(JSON.parse(Attributes['Policy'] ?? '').Statement[0].Action).toContain('SNS:Publish');
    await expect(
      stack.sns('SetTopicAttributes', { TopicArn, AttributeName: 'Colour', AttributeValue: 'red' }),
    ).rejects.toThrow('Invalid parameter: AttributeName');
    await expect(
      stack.sns('SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue: 'x' }),
    ).rejects.toThrow('Invalid parameter: Policy');
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

  it('keep tags and permissions', async () => {
    const TopicArn = await create('checkout', { Tags: [{ Key: 'a', Value: '1' }] });
    const tags = async () => (await stack.sns('ListTagsForResource', { ResourceArn: TopicArn })).Tags;
    const statements = async () => {
      const { Attributes = {} } = await stack.sns('GetTopicAttributes', { TopicArn });
      return JSON.parse(Attributes['Policy'] ?? '').Statement.map((statement: { Sid: string }) => statement.Sid);
    };

    await stack.sns('TagResource', { ResourceArn: TopicArn, Tags: [{ Key: 'b', Value: '2' }] });
    await stack.sns('UntagResource', { ResourceArn: TopicArn, TagKeys: ['a'] });
    await stack.sns('AddPermission', { TopicArn, Label: 'p', AWSAccountId: ['111111111111'], ActionName: ['Publish'] });

    await expect(tags()).resolves.toEqual([{ Key: 'b', Value: '2' }]);
    await expect(statements()).resolves.toEqual(['__default_statement_ID', 'p']);
    await stack.sns('RemovePermission', { TopicArn, Label: 'p' });
    await expect(statements()).resolves.toEqual(['__default_statement_ID']);
    const twice = [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ];
    await expect(stack.sns('TagResource', { ResourceArn: TopicArn, Tags: twice })).rejects.toThrow(
      'Invalid parameter: Duplicated keys are not allowed.',
    );
    await expect(stack.sns('ListTagsForResource', { ResourceArn: `${TopicArn}x` })).rejects.toMatchObject({
      code: 'NotFound',
    });
  });

  it('go with their subscriptions, and deleting one that is not there is no error', async () => {
    const TopicArn = await create('checkout');
    await stack.queue('orders');
    await stack.sns('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: stack.queues.arnOf('orders') });

    await stack.sns('DeleteTopic', { TopicArn });

    await expect(stack.sns('DeleteTopic', { TopicArn })).resolves.toEqual({});
    await expect(stack.sns('ListSubscriptions', {})).resolves.toMatchObject({ Subscriptions: [] });
  });
});
