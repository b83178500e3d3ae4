import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type LocalStack, startLocalStack } from '../../src/local/index.ts';

/** A topic with a queue that only holds, and one whose function answers into the other by what it logs. */
const template = ({ visibility = 100, enabled = true, more = '' } = {}) => `
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Topic:
    Type: AWS::SNS::Topic
  HeldQueue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: ${visibility}
  HeldSubscription:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Topic
      Protocol: sqs
      Endpoint: !GetAtt HeldQueue.Arn
      RawMessageDelivery: true
  WorkQueue:
    Type: AWS::SQS::Queue
  WorkSubscription:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Topic
      Protocol: sqs
      Endpoint: !GetAtt WorkQueue.Arn
      RawMessageDelivery: true
  WorkFunction:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        EntryPoints: [work.ts]
        Format: esm
        OutExtension: [".js=.mjs"]
    Properties:
      CodeUri: .
      Handler: work.handler
      Runtime: nodejs24.x
      Timeout: 5
      Events:
        Work:
          Type: SQS
          Properties:
            Queue: !GetAtt WorkQueue.Arn
            Enabled: ${enabled}
${more}
Outputs:
  TopicArn:
    Value: !Ref Topic
  HeldQueueUrl:
    Value: !Ref HeldQueue
  WorkQueueUrl:
    Value: !Ref WorkQueue
  ${more === '' ? 'Before' : 'After'}:
    Value: there
`;
const OTHER_QUEUE = `
  OtherQueue:
    Type: AWS::SQS::Queue
  OtherSubscription:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Topic
      Protocol: sqs
      Endpoint: !GetAtt OtherQueue.Arn
`;
const handler = (version: string) =>
  `export const handler = async (event: { Records: { body: string }[] }) => {
  for (const { body } of event.Records) console.info(\`${version} saw \${body}\`);
};`;

describe('a changed template or source is picked up without a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forks-reload-'));
  const templateFile = join(folder, 'template.yaml');
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let stack: LocalStack;
  let sns: SNSClient;
  let sqs: SQSClient;

  /** Resolves at the first line, from now on or before, that matches. */
  const line = async (pattern: RegExp, from = 0): Promise<string> => {
    for (;;) {
      const found = lines.slice(from).find((each) => pattern.test(each));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.add(resolve));
    }
  };
  const change = async (file: string, content: string, told: RegExp) => {
    const from = lines.length;
    writeFileSync(join(folder, file), content);
    return line(told, from);
  };
  const publish = (Message: string) => sns.send(new PublishCommand({ TopicArn: stack.outputs['TopicArn'], Message }));
  const depth = async (output: string) => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: stack.outputs[output], AttributeNames: ['All'] }),
    );
    return { visibility: Attributes?.['VisibilityTimeout'], visible: Attributes?.['ApproximateNumberOfMessages'] };
  };

  beforeAll(async () => {
    writeFileSync(templateFile, template());
    writeFileSync(join(folder, 'work.ts'), handler('first'));
    stack = await startLocalStack({
      templateFile,
      watch: true,
      verbose: true,
      warn(text) {
        lines.push(text);
        for (const resolve of [...waiting]) resolve();
        waiting.clear();
      },
    });
    const settings = {
      endpoint: stack.awsUrl,
      region: stack.region,
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    };
    sns = new SNSClient(settings);
    sqs = new SQSClient(settings);
    await publish('one');
    await line(/first saw one/);
  });
  afterAll(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a handler: later messages meet the new code, and an error in it leaves the old one running', async () => {
    const broken = await change('work.ts', 'export const handler = (', /work\.ts|goes on running/);
    await publish('two');
    await stack.flush();
    await line(/first saw two/);
    writeFileSync(join(folder, 'work.ts'), handler('second'));
    for (let n = 0; ; n++) {
      const from = lines.length;
      await publish(`again ${n}`);
      await stack.flush();
      if (/second saw/.test(await line(/(first|second) saw again/, from))) break;
    }

    expect(broken).toMatch(/goes on running/);
  });

  it('a template: changed in place, with what its queues hold, and something new', async () => {
    const { visible } = await depth('HeldQueueUrl');

    await change('template.yaml', template({ visibility: 200, more: OTHER_QUEUE }), /changed template is deployed/);

    expect(await depth('HeldQueueUrl')).toEqual({ visibility: '200', visible });
    expect(Number(visible)).toBeGreaterThan(2);
    expect(stack.outputs).toMatchObject({ After: 'there' });
    expect(stack.outputs).not.toHaveProperty('Before');
    await publish('three');
    await stack.flush();
    await line(/second saw three/);
    expect(Object.entries(stack.metrics().queues).filter(([name]) => name.includes('OtherQueue'))).toEqual([
      [expect.any(String), expect.objectContaining({ held: 1 })],
    ]);
  });

  it('a template that cannot be deployed: said so, and everything stays as it was', async () => {
    const said = await change('template.yaml', 'Resources: [', /not deployed/);
    const refused = await change(
      'template.yaml',
      template({ more: '  Cluster:\n    Type: AWS::ECS::Cluster' }),
      /not deployed/,
    );
    const emptied = await change('template.yaml', template(), /not deployed/);
    await publish('four');
    await stack.flush();

    expect(said).toContain('the stack stays as it was');
    expect(refused).toContain('AWS::ECS::Cluster');
    expect(emptied).toMatch(/OtherQueue .* holds 1 message/);
    await line(/second saw four/);
    expect((await depth('HeldQueueUrl')).visibility).toBe('200');
  });

  it('a mapping switched off and on again: what came between is not lost', async () => {
    await change('template.yaml', template({ enabled: false, more: OTHER_QUEUE }), /changed template is deployed/);
    await publish('five');
    await stack.flush();
    const held = await depth('WorkQueueUrl');
    const from = lines.length;
    await change('template.yaml', template({ more: OTHER_QUEUE }), /changed template is deployed/);
    await stack.flush();

    expect(held.visible).toBe('1');
    await line(/second saw five/, from);
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: stack.outputs['HeldQueueUrl'] }));
    expect(Messages.map(({ Body }) => Body)).toEqual(['one']);
  });
});
