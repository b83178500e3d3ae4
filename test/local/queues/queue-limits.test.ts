import { type Messaging, openMessaging } from '../../support/messaging.ts';

describe('operations on queues', () => {
  let stack: Messaging;
  beforeEach(() => {
    stack = openMessaging();
  });
  afterEach(() => stack.close());
  const arn = (name: string) => stack.queues.arnOf(name);
  const attributesOf = async (QueueUrl: string, AttributeNames = ['All']) =>
    (await stack.sqs('GetQueueAttributes', { QueueUrl, AttributeNames })).Attributes;
  const refused = (message: string) => ({
    code: 'InvalidParameterValueException',
    queryCode: 'InvalidParameterValue',
    status: 400,
    message,
  });
  const redrive = (name: string) => JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount: 1 });

  it.each(['a', 'A_b-9', 'x'.repeat(80)])('take the name %s', async (name) => {
    await expect(stack.queue(name)).resolves.toBe(`http://127.0.0.1:4566/000000000000/${name}`);
  });

  it.each(['a b', 'a.b', 'x'.repeat(81), 'é', '.fifoo', 'a/b'])('refuse the name %s', async (name) => {
    await expect(stack.queue(name)).rejects.toMatchObject(
      refused('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'),
    );
  });

  it('take a FIFO queue by name and attribute together', async () => {
    const fifo = { FifoQueue: 'true' };
    const name = `${'x'.repeat(75)}.fifo`;

    await expect(stack.queue(name, fifo)).resolves.toContain(name);
    await expect(stack.queue('.fifo', fifo)).rejects.toMatchObject(
      refused('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'),
    );
    await expect(stack.queue(`x${name}`, fifo)).rejects.toThrow('1 to 80 in length');
    await expect(stack.queue('orders.fifo')).rejects.toMatchObject(
      refused('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'),
    );
    await expect(stack.queue('orders', fifo)).rejects.toMatchObject(
      refused(
        'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
      ),
    );
    await expect(stack.queue('')).rejects.toThrow('The request must contain the parameter QueueName.');
  });

  it('compare every attribute that is given with the one that is there', async () => {
    const taken = (attribute: string) => ({
      code: 'QueueNameExists',
      queryCode: 'QueueAlreadyExists',
      message: `A queue already exists with the same name and a different value for attribute ${attribute}`,
    });
    const url = await stack.queue('orders', { DelaySeconds: '5', Policy: '{"Statement":[]}' });

    await expect(stack.queue('orders', { DelaySeconds: '5', VisibilityTimeout: '30' })).resolves.toBe(url);
    await expect(stack.queue('orders', { Policy: '{ "Statement": [] }' })).resolves.toBe(url);
    await expect(stack.queue('orders', { Policy: '{"Statement":[1]}' })).rejects.toMatchObject(taken('Policy'));
    await expect(stack.queue('orders', { DelaySeconds: '5', VisibilityTimeout: '31' })).rejects.toMatchObject(
      taken('VisibilityTimeout'),
    );
    await expect(stack.queue('orders', { KmsMasterKeyId: '{x' })).rejects.toMatchObject(taken('KmsMasterKeyId'));
    expect(await attributesOf(url)).toMatchObject({ DelaySeconds: '5', VisibilityTimeout: '30' });
    const keyed = await stack.queue('keyed', { KmsMasterKeyId: '{x' });
    await expect(stack.queue('keyed', { KmsMasterKeyId: '{x' })).resolves.toBe(keyed);
    await expect(stack.queue('keyed', { KmsMasterKeyId: '{y' })).rejects.toMatchObject(taken('KmsMasterKeyId'));
    await expect(stack.queue('keyed', { KmsMasterKeyId: 'y}' })).rejects.toMatchObject(taken('KmsMasterKeyId'));
  });

  it('find a queue by name, for its owner', async () => {
    const QueueUrl = await stack.queue('orders');
    const find = (input: object) => stack.sqs('GetQueueUrl', { QueueName: 'orders', ...input });
    const none = { code: 'QueueDoesNotExist', message: 'The specified queue does not exist.' };

    await expect(find({})).resolves.toEqual({ QueueUrl });
    await expect(find({ QueueOwnerAWSAccountId: '000000000000' })).resolves.toEqual({ QueueUrl });
    await expect(find({ QueueOwnerAWSAccountId: '111111111111' })).rejects.toMatchObject(none);
    await expect(find({ QueueName: 'none' })).rejects.toMatchObject(none);
    await expect(find({ QueueName: '' })).rejects.toThrow('The request must contain the parameter QueueName.');
    await expect(stack.sqs('PurgeQueue', {})).rejects.toThrow('The request must contain the parameter QueueUrl.');
  });

  it('list the sources of a dead-letter queue in pages', async () => {
    const QueueUrl = await stack.queue('dead');
    for (const name of ['b', 'a', 'c']) await stack.queue(name, { RedrivePolicy: redrive('dead') });
    const page = (input: object) => stack.sqs('ListDeadLetterSourceQueues', { QueueUrl, ...input });

    const first = await page({ MaxResults: 2 });

    expect(first).toEqual({
      queueUrls: [stack.queues.urlOf('a'), stack.queues.urlOf('b')],
      NextToken: Buffer.from('b').toString('base64'),
    });
    await expect(page({ MaxResults: 2, NextToken: first.NextToken })).resolves.toEqual({
      queueUrls: [stack.queues.urlOf('c')],
    });
    await expect(page({})).resolves.toEqual({ queueUrls: ['a', 'b', 'c'].map(stack.queues.urlOf) });
  });

  it('list queues by the beginning of their name', async () => {
    for (const name of ['orders', 'orders-2', 'my-orders']) await stack.queue(name);

    await expect(stack.sqs('ListQueues', { QueueNamePrefix: 'orders' })).resolves.toEqual({
      QueueUrls: [stack.queues.urlOf('orders'), stack.queues.urlOf('orders-2')],
    });
  });

  it('tell the attributes that are asked for, of a FIFO queue its own', async () => {
    const url = await stack.queue('orders.fifo', { FifoQueue: 'true', KmsDataKeyReusePeriodSeconds: '60' });

    expect(await attributesOf(url)).toEqual({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      CreatedTimestamp: '1768473000',
      LastModifiedTimestamp: '1768473000',
      QueueArn: arn('orders.fifo'),
      DelaySeconds: '0',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      VisibilityTimeout: '30',
      SqsManagedSseEnabled: 'true',
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
      KmsDataKeyReusePeriodSeconds: '60',
    });
    expect(await attributesOf(url, ['QueueArn', 'DelaySeconds', 'Policy'])).toEqual({
      QueueArn: arn('orders.fifo'),
      DelaySeconds: '0',
    });
    expect(await attributesOf(url, ['Policy'])).toBeUndefined();
    await expect(attributesOf(url, ['All', 'Colour'])).rejects.toMatchObject({
      code: 'InvalidAttributeName',
      message: 'Unknown Attribute Colour.',
    });
  });

  it('tell when a queue was made and changed, in whole seconds', async () => {
    stack.clock.advance(999);
    const QueueUrl = await stack.queue('orders');
    await stack.pass(1);
    await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { DelaySeconds: '1' } });
    stack = stack.reopen();

    expect(await attributesOf(QueueUrl, ['CreatedTimestamp', 'LastModifiedTimestamp'])).toEqual({
      CreatedTimestamp: '1768473000',
      LastModifiedTimestamp: '1768473001',
    });
  });

  it('change nothing without an attribute, and nothing that is refused', async () => {
    const QueueUrl = await stack.queue('orders');
    const set = (Attributes: object) => stack.sqs('SetQueueAttributes', { QueueUrl, Attributes });

    await expect(set({})).rejects.toMatchObject({
      code: 'MissingRequiredParameterException',
      message: 'The request must contain the parameter Attribute.Name.',
    });
    await expect(set({ DelaySeconds: '5', RedrivePolicy: redrive('none') })).rejects.toMatchObject(
      refused(
        `Value ${redrive('none')} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
      ),
    );
    expect(await attributesOf(QueueUrl)).toMatchObject({ DelaySeconds: '0' });
    await expect(set({ DelaySeconds: 7 })).resolves.toEqual({});
    expect(await attributesOf(QueueUrl)).toMatchObject({ DelaySeconds: '7' });
  });

  it('refuse a dead-letter queue of the other kind, and one that refuses its source', async () => {
    const reason = (name: string, text: string) =>
      refused(`Value ${redrive(name)} for parameter RedrivePolicy is invalid. Reason: ${text}`);
    await stack.queue('dead.fifo', { FifoQueue: 'true' });
    await stack.queue('closed', { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' });
    await stack.queue('chosen', {
      RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [arn('orders')] }),
    });

    await expect(stack.queue('a', { RedrivePolicy: redrive('dead.fifo') })).rejects.toMatchObject(
      reason('dead.fifo', 'Dead-letter queue must be same type of queue as the source.'),
    );
    for (const name of ['closed', 'chosen']) {
      await expect(stack.queue('a', { RedrivePolicy: redrive(name) })).rejects.toMatchObject(
        reason(name, 'The redrive allow policy of the dead-letter queue refuses this queue.'),
      );
    }
    await expect(stack.queue('orders', { RedrivePolicy: redrive('chosen') })).resolves.toContain('orders');
    await expect(stack.queue('b', { RedriveAllowPolicy: '{}' })).rejects.toThrow(
      'Value {} for parameter RedriveAllowPolicy is invalid. Reason: redrivePermission must be allowAll, denyAll or byQueue.',
    );
    expect(Object.keys(stack.queues.counts())).toEqual(['chosen', 'closed', 'dead.fifo', 'orders']);
  });

  it('purge again after a minute, not a millisecond sooner, across a restart', async () => {
    const QueueUrl = await stack.queue('orders');
    await expect(stack.sqs('PurgeQueue', { QueueUrl })).resolves.toEqual({});
    await stack.pass(59.999);
    stack = stack.reopen();

    await expect(stack.sqs('PurgeQueue', { QueueUrl })).rejects.toMatchObject({
      status: 403,
      message: 'Only one PurgeQueue operation on orders is allowed every 60 seconds.',
    });
    await stack.pass(0.001);
    await expect(stack.sqs('PurgeQueue', { QueueUrl })).resolves.toEqual({});
  });

  it('keep fifty tags, from the beginning on, and take them away', async () => {
    const QueueUrl = stack.queues.urlOf('orders');
    await stack.sqs('CreateQueue', { QueueName: 'orders', tags: { first: '1' } });
    const tags = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`k${from + i}`, 'v']));

    await expect(stack.sqs('TagQueue', { QueueUrl, Tags: tags(0, 49) })).resolves.toEqual({});
    await expect(stack.sqs('TagQueue', { QueueUrl, Tags: { one: 'more' } })).rejects.toMatchObject(
      refused('Too many tags added for queue orders.'),
    );
    await expect(stack.sqs('TagQueue', { QueueUrl, Tags: { first: '2' } })).resolves.toEqual({});
    await expect(stack.sqs('UntagQueue', { QueueUrl, TagKeys: Object.keys(tags(1, 49)) })).resolves.toEqual({});
    stack = stack.reopen();

    await expect(stack.sqs('ListQueueTags', { QueueUrl })).resolves.toEqual({ Tags: { first: '2', k0: 'v' } });
  });

  it('delete a queue with what it holds and remembers', async () => {
    const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
    const QueueUrl = await stack.queue('orders.fifo', fifo);
    stack.queues.send(arn('orders.fifo'), { body: 'x', groupId: 'g' });

    await expect(stack.sqs('DeleteQueue', { QueueUrl })).resolves.toEqual({});
    stack = stack.reopen();
    await stack.queue('orders.fifo', fifo);
    stack.queues.send(arn('orders.fifo'), { body: 'x', groupId: 'g' });

    expect(stack.queues.counts()).toEqual({ 'orders.fifo': 1 });
  });
});
