import type * as CloudFormation from '@aws-sdk/client-cloudformation';
import { type Deployments, openDeployments } from '../../support/deployments.ts';

let stack: Deployments;
beforeEach(async () => {
  stack = await openDeployments();
  stack.write('inner.yaml', 'Resources: {Queue: {Type: "AWS::SQS::Queue"}}\nOutputs: {Url: {Value: !Ref Queue}}');
  await stack.deploy(`
Transform: AWS::Serverless-2016-10-31
Description: A shop.
Parameters:
  Secret: {Type: String, NoEcho: true, Default: hidden}
  Names: {Type: CommaDelimitedList, Default: 'a,b'}
Resources:
  Inner: {Type: "AWS::Serverless::Application", Properties: {Location: inner.yaml}}
  Topic: {Type: "AWS::SNS::Topic"}
Outputs:
  Url: {Value: !GetAtt Inner.Outputs.Url, Description: Where., Export: {Name: !Sub "\${AWS::StackName}-url"}}
`);
});
afterEach(() => stack.close());

const rootId = /^arn:aws:cloudformation:us-east-1:000000000000:stack\/shop\/[0-9a-f-]{36}$/;

describe('the CloudFormation API', () => {
  test('describes a stack with its parameters and outputs, secrets masked', async () => {
    const { Stacks = [] } = await stack.cloudFormation<CloudFormation.DescribeStacksOutput>('DescribeStacks', {
      StackName: 'shop',
    });

    expect(Stacks).toHaveLength(1);
    expect(Stacks[0]).toMatchObject({
      StackName: 'shop',
      StackId: expect.stringMatching(rootId),
      StackStatus: 'CREATE_COMPLETE',
      Description: 'A shop.',
      Parameters: [
        { ParameterKey: 'Secret', ParameterValue: '****' },
        { ParameterKey: 'Names', ParameterValue: 'a,b' },
      ],
      Outputs: [
        {
          OutputKey: 'Url',
          OutputValue: expect.stringContaining('shop-Inner-'),
          Description: 'Where.',
          ExportName: 'shop-url',
        },
      ],
    });
    expect(Stacks[0]).toMatchObject({ ParentId: undefined, RootId: undefined });
    expect(JSON.stringify(Stacks)).not.toContain('hidden');
  });

  test('lists nested stacks as stacks of their own, with parent and root', async () => {
    const { StackSummaries = [] } = await stack.cloudFormation<CloudFormation.ListStacksOutput>('ListStacks', {
      StackStatusFilter: ['CREATE_COMPLETE'],
    });

    const [root, inner] = StackSummaries;
    expect(root?.StackName).toBe('shop');
    expect(inner).toMatchObject({
      StackName: expect.stringMatching(/^shop-Inner-[0-9A-F]{8}$/),
      ParentId: root?.StackId,
      RootId: root?.StackId,
    });
  });

  test('filters stacks by status', async () => {
    const { StackSummaries } = await stack.cloudFormation<CloudFormation.ListStacksOutput>('ListStacks', {
      StackStatusFilter: ['UPDATE_COMPLETE'],
    });

    expect(StackSummaries).toEqual([]);
  });

  test("lists resources with AWS's types, nested stacks and physical ids as Ref gives them", async () => {
    const { StackResourceSummaries = [] } = await stack.cloudFormation<CloudFormation.ListStackResourcesOutput>(
      'ListStackResources',
      { StackName: 'shop' },
    );

    expect(
      StackResourceSummaries.map((each) => [each.LogicalResourceId, each.ResourceType, each.PhysicalResourceId]),
    ).toEqual([
      ['Inner', 'AWS::CloudFormation::Stack', expect.stringContaining(':stack/shop-Inner-')],
      ['Topic', 'AWS::SNS::Topic', expect.stringMatching(/^arn:aws:sns:us-east-1:000000000000:shop-Topic-/)],
    ]);
  });

  test('finds a stack by its id, and a resource by its stack or its physical id', async () => {
    const { StackSummaries = [] } = await stack.cloudFormation<CloudFormation.ListStacksOutput>('ListStacks');
    const inner = StackSummaries[1]?.StackId;
    const { StackResourceDetail } = await stack.cloudFormation<CloudFormation.DescribeStackResourceOutput>(
      'DescribeStackResource',
      { StackName: inner, LogicalResourceId: 'Queue' },
    );

    const found = await stack.cloudFormation<CloudFormation.DescribeStackResourcesOutput>('DescribeStackResources', {
      PhysicalResourceId: StackResourceDetail?.PhysicalResourceId,
    });

    expect(StackResourceDetail).toMatchObject({ ResourceType: 'AWS::SQS::Queue', ResourceStatus: 'CREATE_COMPLETE' });
    expect(found.StackResources).toMatchObject([{ StackId: inner, LogicalResourceId: 'Queue' }]);
  });

  test('gives the template and its summary', async () => {
    const { TemplateBody } = await stack.cloudFormation<CloudFormation.GetTemplateOutput>('GetTemplate', {
      StackName: 'shop',
    });
    const summary = await stack.cloudFormation<CloudFormation.GetTemplateSummaryOutput>('GetTemplateSummary', {
      StackName: 'shop',
    });

    expect(TemplateBody).toContain('Description: A shop.');
    expect(summary).toMatchObject({
      Description: 'A shop.',
      Parameters: [
        { ParameterKey: 'Secret', NoEcho: true, ParameterType: 'String' },
        { ParameterKey: 'Names', NoEcho: false, DefaultValue: 'a,b' },
      ],
      ResourceTypes: ['AWS::Serverless::Application', 'AWS::SNS::Topic'],
    });
  });

  test.each([
    ['DescribeStacks', { StackName: 'none' }, 'ValidationError', 'Stack with id none does not exist'],
    ['ListStackResources', { StackName: 'none' }, 'ValidationError', 'Stack with id none does not exist'],
    [
      'DescribeStackResource',
      { StackName: 'shop', LogicalResourceId: 'None' },
      'ValidationError',
      'Resource None does not exist for stack shop',
    ],
    ['DescribeStackResources', { PhysicalResourceId: 'none' }, 'ValidationError', 'Stack for none does not exist'],
    [
      'GetTemplateSummary',
      { TemplateBody: 'Resources: [' },
      'ValidationError',
      'Template format error: Template:1: not valid YAML',
    ],
    [
      'CreateChangeSet',
      { StackName: 'shop' },
      'UnsupportedOperation',
      'CreateChangeSet is not done by the local stack',
    ],
    ['DeleteStack', { StackName: 'shop' }, 'UnsupportedOperation', 'DeleteStack is not done by the local stack'],
  ])("%s of %j answers with AWS's error %s", async (operation, input, code, message) => {
    await expect(stack.cloudFormation(operation, input)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});
