import { type Messaging, openMessaging } from '../../support/messaging.ts';

describe('queues', () => {
  let stack: Messaging;
  beforeEach(() => {
    stack = openMessaging();
  });
  afterEach(() => stack.close());

  it('are created once, however often they are asked for with the same attributes', async () => {
    const url = await stack.queue('orders', { VisibilityTimeout: '60' });

    expect(url).toBe('http://127.0.0.1:4566/000000000000/orders');
    await expect(stack.queue('orders', { VisibilityTimeout: '60' })).resolves.toBe(url);
    await expect(stack.queue('orders')).resolves.toBe(url);
    await expect(stack.queue('orders', { VisibilityTimeout: '61' })).rejects.toMatchObject({
      code: 'QueueNameExists',
      queryCode: 'QueueAlreadyExists',
      message: 'A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    });
  });

  it('count a policy as the same when only its JSON is written otherwise', async () => {
    await stack.queue('dead');
    const target = stack.queues.arnOf('dead');
    await stack.queue('orders', { RedrivePolicy: `{"deadLetterTargetArn":"${target}","maxReceiveCount":3}` });

    const again = stack.queue('orders', {
      RedrivePolicy: `{ "maxReceiveCount": 3, "deadLetterTargetArn": "${target}" }`,
    });

    await expect(again).resolves.toMatch(/orders$/);
  });

  it.each([
    ['', 'MissingRequiredParameterException'],
    ['a b', 'InvalidParameterValueException'],
    ['x'.repeat(81), 'InvalidParameterValueException'],
    ['orders.fifo', 'InvalidParameterValueException'],
  ])('refuse the name %p', async (name, code) => {
    await expect(stack.queue(name)).rejects.toMatchObject({ code });
  });

  it.each([
    [{ VisibilityTimeout: '43201' }, 'InvalidAttributeValue', 'Invalid value for the parameter VisibilityTimeout.'],
    [{ DelaySeconds: '-1' }, 'InvalidAttributeValue', 'Invalid value for the parameter DelaySeconds.'],
    [{ DelaySeconds: '1.5' }, 'InvalidAttributeValue', 'Invalid value for the parameter DelaySeconds.'],
    [
      { MessageRetentionPeriod: '59' },
      'InvalidAttributeValue',
      'Invalid value for the parameter MessageRetentionPeriod.',
    ],
    [{ MaximumMessageSize: '1048577' }, 'InvalidAttributeValue', 'Invalid value for the parameter MaximumMessageSize.'],
    [{ Policy: 'x' }, 'InvalidAttributeValue', 'Invalid value for the parameter Policy.'],
    [{ Colour: 'red' }, 'InvalidAttributeName', 'Unknown Attribute Colour.'],
    [{ FifoQueue: 'true' }, 'InvalidParameterValueException', /must end with .fifo suffix/],
    [{ ContentBasedDeduplication: 'true' }, 'InvalidAttributeName', 'Unknown Attribute ContentBasedDeduplication.'],
    [
      { KmsMasterKeyId: 'k', SqsManagedSseEnabled: 'true' },
      'InvalidAttributeName',
      /one type of server-side encryption/,
    ],
    [{ RedrivePolicy: 'x' }, 'InvalidParameterValueException', /Reason: Redrive policy is not a valid JSON map/],
    [{ RedrivePolicy: '{}' }, 'InvalidParameterValueException', /mandatory attribute: deadLetterTargetArn/],
    [
      { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sns:us-east-1:000000000000:t","maxReceiveCount":1}' },
      'InvalidParameterValueException',
      /Invalid value for deadLetterTargetArn/,
    ],
    [
      { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:none","maxReceiveCount":1}' },
      'InvalidParameterValueException',
      /Dead letter target does not exist/,
    ],
  ])('refuse the attributes %j', async (attributes, code, message) => {
    const expected = typeof message === 'string' ? message : expect.stringMatching(message);

    await expect(stack.queue('orders', attributes)).rejects.toMatchObject({ code, message: expected });
  });

  it('refuse a dead-letter queue of the other kind, one that denies it, and a count out of bounds', async () => {
    await stack.queue('dead.fifo', { FifoQueue: 'true' });
    await stack.queue('closed', { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' });
    const policy = (name: string, maxReceiveCount: number) => ({
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: stack.queues.arnOf(name), maxReceiveCount }),
    });

    await expect(stack.queue('a', policy('dead.fifo', 1))).rejects.toThrow('must be same type of queue');
    await expect(stack.queue('b', policy('closed', 1))).rejects.toThrow('refuses this queue');
    await expect(stack.queue('c', policy('closed', 1001))).rejects.toThrow('valid values are from 1 to 1000');
  });

  it('are found by the last part of a URL, whatever its host', async () => {
    await stack.queue('orders');

    for (const host of ['http://127.0.0.1:4566/000000000000', 'https://sqs.us-east-1.amazonaws.com/123456789012', '']) {
      await expect(stack.sqs('SendMessage', { QueueUrl: `${host}/orders`, MessageBody: 'x' })).resolves.toHaveProperty(
        'MessageId',
      );
    }
    expect(stack.queues.depth(stack.queues.arnOf('orders')).visible).toBe(3);
  });

  it('that do not exist are QueueDoesNotExist, with the legacy code of the query protocol', async () => {
    const error = { code: 'QueueDoesNotExist', queryCode: 'AWS.SimpleQueueService.NonExistentQueue', status: 400 };

    await expect(stack.sqs('GetQueueUrl', { QueueName: 'none' })).rejects.toMatchObject(error);
    await expect(stack.sqs('ReceiveMessage', { QueueUrl: 'http://x/0/none' })).rejects.toMatchObject(error);
    expect(() => stack.queues.send(stack.queues.arnOf('none'), { body: 'x' })).toThrow(expect.objectContaining(error));
  });

  it('are listed by prefix, in pages when a page size is asked for', async () => {
    for (const name of ['a-3', 'a-1', 'b-1', 'a-2']) await stack.queue(name);

    const all = await stack.sqs('ListQueues', {});
    const first = await stack.sqs('ListQueues', { QueueNamePrefix: 'a-', MaxResults: 2 });
    const second = await stack.sqs('ListQueues', { QueueNamePrefix: 'a-', MaxResults: 2, NextToken: first.NextToken });

    expect(all.QueueUrls).toHaveLength(4);
    expect([first.QueueUrls, second.QueueUrls]).toEqual([
      [stack.queues.urlOf('a-1'), stack.queues.urlOf('a-2')],
      [stack.queues.urlOf('a-3')],
    ]);
    expect(second.NextToken).toBeUndefined();
    await expect(stack.sqs('ListQueues', { QueueNamePrefix: 'z' })).resolves.toEqual({});
  });

  it('tell their attributes, counts among them, and none that was not asked for', async () => {
    const QueueUrl = await stack.queue('orders', { DelaySeconds: '0', Policy: '{"Statement":[]}' });
    for (const DelaySeconds of [0, 0, 0, 60])
      await stack.sqs('SendMessage', { QueueUrl, MessageBody: 'x', DelaySeconds });
    await stack.sqs('ReceiveMessage', { QueueUrl });

    const { Attributes } = await stack.sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    const one = await stack.sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['VisibilityTimeout'] });
    const none = await stack.sqs('GetQueueAttributes', { QueueUrl });

    expect(Attributes).toEqual({
      ApproximateNumberOfMessages: '2',
      ApproximateNumberOfMessagesDelayed: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      CreatedTimestamp: '1768473000',
      DelaySeconds: '0',
      LastModifiedTimestamp: '1768473000',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      Policy: '{"Statement":[]}',
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:orders',
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
      VisibilityTimeout: '30',
    });
    expect(one).toEqual({ Attributes: { VisibilityTimeout: '30' } });
    expect(none).toEqual({});
    // The age of the oldest message is a CloudWatch metric, not an attribute.
    await expect(
      stack.sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['ApproximateAgeOfOldestMessage'] }),
    ).rejects.toMatchObject({ code: 'InvalidAttributeName' });
  });

  it('take a policy away when it is set to nothing, and change encryption as one', async () => {
    await stack.queue('dead');
    const QueueUrl = await stack.queue('orders', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: stack.queues.arnOf('dead'), maxReceiveCount: 3 }),
    });

    await stack.sqs('SetQueueAttributes', {
      QueueUrl,
      Attributes: { RedrivePolicy: '', KmsMasterKeyId: 'alias/mine' },
    });

    const { Attributes } = await stack.sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    expect(Attributes).not.toHaveProperty('RedrivePolicy');
    expect(Attributes).toMatchObject({ KmsMasterKeyId: 'alias/mine', SqsManagedSseEnabled: 'false' });
  });

  it('name the queues that use them for dead letters', async () => {
    const QueueUrl = await stack.queue('dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: stack.queues.arnOf('dead'), maxReceiveCount: 3 });
    await stack.queue('orders', { RedrivePolicy });

    const sources = await stack.sqs('ListDeadLetterSourceQueues', { QueueUrl });

    expect(sources.queueUrls).toEqual([stack.queues.urlOf('orders')]);
    await expect(stack.sqs('ListDeadLetterSourceQueues', { QueueUrl: stack.queues.urlOf('orders') })).resolves.toEqual({
      queueUrls: [],
    });
  });

  it('are purged at most once in 60 seconds', async () => {
    const QueueUrl = await stack.queue('orders');
    await stack.sqs('SendMessage', { QueueUrl, MessageBody: 'x' });

    await stack.sqs('PurgeQueue', { QueueUrl });

    expect(stack.queues.counts()).toEqual({ orders: 0 });
    await expect(stack.sqs('PurgeQueue', { QueueUrl })).rejects.toMatchObject({
      code: 'PurgeQueueInProgress',
      queryCode: 'AWS.SimpleQueueService.PurgeQueueInProgress',
      status: 403,
    });
    await stack.pass(60);
    await expect(stack.sqs('PurgeQueue', { QueueUrl })).resolves.toEqual({});
  });

  it('keep tags and permissions', async () => {
    const QueueUrl = await stack.queue('orders');
    const tags = async () => (await stack.sqs('ListQueueTags', { QueueUrl })).Tags;
    const policy = async () =>
      (await stack.sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['Policy'] })).Attributes?.['Policy'];

    await expect(stack.sqs('ListQueueTags', { QueueUrl })).resolves.toEqual({});
    await stack.sqs('TagQueue', { QueueUrl, Tags: { team: 'shop', tier: '1' } });
    await stack.sqs('UntagQueue', { QueueUrl, TagKeys: ['tier'] });
    const permission = { QueueUrl, Label: 'partner', AWSAccountIds: ['111111111111'], Actions: ['SendMessage'] };
    await stack.sqs('AddPermission', permission);

    await expect(tags()).resolves.toEqual({ team: 'shop' });
    expect(JSON.parse((await policy()) ?? '').Statement).toEqual([
      {
        Sid: 'partner',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111111111111:root' },
        Action: 'SQS:SendMessage',
        Resource: stack.queues.arnOf('orders'),
      },
    ]);
    await expect(stack.sqs('AddPermission', permission)).rejects.toThrow('Already exists.');
    await stack.sqs('RemovePermission', { QueueUrl, Label: 'partner' });
    await expect(policy()).resolves.toBeUndefined();
  });

  it('are gone with their messages once deleted, and the name is free', async () => {
    const QueueUrl = await stack.queue('orders', { VisibilityTimeout: '60' });
    await stack.sqs('SendMessage', { QueueUrl, MessageBody: 'x' });

    await stack.sqs('DeleteQueue', { QueueUrl });

    expect(stack.queues.exists(stack.queues.arnOf('orders'))).toBe(false);
    await stack.queue('orders');
    expect(stack.drain('orders')).toEqual([]);
  });

  it('and their messages, tags and counts are there again after a restart', async () => {
    const QueueUrl = await stack.queue('orders', { VisibilityTimeout: '45' });
    await stack.sqs('TagQueue', { QueueUrl, Tags: { team: 'shop' } });
    for (const MessageBody of ['one', 'two', 'three']) await stack.sqs('SendMessage', { QueueUrl, MessageBody });
    await stack.sqs('ReceiveMessage', { QueueUrl });

    stack = stack.reopen();

    const { Attributes } = await stack.sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    expect(Attributes).toMatchObject({
      VisibilityTimeout: '45',
      ApproximateNumberOfMessages: '2',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
    await stack.pass(45);
    expect(stack.drain('orders').sort()).toEqual(['one', 'three', 'two']);
  });
});
