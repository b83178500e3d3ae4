import * as v from 'valibot';
import { ExemptPathList } from '../../src/domain/card-data/exempt-paths.ts';
import { redactionRules } from '../../src/domain/card-data/redaction-rules.ts';
import { type AppName, appNames, type Parameter, readTemplateOf } from '../support/templates.ts';

const stream = {
  StreamBufferingIntervalInSeconds: { default: 300, min: 60, max: 900 },
  DataTransformationFunctionArn: { default: '' },
  Redaction: { default: 'None', values: ['None', 'CardData'] },
};

interface Expected {
  default?: string | number;
  min?: number;
  max?: number;
  values?: string[];
}

const common = (forwards: boolean): Record<string, Expected> => ({
  TopicArn: {},
  SubscriptionFilterPolicy: { default: '' },
  SubscriptionFilterPolicyScope: { default: 'MessageAttributes', values: ['MessageAttributes', 'MessageBody'] },
  BatchSize: forwards ? { default: 1000, min: 1, max: 10_000 } : { default: 10, min: 1, max: 10 },
  MaximumBatchingWindowInSeconds: forwards ? { default: 60, min: 1, max: 300 } : { default: 0, min: 0, max: 300 },
  MaximumConcurrency: { default: 2, min: 0, max: 1000 },
  MaxReceiveCount: { default: 30, min: 1, max: 1000 },
  KmsKeyArn: { default: '' },
  LogLevel: { default: 'INFO' },
  LogRetentionInDays: { default: 30 },
  AlarmTopicArn: { default: '' },
  TopicAlarm: { default: 'Enabled', values: ['Enabled', 'Disabled'] },
  RedactionExemptPaths: { default: '' },
  VerificationCodeKeys: { default: '' },
});

const parameters: Record<AppName, Record<string, Expected>> = {
  checkout: { ...common(false), BugEnabled: { default: 'false', values: ['false', 'true'] } },
  'storage-backup': {
    ...common(true),
    ...stream,
    BucketArn: { default: '' },
    ArchiveTransitionInDays: { default: 0, min: 0 },
    ArchiveExpirationInDays: { default: 0, min: 0 },
    NoncurrentExpirationInDays: { default: 30, min: 0 },
    ErrorExpirationInDays: { default: 0, min: 0 },
    StreamPrefix: { default: 'events/dt=!{timestamp:yyyy-MM-dd}/hr=!{timestamp:HH}/' },
    StreamErrorOutputPrefix: { default: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/' },
    StreamCompressionFormat: {
      default: 'UNCOMPRESSED',
      values: ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'],
    },
    StreamBufferingSizeInMBs: { default: 5, min: 1, max: 128 },
    ArchiveFormat: { default: 'Envelope', values: ['Envelope', 'Body'] },
    EventsPerRecord: { default: 500, min: 1, max: 500 },
    PauseOnDeliveryFailure: { default: 'false', values: ['false', 'true'] },
  },
  'search-analytics': {
    ...common(true),
    ...stream,
    SearchDomainArn: {},
    SearchIndexName: {},
    SearchIndexRotationPeriod: {
      default: 'NoRotation',
      values: ['NoRotation', 'OneHour', 'OneDay', 'OneWeek', 'OneMonth'],
    },
    StreamRetryDurationInSeconds: { default: 300, min: 0, max: 7200 },
    StreamBufferingSizeInMBs: { default: 5, min: 1, max: 100 },
    S3BackupMode: { default: 'FailedDocumentsOnly', values: ['FailedDocumentsOnly', 'AllDocuments'] },
  },
  replay: {
    ...common(false),
    MaxReceiveCount: { default: 1000, min: 1, max: 1000 },
    DestinationQueueName: {},
    DestinationKmsKeyArn: { default: '' },
    ReplayQueueRetentionPeriodInSeconds: { default: 1_209_600, min: 60, max: 1_209_600 },
    ReplayEnabled: { default: 'false', values: ['false', 'true'] },
    ArchiveBucketName: { default: '' },
    ArchivePrefix: { default: 'events/' },
    ArchiveKmsKeyArn: { default: '' },
  },
};

const queueOutputs = [
  'QueueName',
  'QueueUrl',
  'QueueArn',
  'DeadLetterQueueName',
  'DeadLetterQueueUrl',
  'SubscriptionDeadLetterQueueName',
  'SubscriptionDeadLetterQueueUrl',
];

const outputs: Record<AppName | 'shop', string[]> = {
  checkout: [...queueOutputs, 'OrdersTableName', 'StoreOrderFunctionName'],
  'storage-backup': [...queueOutputs, 'BackupBucketName', 'BackupBucketArn', 'BackupStreamName'],
  'search-analytics': [
    ...queueOutputs,
    'AnalyticsDeadLetterBucketName',
    'AnalyticsDeadLetterBucketArn',
    'SearchStreamName',
  ],
  replay: [...queueOutputs, 'ReplayFunctionName', 'ReplayFunctionArn', 'ReplayMappingId'],
  shop: [
    'CheckoutApiUrl',
    'CheckoutTopicArn',
    'OrdersTableName',
    'CheckoutQueueUrl',
    'BackupBucketName',
    'BackupStreamName',
    'AnalyticsDeadLetterBucketName',
    'SearchStreamName',
    'SearchEndpoint',
    'SearchIndexName',
    'ReplayFunctionName',
    'ReplayMappingId',
    'ReplayQueueUrl',
    'StoreOrderFunctionName',
  ],
};

const accepts = (parameter: Parameter | undefined, text: string): boolean =>
  new RegExp(parameter?.AllowedPattern ?? '(?!)').test(text);

describe.each(appNames)('the template of %s', (name) => {
  const template = readTemplateOf(name);
  const expected = parameters[name];

  it('has its parameters and no other', () => {
    expect(Object.keys(template.Parameters).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.entries(expected))('bounds %s as promised', (id, bounds) => {
    const parameter = template.Parameters[id];

    expect(parameter?.Default).toEqual(bounds.default);
    if (bounds.min !== undefined) expect(parameter?.MinValue).toBe(bounds.min);
    if (bounds.max !== undefined) expect(parameter?.MaxValue).toBe(bounds.max);
    if (bounds.values) expect(parameter?.AllowedValues).toEqual(bounds.values);
  });

  it('refuses a concurrency of 1, which Lambda does not take', () => {
    expect(template.Rules['MaximumConcurrencyIsNotOne']?.['Assertions']).toEqual([
      {
        Assert: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'MaximumConcurrency' }, '1'] }] },
        AssertDescription: expect.any(String),
      },
    ]);
  });

  it('does not take a FIFO topic', () => {
    const topic = 'arn:aws:sns:us-east-1:000000000000:orders';

    expect(accepts(template.Parameters['TopicArn'], topic)).toBe(true);
    expect(accepts(template.Parameters['TopicArn'], `${topic}.fifo`)).toBe(false);
  });
});

describe.each(['shop', ...appNames] as const)('the outputs of %s', (name) => {
  it('are the promised ones', () => {
    expect(Object.keys(readTemplateOf(name).Outputs).sort()).toEqual([...outputs[name]].sort());
  });
});

describe('the prefixes of the archive', () => {
  const { StreamPrefix, StreamErrorOutputPrefix } = readTemplateOf('storage-backup').Parameters;
  const type = '!{firehose:error-output-type}';

  it.each([
    ['backup/', true],
    ['a/b/!{timestamp:yyyy}/!{firehose:random-string}/', true],
    ['', false],
    ['foo', false],
    ['!{timestamp:yyyy}/', false],
    ['errors/data/', false],
    ['my-failures/x/', false],
  ])('take %p for data: %p', (prefix, good) => {
    expect(accepts(StreamPrefix, prefix)).toBe(good);
  });

  it.each([
    [`errors/${type}/`, true],
    [`failed/!{timestamp:yyyy}/${type}/`, true],
    ['', false],
    ['errors/', false],
    [`events/${type}/`, false],
    [`${type}/errors/`, false],
  ])('take %p for errors: %p', (prefix, good) => {
    expect(accepts(StreamErrorOutputPrefix, prefix)).toBe(good);
  });
});

describe('the exempt paths of redaction', () => {
  const { RedactionExemptPaths } = readTemplateOf('storage-backup').Parameters;

  it.each(['', '/id', '/id,/items/*/id', '/a~1b/~0', '/', 'id', '/id,', ',/id', '/id, /a', '/~2', '/a~', '$.id'])(
    'are taken, or refused, by the template as by the function: %j',
    (list) => {
      expect(accepts(RedactionExemptPaths, list)).toBe(v.safeParse(ExemptPathList, list).success);
    },
  );
});

describe('the keys of verification codes', () => {
  const { VerificationCodeKeys } = readTemplateOf('storage-backup').Parameters;

  it.each(['', 'otp', 'otp,secure-code', 'otp, Prüf_Ziffer', ' ', ',', 'otp,', '--', 'otp;pin', '"otp"', 'a/b'])(
    'are taken, or refused, by the template as by the function: %j',
    (list) => {
      const byFunction = () => redactionRules({ VERIFICATION_CODE_KEYS: list });

      if (accepts(VerificationCodeKeys, list)) expect(byFunction).not.toThrow();
      else expect(byFunction).toThrow('VERIFICATION_CODE_KEYS');
    },
  );
});

describe('the shop', () => {
  const template = readTemplateOf('shop');
  const given = (id: string) => template.Resources[id]?.Properties['Parameters'] as Record<string, unknown>;

  it('sets its forks up as the exercises need them', () => {
    expect(given('StorageBackup')).toMatchObject({
      ArchiveFormat: 'Envelope',
      Redaction: 'CardData',
      StreamCompressionFormat: 'GZIP',
      StreamBufferingIntervalInSeconds: '60',
      StreamBufferingSizeInMBs: '5',
      KmsKeyArn: { 'Fn::GetAtt': ['BackupKey', 'Arn'] },
      DataTransformationFunctionArn: { 'Fn::GetAtt': ['RemoveCardDataFunction', 'Arn'] },
    });
    expect(given('SearchAnalytics')).toMatchObject({
      SearchIndexName: 'checkout_events',
      SubscriptionFilterPolicy: '{"amount":[{"numeric":[">=",100]}]}',
      StreamRetryDurationInSeconds: { Ref: 'StreamRetryDurationInSeconds' },
      Redaction: 'CardData',
    });
    expect(given('Replay')).toMatchObject({
      DestinationQueueName: { 'Fn::GetAtt': ['Checkout', 'Outputs.QueueName'] },
    });
    expect(template.Parameters['StreamRetryDurationInSeconds']?.Default).toBe(30);
  });

  it('exempts the ids of its orders from redaction wherever that is done', () => {
    const ids = '/id,/payment/id,/customer/id,/items/*/id';

    expect(given('StorageBackup')['RedactionExemptPaths']).toBe(ids);
    expect(given('SearchAnalytics')['RedactionExemptPaths']).toBe(ids);
    expect(template.Resources['RemoveCardDataFunction']?.Properties['Environment']).toEqual({
      Variables: { REDACTION_EXEMPT_PATHS: ids, VERIFICATION_CODE_KEYS: { Ref: 'VerificationCodeKeys' } },
    });
  });

  it('is closed unless it is told otherwise', () => {
    expect(template.Parameters['ApiAuthorization']).toMatchObject({
      Default: 'AWS_IAM',
      AllowedValues: ['AWS_IAM', 'JWT', 'NONE'],
    });
    expect(template.Parameters['SearchFork']).toMatchObject({
      Default: 'Enabled',
      AllowedValues: ['Enabled', 'Disabled'],
    });
  });

  it('gives every nested application parameters that it has, and reads outputs that it has', () => {
    const nested = {
      Checkout: 'checkout',
      StorageBackup: 'storage-backup',
      SearchAnalytics: 'search-analytics',
      Replay: 'replay',
    } as const;
    const text = JSON.stringify(template);

    for (const [id, app] of Object.entries(nested)) {
      const child = readTemplateOf(app);
      const required = Object.entries(child.Parameters).filter(([, parameter]) => parameter.Default === undefined);
      const read = [...text.matchAll(new RegExp(`\\["${id}","Outputs\\.(\\w+)"\\]`, 'g'))].map(([, output]) => output);

      expect(Object.keys(child.Parameters)).toEqual(expect.arrayContaining(Object.keys(given(id))));
      expect(Object.keys(given(id))).toEqual(expect.arrayContaining(required.map(([parameter]) => parameter)));
      expect(Object.keys(child.Outputs)).toEqual(expect.arrayContaining(read));
      expect(read.length).toBeGreaterThan(0);
    }
  });
});
