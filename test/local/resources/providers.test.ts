import { type Deployments, openDeployments, refOf } from '../../support/deployments.ts';

let stack: Deployments;
beforeAll(async () => {
  stack = await openDeployments({ tables: true });
});
afterAll(() => stack.close());

/** Deploys one resource called Thing as the whole of a stack of its type's name; deploying again updates it. */
async function deploy(type: string, properties: object, others: object = {}): Promise<string> {
  const template = { Resources: { Thing: { Type: type, Properties: properties }, ...others } };
  const stackName = type.replaceAll('::', '-');
  return refOf(await stack.deploy(JSON.stringify(template), { stackName, file: `${stackName}.json` }), 'Thing');
}

describe('AWS::DynamoDB::Table', () => {
  const type = 'AWS::DynamoDB::Table';
  const keys = {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  };

  test('changes its time to live and protection in place, and is not replaced while it holds items', async () => {
    const TableName = await deploy(type, keys);
    await stack.call('tables', 'PutItem', { TableName, Item: { id: { S: 'kept' } } });

    const ttl = { AttributeName: 'expires', Enabled: true };
    const same = await deploy(type, { ...keys, TimeToLiveSpecification: ttl, DeletionProtectionEnabled: true });
    const switchedOn = await stack.call('tables', 'DescribeTimeToLive', { TableName });
    const protectedTable = await stack.call('tables', 'DescribeTable', { TableName });
    await deploy(type, { ...keys, TimeToLiveSpecification: { ...ttl, Enabled: false } });
    const switchedOff = await stack.call('tables', 'DescribeTimeToLive', { TableName });

    expect(same).toBe(TableName);
    expect(switchedOn).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
    });
    expect(protectedTable).toMatchObject({ Table: { DeletionProtectionEnabled: true } });
    expect(switchedOff).toMatchObject({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } });
    const otherKeys = {
      ...keys,
      AttributeDefinitions: [{ AttributeName: 'other', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }],
    };
    await expect(deploy(type, otherKeys)).rejects.toThrow(/holds items and would have to be replaced/);
  });
});

describe('AWS::KinesisFirehose::DeliveryStream', () => {
  const type = 'AWS::KinesisFirehose::DeliveryStream';
  const bucket = { Bucket: { Type: 'AWS::S3::Bucket' } };
  const destination = (more: object) => ({
    ExtendedS3DestinationConfiguration: {
      BucketARN: { 'Fn::GetAtt': ['Bucket', 'Arn'] },
      RoleARN: 'arn:aws:iam::000000000000:role/stream',
      BufferingHints: { IntervalInSeconds: '60', SizeInMBs: '5' },
      ...more,
    },
  });
  const described = async (DeliveryStreamName: string) =>
    (
      await stack.call<{
        DeliveryStreamDescription: { Destinations: { ExtendedS3DestinationDescription: object }[] };
      }>('firehose', 'DescribeDeliveryStream', { DeliveryStreamName })
    ).DeliveryStreamDescription.Destinations[0]?.ExtendedS3DestinationDescription;

  test('changes its destination in place, with the records in its buffer', async () => {
    const name = await deploy(type, destination({ Prefix: 'a/', CompressionFormat: 'GZIP' }), bucket);
    await stack.call('firehose', 'PutRecord', { DeliveryStreamName: name, Record: { Data: 'a2VwdA==' } });

    const same = await deploy(type, destination({ Prefix: 'b/', FileExtension: '.x' }), bucket);

    expect(same).toBe(name);
    expect(await described(name)).toMatchObject({
      Prefix: 'b/',
      CompressionFormat: 'GZIP',
      FileExtension: '.x',
    });
    expect(stack.services.firehose.buffered()[name]).toBe(1);
    await expect(deploy(type, { ...destination({}), DeliveryStreamName: 'another' }, bucket)).rejects.toThrow(
      /holds 1 buffered record and would have to be replaced \(DeliveryStreamName/,
    );
  });

  test('keeps on an update what the template no longer says, and drops what it says is off', async () => {
    const processing = {
      Enabled: true,
      Processors: [
        {
          Type: 'Lambda',
          Parameters: [
            { ParameterName: 'LambdaArn', ParameterValue: 'arn:aws:lambda:us-east-1:000000000000:function:redact' },
          ],
        },
      ],
    };
    const key = { KMSEncryptionConfig: { AWSKMSKeyARN: 'arn:aws:kms:us-east-1:000000000000:key/k' } };
    const off = { NoEncryptionConfig: 'NoEncryption' };
    const update = async (more: object) => {
      const stream = { Type: type, Properties: destination(more) };
      const template = JSON.stringify({ Resources: { ...bucket, Stream: stream } });
      return described(refOf(await stack.deploy(template, { stackName: 'kept-stream' }), 'Stream'));
    };

    const first = await update({ ProcessingConfiguration: processing, EncryptionConfiguration: key });
    const left = await update({ Prefix: 'other/' });
    const said = await update({ ProcessingConfiguration: { Enabled: false }, EncryptionConfiguration: off });

    expect(left).toEqual({ ...first, Prefix: 'other/' });
    expect(left).toMatchObject({ ProcessingConfiguration: processing, EncryptionConfiguration: key });
    expect(said).toMatchObject({ ProcessingConfiguration: { Enabled: false }, EncryptionConfiguration: off });
    expect(said).not.toHaveProperty('ProcessingConfiguration.Processors');
    expect(said).not.toHaveProperty('EncryptionConfiguration.KMSEncryptionConfig');
  });

  test('of a search domain is replaced for another backup mode, which AWS fixes at creation', async () => {
    const search = (S3BackupMode: string) => ({
      AmazonopensearchserviceDestinationConfiguration: {
        DomainARN: 'arn:aws:es:us-east-1:000000000000:domain/x',
        IndexName: 'x',
        RoleARN: 'arn:aws:iam::000000000000:role/stream',
        S3BackupMode,
        S3Configuration: {
          BucketARN: { 'Fn::GetAtt': ['Bucket', 'Arn'] },
          RoleARN: 'arn:aws:iam::000000000000:role/s',
        },
      },
    });
    const stream = { Type: type, Properties: search('FailedDocumentsOnly') };
    const template = (properties: object) =>
      JSON.stringify({ Resources: { ...bucket, Stream: { ...stream, Properties: properties } } });
    const first = await stack.deploy(template(search('FailedDocumentsOnly')), { stackName: 'search-stream' });
    const DeliveryStreamName = refOf(first, 'Stream');
    await stack.call('firehose', 'PutRecord', { DeliveryStreamName, Record: { Data: 'e30=' } });

    await expect(stack.deploy(template(search('AllDocuments')), { stackName: 'search-stream' })).rejects.toThrow(
      /would have to be replaced \(AmazonopensearchserviceDestinationConfiguration\.S3BackupMode/,
    );
  });
});

describe('AWS::Logs::LogGroup', () => {
  test('changes its retention in place, and loses it with the property', async () => {
    const type = 'AWS::Logs::LogGroup';
    const group = async () =>
      (await stack.services.functions.logs['DescribeLogGroups']?.({ logGroupNamePrefix: 'mine' }, stack.request)) as {
        logGroups: { retentionInDays?: number }[];
      };
    await deploy(type, { LogGroupName: 'mine', RetentionInDays: '30' });
    const first = await group();
    await deploy(type, { LogGroupName: 'mine', RetentionInDays: 7 });
    const second = await group();
    await deploy(type, { LogGroupName: 'mine' });
    const third = await group();

    expect(first.logGroups).toMatchObject([{ retentionInDays: 30 }]);
    expect(second.logGroups).toMatchObject([{ retentionInDays: 7 }]);
    expect(third.logGroups[0]).not.toHaveProperty('retentionInDays');
  });
});

describe('a resource that takes several calls', () => {
  test.each([
    [
      'a log group',
      { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'twice', RetentionInDays: 4 } },
      { RetentionInDays: 5 },
    ],
    [
      'a table',
      {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'twice',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          TimeToLiveSpecification: { AttributeName: '', Enabled: true },
        },
      },
      { TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } },
    ],
  ])('is taken away when a later one fails, and can be made again: %s', async (_title, thing, mended) => {
    const template = (properties: object) =>
      JSON.stringify({ Resources: { Thing: { ...thing, Properties: { ...thing.Properties, ...properties } } } });
    const options = { stackName: `twice-${thing.Type.replaceAll('::', '-')}` };

    await expect(stack.deploy(template({}), options)).rejects.toMatchObject({ name: 'DeploymentError' });
    const deployed = await stack.deploy(template(mended), options);

    expect(refOf(deployed, 'Thing')).toBe('twice');
  });
});

describe('AWS::Lambda::Function, its mapping and an HTTP API', () => {
  const parts = ({ on = true, batch = 5, route = 'POST /a', greeting = 'hello' }) => ({
    Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60 } },
    Code: {
      Type: 'AWS::Lambda::Function',
      Metadata: {
        BuildMethod: 'esbuild',
        BuildProperties: { EntryPoints: ['code.js'], Format: 'esm', OutExtension: ['.js=.mjs'] },
      },
      Properties: {
        Code: '.',
        Handler: 'code.handler',
        Runtime: 'nodejs24.x',
        Timeout: 5,
        Role: 'arn:aws:iam::000000000000:role/code',
        Environment: { Variables: { GREETING: greeting, QUEUE: { Ref: 'Queue' } } },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        FunctionName: { Ref: 'Code' },
        BatchSize: batch,
        Enabled: String(on),
      },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'a', ProtocolType: 'HTTP' } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': ['Code', 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: { Ref: 'Api' }, RouteKey: route, Target: { 'Fn::Sub': 'integrations/${Integration}' } },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
    },
  });
  const bring = (changes: Parameters<typeof parts>[0]) =>
    stack.deploy(
      JSON.stringify({
        Resources: parts(changes),
        Outputs: { Url: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
      }),
      {
        stackName: 'code',
        file: 'code/template.json',
      },
    );

  test.each(['1A', 'A', 'AWS_REGION'])('have no variable called %s', async (name) => {
    const { Code } = parts({});
    const Environment = { Variables: { [name]: 'x' } };
    const template = { Resources: { Code: { ...Code, Properties: { ...Code.Properties, Environment } } } };

    await expect(stack.deploy(JSON.stringify(template), { stackName: 'named' })).rejects.toThrow(
      /Code.*Environment\.Variables: .*environment/,
    );
  });

  test('run, and change in place under the same names', async () => {
    stack.write(
      'code/code.js',
      'export const handler = async () => ({ statusCode: 200, body: process.env.GREETING });',
    );
    const first = await bring({});
    const answer = await fetch(`${first.outputs['Url']}/a`, { method: 'POST' });
    const body = await answer.text();

    const second = await bring({ on: false, batch: 7, route: 'GET /b', greeting: 'goodbye' });

    expect([answer.status, body]).toEqual([200, 'hello']);
    expect(second.resources).toEqual(first.resources);
    expect(stack.services.functions.mappings.get(refOf(second, 'Mapping'))).toMatchObject({
      batchSize: 7,
      enabled: false,
    });
    expect((await fetch(`${first.outputs['Url']}/a`, { method: 'POST' })).status).toBe(404);
    expect(await (await fetch(`${first.outputs['Url']}/b`)).text()).toBe('goodbye');
  });

  test('are reached by SAM events too', async () => {
    stack.write('sam/code.js', 'export const handler = async ({ rawPath }) => rawPath;');
    const deployed = await stack.deploy(
      `Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: esbuild, BuildProperties: {EntryPoints: [code.js], Format: esm, OutExtension: ['.js=.mjs']}}
    Properties:
      CodeUri: .
      Handler: code.handler
      Runtime: nodejs24.x
      Events: {Any: {Type: HttpApi, Properties: {Path: '/hello/{name}', Method: get}}}
Outputs:
  Url: {Value: !GetAtt ServerlessHttpApi.ApiEndpoint}
`,
      { stackName: 'sam', file: 'sam/template.yaml' },
    );

    const answer = await fetch(`${deployed.outputs['Url']}/hello/you`);

    expect([answer.status, await answer.text()]).toEqual([200, '/hello/you']);
  });

  test('go with their template', async () => {
    const first = await bring({});

    await stack.deploy('{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}', {
      stackName: 'code',
      file: 'code/template.json',
    });

    expect(stack.services.functions.get(refOf(first, 'Code'))).toBeUndefined();
    expect(stack.services.httpApi.has(refOf(first, 'Api'))).toBe(false);
    expect(stack.services.functions.mappings.list()).toEqual([]);
  });
});
