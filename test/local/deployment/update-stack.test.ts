import { type Deployments, openDeployments, refOf } from '../../support/deployments.ts';

let stack: Deployments;
beforeEach(async () => {
  stack = await openDeployments();
});
afterEach(() => stack.close());

const template = `
Parameters:
  Visibility: {Type: Number, Default: 30}
  Filter: {Type: String, Default: '{"kind":["a"]}'}
  Extra: {Type: String, Default: 'false'}
Conditions:
  HasExtra: !Equals [!Ref Extra, 'true']
Resources:
  Topic: {Type: "AWS::SNS::Topic"}
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: !Ref Visibility
      RedrivePolicy: {deadLetterTargetArn: !GetAtt DeadLetterQueue.Arn, maxReceiveCount: 3}
  DeadLetterQueue: {Type: "AWS::SQS::Queue"}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Topic
      Protocol: sqs
      Endpoint: !GetAtt Queue.Arn
      RawMessageDelivery: true
      FilterPolicy: !Ref Filter
  ExtraQueue: {Type: "AWS::SQS::Queue", Condition: HasExtra}
Outputs:
  QueueUrl: {Value: !Ref Queue}
`;

const nameOf = (url: string) => url.split('/').at(-1) ?? '';

describe('a second deployment', () => {
  test('of the same template changes nothing', async () => {
    const first = await stack.deploy(template);
    await stack.call('queues', 'SendMessage', { QueueUrl: refOf(first, 'Queue'), MessageBody: 'kept' });

    const second = await first.redeploy();

    expect(second.resources).toEqual(first.resources);
    expect(stack.services.queues.counts()[nameOf(refOf(first, 'Queue'))]).toBe(1);
    const { StackResources } = await stack.cloudFormation<{ StackResources: { ResourceStatus: string }[] }>(
      'DescribeStackResources',
      { StackName: 'shop' },
    );
    expect(new Set(StackResources.map(({ ResourceStatus }) => ResourceStatus))).toEqual(new Set(['CREATE_COMPLETE']));
  });

  // SQS reference of CloudFormation: VisibilityTimeout needs no interruption. Elsewhere updates made resources anew and
  // lost what they held: github.com/ministackorg/ministack/issues/1585, github.com/faiscadev/fakecloud/pull/2380.
  test('updates a changed queue in place, with its messages in it', async () => {
    const first = await stack.deploy(template);
    const QueueUrl = refOf(first, 'Queue');
    await stack.call('queues', 'SendMessage', { QueueUrl, MessageBody: 'kept' });

    const second = await stack.deploy(template, { parameters: { Visibility: '77' } });

    expect(refOf(second, 'Queue')).toBe(QueueUrl);
    expect((await stack.queueAttributes(QueueUrl))['VisibilityTimeout']).toBe('77');
    expect(stack.services.queues.counts()[nameOf(QueueUrl)]).toBe(1);
  });

  test('puts back the default of a property that left the template', async () => {
    const first = await stack.deploy(template, { parameters: { Visibility: '77' } });
    const without = template.replace(/ {6}VisibilityTimeout.*\n {6}RedrivePolicy.*\n/, '      DelaySeconds: 0\n');

    await stack.deploy(without);

    const attributes = await stack.queueAttributes(refOf(first, 'Queue'));
    expect(attributes['VisibilityTimeout']).toBe('30');
    expect(attributes['RedrivePolicy']).toBeUndefined();
  });

  test.each([
    ['to another policy', '{"kind":["b"]}', undefined, '{"kind":["b"]}', undefined],
    ['to a policy of the body', '{"a":{"b":["c"]}}', 'MessageBody', '{"a":{"b":["c"]}}', 'MessageBody'],
  ])('changes a subscription %s in place', async (_title, Filter, scope, policy, expectedScope) => {
    const first = await stack.deploy(template);
    const scoped =
      scope === undefined ? template : template.replace('RawMessageDelivery: true', `FilterPolicyScope: ${scope}`);

    const second = await stack.deploy(scoped, { parameters: { Filter } });

    expect(refOf(second, 'Subscription')).toBe(refOf(first, 'Subscription'));
    const attributes = await stack.subscriptionAttributes(refOf(first, 'Subscription'));
    expect(attributes['FilterPolicy']).toBe(policy);
    expect(attributes['FilterPolicyScope']).toBe(expectedScope ?? 'MessageAttributes');
    expect(attributes['RawMessageDelivery']).toBe(String(scope === undefined));
  });

  test('changes a subscription back from a nested policy of the body', async () => {
    const nested = template.replace('RawMessageDelivery: true', 'FilterPolicyScope: MessageBody');
    const first = await stack.deploy(nested, { parameters: { Filter: '{"a":{"b":["c"]}}' } });

    await stack.deploy(template);

    const attributes = await stack.subscriptionAttributes(refOf(first, 'Subscription'));
    expect(attributes).toMatchObject({ FilterPolicy: '{"kind":["a"]}', RawMessageDelivery: 'true' });
  });

  test('takes the policies from a subscription that leave the template', async () => {
    const redrive = 'RawMessageDelivery: true\n      RedrivePolicy: {deadLetterTargetArn: !GetAtt DeadLetterQueue.Arn}';
    const first = await stack.deploy(template.replace('RawMessageDelivery: true', redrive));
    const before = await stack.subscriptionAttributes(refOf(first, 'Subscription'));

    await stack.deploy(template.replace('      FilterPolicy: !Ref Filter\n', ''));

    const after = await stack.subscriptionAttributes(refOf(first, 'Subscription'));
    expect(Object.keys(before)).toEqual(expect.arrayContaining(['FilterPolicy', 'RedrivePolicy']));
    expect(Object.keys(after)).not.toEqual(expect.arrayContaining(['FilterPolicy']));
    expect(Object.keys(after)).not.toEqual(expect.arrayContaining(['RedrivePolicy']));
  });

  test('makes what a condition adds, and removes what it takes away', async () => {
    await stack.deploy(template);

    const more = await stack.deploy(template, { parameters: { Extra: 'true' } });
    const queues = () => Object.keys(stack.services.queues.metrics()).length;
    const withExtra = queues();
    const less = await stack.deploy(template);

    expect(refOf(more, 'ExtraQueue')).toContain('shop-ExtraQueue-');
    expect([withExtra, queues()]).toEqual([3, 2]);
    expect(less.resources.map(({ path }) => path)).not.toContain('ExtraQueue');
  });

  test('replaces what cannot change in place, when it holds nothing', async () => {
    const first = await stack.deploy(template);

    const second = await stack.deploy(
      template.replace('VisibilityTimeout:', 'QueueName: orders\n      VisibilityTimeout:'),
    );

    expect(refOf(second, 'Queue')).toBe('http://127.0.0.1:4566/000000000000/orders');
    expect(stack.services.queues.counts()).not.toHaveProperty(nameOf(refOf(first, 'Queue')));
    // What refers to it follows: another endpoint means another subscription.
    const { Subscriptions } = await stack.call<{ Subscriptions: { Endpoint: string }[] }>(
      'topics',
      'ListSubscriptions',
      {},
    );
    expect(Subscriptions.map(({ Endpoint }) => Endpoint)).toEqual(['arn:aws:sqs:us-east-1:000000000000:orders']);
  });

  test.each([
    [
      'replace',
      (text: string) => text.replace('VisibilityTimeout:', 'QueueName: orders\n      VisibilityTimeout:'),
      /Queue \(AWS::SQS::Queue shop-Queue-\w+\) holds 1 message and would have to be replaced \(QueueName; .*template\.yaml:\d+\)/,
    ],
    [
      'delete',
      (text: string) =>
        text
          .replaceAll(/\bQueue:/g, 'OtherQueue:')
          .replaceAll('!GetAtt Queue.Arn', '!GetAtt OtherQueue.Arn')
          .replaceAll('!Ref Queue', '!Ref OtherQueue'),
      /Queue .* holds 1 message and is not in the template any more and would be deleted/,
    ],
  ])('refuses to %s a queue that holds messages, and touches nothing', async (_title, change, message) => {
    const first = await stack.deploy(template);
    const QueueUrl = refOf(first, 'Queue');
    await stack.call('queues', 'SendMessage', { QueueUrl, MessageBody: 'kept' });

    const refused = stack.deploy(change(template).replace('Default: 30', 'Default: 99'));

    await expect(refused).rejects.toMatchObject({ name: 'UsageError', message: expect.stringMatching(message) });
    await expect(refused).rejects.toThrow(/no longer fits what the stack shop holds/);
    expect((await stack.queueAttributes(QueueUrl))['VisibilityTimeout']).toBe('30');
    expect(stack.services.queues.counts()[nameOf(QueueUrl)]).toBe(1);
  });

  test('leaves a bucket that is to be retained, with its objects, and takes it up again', async () => {
    const withBucket = (policy: string) =>
      `Resources:\n  Topic: {Type: "AWS::SNS::Topic"}\n  Bucket: {Type: "AWS::S3::Bucket", DeletionPolicy: ${policy}}\n`;
    const first = await stack.deploy(withBucket('Retain'));
    const name = refOf(first, 'Bucket');
    await stack.services.objects.put(name, 'key', Buffer.from('kept'));

    await stack.deploy('Resources:\n  Topic: {Type: "AWS::SNS::Topic"}\n');
    const again = await stack.deploy(withBucket('Delete'));
    const refused = stack.deploy('Resources:\n  Topic: {Type: "AWS::SNS::Topic"}\n');

    expect(refOf(again, 'Bucket')).toBe(name);
    expect(stack.services.objects.isEmpty(name)).toBe(false);
    await expect(refused).rejects.toThrow(
      /Bucket \(AWS::S3::Bucket .*\) holds objects and is not in the template any more/,
    );
  });

  test('that fails half-way puts everything back', async () => {
    const first = await stack.deploy(template);
    const broken = template
      .replace('Default: 30', 'Default: 99')
      .replace(
        'ExtraQueue: {Type: "AWS::SQS::Queue", Condition: HasExtra}',
        'New: {Type: "AWS::SQS::Queue"}\n  Broken: {Type: "AWS::SQS::Queue", DependsOn: [New, Queue], Properties: {DelaySeconds: 901}}',
      );

    await expect(stack.deploy(broken)).rejects.toMatchObject({ name: 'DeploymentError' });

    expect((await stack.queueAttributes(refOf(first, 'Queue')))['VisibilityTimeout']).toBe('30');
    expect(Object.keys(stack.services.queues.metrics())).toHaveLength(2);
    expect((await stack.deploy(template)).resources).toHaveLength(first.resources.length);
    expect(stack.warnings).toEqual([]);
  });

  test('whose update fails between two calls puts the first one back', async () => {
    const first = await stack.deploy(template);
    const broken = template
      .replace('RawMessageDelivery: true', 'RawMessageDelivery: false')
      .replace(
        'FilterPolicy: !Ref Filter',
        'FilterPolicy: {kind: [b]}\n      RedrivePolicy: {deadLetterTargetArn: nowhere}',
      );

    await expect(stack.deploy(broken)).rejects.toMatchObject({ name: 'DeploymentError' });

    const attributes = await stack.subscriptionAttributes(refOf(first, 'Subscription'));
    expect(attributes).toMatchObject({ FilterPolicy: '{"kind":["a"]}', RawMessageDelivery: 'true' });
    expect(attributes).not.toHaveProperty('RedrivePolicy');
  });

  test('makes again what was deleted behind its back', async () => {
    const first = await stack.deploy(template);
    const QueueUrl = refOf(first, 'Queue');
    await stack.call('queues', 'DeleteQueue', { QueueUrl });
    await stack.call('topics', 'Unsubscribe', { SubscriptionArn: refOf(first, 'Subscription') });

    const second = await stack.deploy(template);

    expect((await stack.queueAttributes(QueueUrl))['VisibilityTimeout']).toBe('30');
    expect(await stack.subscriptionAttributes(refOf(second, 'Subscription'))).toMatchObject({
      FilterPolicy: '{"kind":["a"]}',
    });
  });

  test('removes a nested application whole', async () => {
    stack.write('inner.yaml', 'Resources: {Queue: {Type: "AWS::SQS::Queue"}, Topic: {Type: "AWS::SNS::Topic"}}');
    const outer = (nested: string) =>
      `Transform: AWS::Serverless-2016-10-31\nResources:\n  Own: {Type: "AWS::SNS::Topic"}\n${nested}`;
    await stack.deploy(outer('  Inner: {Type: "AWS::Serverless::Application", Properties: {Location: ./inner.yaml}}'));

    const after = await stack.deploy(outer(''));

    expect(after.resources.map(({ path }) => path)).toEqual(['Own']);
    expect(stack.services.queues.metrics()).toEqual({});
    expect(Object.keys(stack.services.topics.metrics())).toHaveLength(1);
    expect((await stack.cloudFormation<{ Stacks: object[] }>('DescribeStacks')).Stacks).toHaveLength(1);
  });
});

describe('a restart over the same folder', () => {
  test('keeps every resource with what it holds, and follows the port', async () => {
    const first = await stack.deploy(template);
    await stack.call('queues', 'SendMessage', { QueueUrl: refOf(first, 'Queue'), MessageBody: 'kept' });

    stack = await stack.reopen(4567);
    const second = await stack.deploy(template);

    expect(second.outputs['QueueUrl']).toBe(first.outputs['QueueUrl']?.replace('4566', '4567'));
    expect(second.resources.map(({ physicalId }) => physicalId)).toEqual(
      first.resources.map(({ physicalId }) => physicalId),
    );
    expect(stack.services.queues.counts()[nameOf(refOf(second, 'Queue'))]).toBe(1);
  });

  test('updates what changed in the template meanwhile', async () => {
    await stack.deploy(template);

    stack = await stack.reopen();
    const second = await stack.deploy(template, { parameters: { Visibility: '61' } });

    expect((await stack.queueAttributes(refOf(second, 'Queue')))['VisibilityTimeout']).toBe('61');
  });
});
