import { deployTemplate } from '../../../src/local/deployment/index.ts';
import { type Deployments, openDeployments, refOf } from '../../support/deployments.ts';

let stack: Deployments;
beforeAll(async () => {
  stack = await openDeployments({ tables: true });
});
afterAll(() => stack.close());

const deploy = (file: string, stackName: string, parameters: Record<string, string> = {}) =>
  deployTemplate({ file, stackName, parameters, engines: stack.services, context: stack.context });
const repository = (path: string) => new URL(`../../../${path}`, import.meta.url).pathname;

describe("a user's own template that nests one of the applications", () => {
  test('is deployed as the shop is', async () => {
    const deployed = await deploy(repository('test/support/own-topic/template.yaml'), 'news');

    const bucket = refOf(deployed, 'NewsBackup/BackupBucket');
    expect(deployed.outputs).toEqual({
      BackupBucketName: bucket,
      QueueUrl: refOf(deployed, 'NewsBackup/BackupQueue'),
    });
    expect(stack.services.objects.bucketExists(bucket)).toBe(true);
    const code = stack.services.functions.get(refOf(deployed, 'NewsBackup/ForwardToFirehoseFunction'));
    expect(code).toMatchObject({
      handler: 'forward-to-firehose.handler',
      codeUri: repository('').replace(/\/$/, ''),
      environment: { RECORD_FORMAT: 'Body', DELIVERY_STREAM_NAME: refOf(deployed, 'NewsBackup/BackupStream') },
    });
    const [mapping] = stack.services.functions.mappings.list();
    expect(mapping).toMatchObject({
      uuid: refOf(deployed, 'NewsBackup/ForwardToFirehoseFunctionBackupQueue'),
      functionName: refOf(deployed, 'NewsBackup/ForwardToFirehoseFunction'),
      enabled: true,
      batchSize: 1000,
    });
  });

  test('uses a bucket that is there, and then makes none', async () => {
    stack.services.objects.createBucket('my-archive');

    const deployed = await deploy(repository('test/support/own-topic/template.yaml'), 'papers', {
      Bucket: 'my-archive',
    });

    expect(deployed.outputs['BackupBucketName']).toBe('my-archive');
    expect(deployed.resources.map(({ path }) => path)).not.toContain('NewsBackup/BackupBucket');
  });
});

describe('each application', () => {
  const topic = 'arn:aws:sns:us-east-1:000000000000:elsewhere';
  beforeAll(() => stack.call('topics', 'CreateTopic', { Name: 'elsewhere' }));

  test.each<[string, Record<string, string>]>([
    ['checkout', {}],
    ['storage-backup', {}],
    [
      'search-analytics',
      { SearchDomainArn: 'arn:aws:es:us-east-1:000000000000:domain/elsewhere', SearchIndexName: 'x' },
    ],
    ['replay', { DestinationQueueName: 'elsewhere' }],
  ])('%s can be deployed by itself', async (app, parameters) => {
    const deployed = await deploy(repository(`apps/${app}/template.yaml`), app, { TopicArn: topic, ...parameters });

    expect(deployed.outputs).toHaveProperty('QueueUrl');
    expect(deployed.outputs).toHaveProperty('SubscriptionDeadLetterQueueUrl');
  });
});

describe('the shop', () => {
  test('gives exactly the outputs that scripts rely on, with addresses of this machine', async () => {
    const { outputs } = await deploy(repository('template.yaml'), 'shop', { ApiAuthorization: 'NONE' });

    expect(Object.keys(outputs).sort()).toEqual([
      'AnalyticsDeadLetterBucketName',
      'BackupBucketName',
      'BackupStreamName',
      'CheckoutApiUrl',
      'CheckoutQueueUrl',
      'CheckoutTopicArn',
      'OrdersTableName',
      'ReplayFunctionName',
      'ReplayMappingId',
      'ReplayQueueUrl',
      'SearchEndpoint',
      'SearchIndexName',
      'SearchStreamName',
      'StoreOrderFunctionName',
    ]);
    expect(outputs['CheckoutApiUrl']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/checkout$/);
    expect(outputs['SearchEndpoint']).toMatch(/^127\.0\.0\.1:4566\/_search\/shop-searchdomain-[0-9a-f]{8}$/);
  });

  test('without its search fork has no domain and no outputs of it', async () => {
    const { outputs, resources } = await deploy(repository('template.yaml'), 'plain', {
      ApiAuthorization: 'NONE',
      SearchFork: 'Disabled',
    });

    expect(outputs).not.toHaveProperty('SearchEndpoint');
    expect(resources.map(({ type }) => type)).not.toContain('AWS::OpenSearchService::Domain');
  });

  test('refuses a JWT authorizer without its issuer, as its rule says', async () => {
    const refused = deploy(repository('template.yaml'), 'strict', { ApiAuthorization: 'JWT' });

    await expect(refused).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(/template\.yaml:\d+: rule \w+: .*JwtIssuer/),
    });
  });
});
