import { createPermissionStore } from '../../../src/local/lambda/functions/permission-store.ts';
import { call } from '../../../src/local/resources/engines.ts';
import { type Deployments, openDeployments } from '../../support/deployments.ts';

let stack: Deployments;
beforeAll(async () => {
  stack = await openDeployments();
});
afterAll(() => stack.close());

const document = (action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: action, Resource: '*' }],
});
const deploy = (resources: object) =>
  stack.deploy(
    JSON.stringify({
      Resources: {
        A: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'a' } },
        B: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'b' } },
        T: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 't' } },
        ...resources,
      },
    }),
    { stackName: 'policies', file: 'policies.json' },
  );
const ofQueue = async (name: string) => {
  const { queues } = stack.services;
  const input = { QueueUrl: queues.urlOf(name), AttributeNames: ['Policy'] };
  const { Attributes } = await call(queues.operations, 'GetQueueAttributes', input);
  return Attributes === undefined ? undefined : JSON.parse((Attributes as { Policy: string }).Policy);
};
const ofTopic = async () => {
  const input = { TopicArn: 'arn:aws:sns:us-east-1:000000000000:t' };
  const { Attributes } = await call(stack.services.topics.operations, 'GetTopicAttributes', input);
  return JSON.parse((Attributes as { Policy: string }).Policy);
};
const queuePolicy = (queues: string[], action: string) => ({
  QueuesPolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: queues.map((Ref) => ({ Ref })), PolicyDocument: document(action) },
  },
});
const topicPolicy = (action: string) => ({
  TopicsPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: { Topics: [{ Ref: 'T' }], PolicyDocument: document(action) },
  },
});

test('queues and topics give back the policy that is declared, as long as it is', async () => {
  await deploy({ ...queuePolicy(['A', 'B'], 'sqs:SendMessage'), ...topicPolicy('sns:Publish') });
  expect([await ofQueue('a'), await ofQueue('b'), await ofTopic()]).toEqual([
    document('sqs:SendMessage'),
    document('sqs:SendMessage'),
    document('sns:Publish'),
  ]);

  await deploy({ ...queuePolicy(['B'], 'sqs:*'), ...topicPolicy('sns:Subscribe') });
  expect([await ofQueue('a'), await ofQueue('b'), await ofTopic()]).toEqual([
    undefined,
    document('sqs:*'),
    document('sns:Subscribe'),
  ]);

  await deploy({});
  expect([await ofQueue('b'), (await ofTopic()).Id]).toEqual([undefined, '__default_policy_ID']);
});

test('a function’s policy has the permissions that are declared, as long as they are', async () => {
  const permission = (Principal: string, FunctionName = 'f') => ({
    Invoke: {
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName, Action: 'lambda:InvokeFunction', Principal, SourceArn: 'arn:x' },
    },
  });
  const statements = (name: string) => createPermissionStore(stack.context).statements(name);

  await deploy(permission('sns.amazonaws.com'));
  expect(statements('f')).toMatchObject([
    { Principal: { Service: 'sns.amazonaws.com' }, Condition: { ArnLike: { 'AWS:SourceArn': 'arn:x' } } },
  ]);

  await deploy(permission('s3.amazonaws.com', 'arn:aws:lambda:us-east-1:000000000000:function:g'));
  expect([statements('f'), statements('g')]).toMatchObject([[], [{ Principal: { Service: 's3.amazonaws.com' } }]]);

  await deploy({});
  expect(statements('g')).toEqual([]);
});
