import { type Deployments, openDeployments, refOf } from '../../support/deployments.ts';

let stack: Deployments;
beforeEach(async () => {
  stack = await openDeployments();
});
afterEach(() => stack.close());

const fork = `
Parameters:
  TopicArn: {Type: String}
  FilterPolicy: {Type: String, Default: ''}
  Concurrency: {Type: Number, Default: 2}
Conditions:
  HasFilter: !Not [!Equals [!Ref FilterPolicy, '']]
Resources:
  Subscription:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref TopicArn
      Protocol: sqs
      Endpoint: !GetAtt Queue.Arn
      FilterPolicy: !If [HasFilter, !Ref FilterPolicy, !Ref AWS::NoValue]
      RedrivePolicy: {deadLetterTargetArn: !GetAtt DeadLetterQueue.Arn}
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: !Ref Concurrency
      RedrivePolicy: {deadLetterTargetArn: !GetAtt DeadLetterQueue.Arn, maxReceiveCount: 3}
  DeadLetterQueue:
    Type: AWS::SQS::Queue
Outputs:
  QueueUrl: {Value: !Ref Queue}
`;
const parent = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Filter: {Type: String, Default: '{"amount":[{"numeric":[">=",100]}]}'}
Resources:
  Fork:
    Type: AWS::Serverless::Application
    Properties:
      Location: fork/template.yaml
      Parameters: {TopicArn: !Ref Topic, FilterPolicy: !Ref Filter, Concurrency: 45}
  Topic:
    Type: AWS::SNS::Topic
    Properties: {DisplayName: Orders, KmsMasterKeyId: alias/aws/sns}
  Key:
    Type: AWS::KMS::Key
    Properties: {Description: not used}
Outputs:
  QueueUrl: {Value: !GetAtt Fork.Outputs.QueueUrl}
  TopicArn: {Value: !Ref Topic}
  Hidden: {Condition: Never, Value: x}
Conditions: {Never: !Equals [a, b]}
`;

describe('a deployment', () => {
  test('makes what nested templates say, in the order of their references, and gives the root outputs', async () => {
    stack.write('fork/template.yaml', fork);

    const deployed = await stack.deploy(parent);

    expect(deployed.outputs).toEqual({
      QueueUrl: refOf(deployed, 'Fork/Queue'),
      TopicArn: refOf(deployed, 'Topic'),
    });
    expect(deployed.outputs['QueueUrl']).toMatch(
      /^http:\/\/127\.0\.0\.1:4566\/000000000000\/shop-Fork-[0-9A-F]{8}-Queue-[0-9A-F]{8}$/,
    );
    expect((await stack.queueAttributes(deployed.outputs['QueueUrl'] ?? ''))['VisibilityTimeout']).toBe('45');
    expect(deployed.ignored).toEqual([
      { type: 'AWS::KMS::Key' },
      { type: 'AWS::SNS::Topic', property: 'KmsMasterKeyId' },
    ]);
    expect(deployed.files.map((file) => file.slice(stack.folder.length))).toEqual([
      '/templates/template.yaml',
      '/templates/fork/template.yaml',
    ]);
  });

  test('gives the same names to the same template in another folder', async () => {
    stack.write('fork/template.yaml', fork);
    const other = await openDeployments();
    other.write('fork/template.yaml', fork);

    const [here, there] = [await stack.deploy(parent), await other.deploy(parent)];

    await other.close();
    expect(there.resources.map(({ path, type }) => [path, type])).toEqual(
      here.resources.map(({ path, type }) => [path, type]),
    );
    expect(there.outputs).toEqual(here.outputs);
  });

  // Floci encoded the text form twice, and redrive failed in silence: github.com/floci-io/floci/pull/2325.
  test('carries policies given as object or as text, none encoded twice', async () => {
    stack.write('fork/template.yaml', fork);

    const deployed = await stack.deploy(parent);

    const subscription = await stack.subscriptionAttributes(refOf(deployed, 'Fork/Subscription'));
    const deadLetters = stack.services.queues.arnOf(refOf(deployed, 'Fork/DeadLetterQueue').split('/').at(-1) ?? '');
    expect(JSON.parse(subscription['FilterPolicy'] ?? '')).toEqual({ amount: [{ numeric: ['>=', 100] }] });
    expect(JSON.parse(subscription['RedrivePolicy'] ?? '')).toEqual({ deadLetterTargetArn: deadLetters });
    const queue = await stack.queueAttributes(refOf(deployed, 'Fork/Queue'));
    expect(JSON.parse(queue['RedrivePolicy'] ?? '')).toEqual({ deadLetterTargetArn: deadLetters, maxReceiveCount: 3 });
  });

  test('carries events: what is published arrives in the queue when its filter lets it', async () => {
    stack.write('fork/template.yaml', fork);
    const deployed = await stack.deploy(parent);
    const TopicArn = deployed.outputs['TopicArn'];
    const amount = (StringValue: string) => ({ amount: { DataType: 'Number', StringValue } });

    await stack.call('topics', 'Publish', { TopicArn, Message: 'small', MessageAttributes: amount('99.99') });
    await stack.call('topics', 'Publish', { TopicArn, Message: 'large', MessageAttributes: amount('100') });

    const name = deployed.outputs['QueueUrl']?.split('/').at(-1) ?? '';
    expect(stack.services.queues.counts()[name]).toBe(1);
  });

  // A stub that reports success hides what is not there: github.com/floci-io/floci/issues/2967.
  test('takes a type that is neither performed nor accepted for an error, with the line', async () => {
    const template = 'Resources:\n  Queue: {Type: "AWS::SQS::Queue"}\n  Stream:\n    Type: AWS::Kinesis::Stream\n';

    await expect(stack.deploy(template)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(/template\.yaml:4: Stream: type AWS::Kinesis::Stream is not performed locally/),
    });
    expect(stack.services.queues.metrics()).toEqual({});
  });

  test('shows the value of a NoEcho parameter in no error', async () => {
    const template = `Parameters: {Secret: {Type: String, NoEcho: true, Default: hunter2}}
Resources:
  Queue: {Type: "AWS::SQS::Queue", Properties: {DelaySeconds: !Sub "\${Secret}x"}}
`;

    await expect(stack.deploy(template)).rejects.toThrow(/DelaySeconds is \*\*\*\*; it must be a whole number/);
  });

  // Floci dropped a queue's RedrivePolicy (github.com/floci-io/floci/pull/1939), and so did Yulin
  // (github.com/KensioSoftware/yulin/issues/1191).
  test('drops no property in silence', async () => {
    const template = 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      FifoTopic: true\n';

    await expect(stack.deploy(template)).rejects.toThrow(
      /template\.yaml:5: Topic \(AWS::SNS::Topic\): property FifoTopic is not performed locally/,
    );
  });

  test('checks a nested template before anything is made, also where its values are not known yet', async () => {
    stack.write(
      'fork/template.yaml',
      fork.replace('DeadLetterQueue:\n    Type: AWS::SQS::Queue', 'DeadLetterQueue:\n    Type: AWS::SQS::Pipe'),
    );

    await expect(stack.deploy(parent)).rejects.toThrow(/fork\/template\.yaml:23: DeadLetterQueue: type AWS::SQS::Pipe/);
    expect(stack.services.topics.metrics()).toEqual({});
  });

  test.each([
    [
      'a parameter that the nested template lacks',
      parent.replace('Concurrency', 'Konkurrenz'),
      /template\.yaml:10: .*fork\/template\.yaml has no parameter Konkurrenz; it has Concurrency, FilterPolicy, TopicArn/,
    ],
    [
      'a value that the nested template refuses',
      parent.replace('45', 'many'),
      /template\.yaml:10: parameter Concurrency is "many"; it must be a number/,
    ],
    [
      'an output that the nested template lacks',
      parent.replace('Outputs.QueueUrl', 'Outputs.Url'),
      /template\.yaml:18: Fork has no output Url here; it has QueueUrl/,
    ],
    [
      'an attribute that the type lacks',
      parent.replace('Value: !Ref Topic', 'Value: !GetAtt Topic.Arn'),
      /template\.yaml:19: Topic \(AWS::SNS::Topic\) has no attribute Arn; it has TopicArn, TopicName/,
    ],
    [
      'a template that is not there',
      parent.replace('fork/template', 'spoon/template'),
      /spoon\/template\.yaml: cannot read the template: ENOENT/,
    ],
    [
      'an application of the repository',
      parent.replace('fork/template.yaml', 's3://bucket/x.yaml'),
      /template\.yaml:9: Fork: Location must be a file on this machine, not s3:/,
    ],
    [
      'a template that nests itself',
      parent.replace('fork/template.yaml', 'template.yaml'),
      /template\.yaml would nest itself without an end/,
    ],
    [
      'resources that depend on each other',
      parent.replace('DisplayName: Orders', 'DisplayName: !GetAtt Fork.Outputs.QueueUrl'),
      /resources depend on each other: Fork → Topic → Fork/,
    ],
  ])('refuses %s and makes nothing', async (_title, template, message) => {
    stack.write('fork/template.yaml', fork);

    await expect(stack.deploy(template)).rejects.toThrow(message);
    expect(stack.services.topics.metrics()).toEqual({});
    expect(await stack.cloudFormation('DescribeStacks')).toEqual({ Stacks: [] });
  });

  test('that an engine refuses half-way is undone and told with the line', async () => {
    const template = `Resources:
  Queue: {Type: "AWS::SQS::Queue"}
  Topic: {Type: "AWS::SNS::Topic"}
  Broken:
    Type: AWS::SQS::Queue
    DependsOn: [Queue, Topic]
    Properties: {DelaySeconds: 901}
`;

    await expect(stack.deploy(template)).rejects.toMatchObject({
      name: 'DeploymentError',
      message: expect.stringMatching(
        /template\.yaml:5: Broken \(AWS::SQS::Queue\) could not be deployed: .*DelaySeconds/,
      ),
    });

    expect(stack.services.queues.metrics()).toEqual({});
    expect(stack.services.topics.metrics()).toEqual({});
    expect(await stack.cloudFormation('DescribeStacks')).toEqual({ Stacks: [] });
    expect(stack.warnings).toEqual([]);
  });
});
