import { parseInput } from '../../../src/local/firehose/operations/validation.ts';
import {
  destinationSchema,
  encryptionSchema,
  streamNameSchema,
  tagsSchema,
} from '../../../src/local/firehose/stream-schema.ts';

const BucketARN = 'arn:aws:s3:::archive';
const bucket = { BucketARN };

describe('the configuration of a stream', () => {
  const extended = (settings: object) =>
    parseInput(destinationSchema, {
      kind: 'ExtendedS3DestinationConfiguration',
      settings: { ...bucket, ...settings },
    }).settings;
  const search = (settings: object) =>
    parseInput(destinationSchema, {
      kind: 'AmazonopensearchserviceDestinationConfiguration',
      settings: { IndexName: 'events', S3Configuration: bucket, ...settings },
    }).settings;
  const plain = (settings: object) =>
    parseInput(destinationSchema, { kind: 'S3DestinationConfiguration', settings: { ...bucket, ...settings } })
      .settings;
  const problem = (path: string, constraint: string) =>
    expect.objectContaining({
      code: 'ValidationException',
      message: `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${constraint}`,
    });
  const atLeast = (min: number) => `Member must have value greater than or equal to ${min}`;
  const atMost = (max: number) => `Member must have value less than or equal to ${max}`;
  const longer = (min: number) => `Member must have length greater than or equal to ${min}`;
  const shorter = (max: number) => `Member must have length less than or equal to ${max}`;
  const hints = (SizeInMBs: unknown, IntervalInSeconds: unknown) => ({
    BufferingHints: { SizeInMBs, IntervalInSeconds },
  });

  it.each([
    ['an archive', extended, 128, 0],
    ['a plain bucket', plain, 128, 0],
    ['a search domain', search, 100, 0],
    ['a backup bucket', (settings: object) => extended({ S3BackupConfiguration: { ...bucket, ...settings } }), 128, 60],
    [
      'the bucket of a search domain',
      (settings: object) => search({ S3Configuration: { ...bucket, ...settings } }),
      128,
      0,
    ],
  ])('buffers for %s within AWS’s bounds', (_, read, largest, shortest) => {
    expect(JSON.stringify(read(hints(1, shortest)))).toContain(`{"SizeInMBs":1,"IntervalInSeconds":${shortest}}`);
    expect(JSON.stringify(read(hints(`${largest}`, '900')))).toContain(
      `{"SizeInMBs":${largest},"IntervalInSeconds":900}`,
    );
    expect(() => read(hints(0, shortest))).toThrow(
      `bufferingHints.sizeInMBs' failed to satisfy constraint: ${atLeast(1)}`,
    );
    expect(() => read(hints(largest + 1, shortest))).toThrow(
      `sizeInMBs' failed to satisfy constraint: ${atMost(largest)}`,
    );
    expect(() => read(hints(1, shortest - 1))).toThrow(
      `intervalInSeconds' failed to satisfy constraint: ${atLeast(shortest)}`,
    );
    expect(() => read(hints(1, 901))).toThrow(`intervalInSeconds' failed to satisfy constraint: ${atMost(900)}`);
    expect(() => read(hints(1, undefined))).toThrow('SizeInMBs and IntervalInSeconds must be given together');
    expect(() => read(hints(undefined, 60))).toThrow('SizeInMBs and IntervalInSeconds must be given together');
  });

  it('has whole numbers, as such or as text', () => {
    expect(() => extended(hints(1.5, 60))).toThrow(
      problem('settings.bufferingHints.sizeInMBs', 'Member must be an integer'),
    );
    for (const text of ['', '1.5', 'x1', '1x', '--1'])
      expect(() => extended(hints(text, 60))).toThrow(
        problem('settings.bufferingHints.sizeInMBs', 'Member must be a number'),
      );
    expect(() => extended(hints('-1', 60))).toThrow(problem('settings.bufferingHints.sizeInMBs', atLeast(1)));
  });

  it.each([
    ['arn:aws:s3:::a', undefined],
    [`arn:aws-cn:s3:::${'a.b-c_d'.padEnd(255, 'x')}`, undefined],
    ['arn:aws:s3:::', 'Member must satisfy regular expression pattern: arn:.*:s3:::[\\w\\.\\-]{1,255}'],
    [
      `arn:aws:s3:::${'a'.repeat(256)}`,
      'Member must satisfy regular expression pattern: arn:.*:s3:::[\\w\\.\\-]{1,255}',
    ],
    ['arn:aws:s3:::a/b', 'Member must satisfy regular expression pattern: arn:.*:s3:::[\\w\\.\\-]{1,255}'],
    ['xarn:aws:s3:::a', 'Member must satisfy regular expression pattern: arn:.*:s3:::[\\w\\.\\-]{1,255}'],
    [undefined, 'Member must not be null'],
  ])('names a bucket by its ARN: %s', (BucketARN, constraint) => {
    const read = () => extended({ BucketARN });

    if (constraint === undefined) expect(read()).toEqual({ BucketARN });
    else expect(read).toThrow(problem('settings.bucketARN', constraint));
  });

  it('has texts of AWS’s lengths', () => {
    const x = (length: number) => 'x'.repeat(length);
    expect(extended({ Prefix: x(1024), ErrorOutputPrefix: '', CustomTimeZone: x(50) })).toMatchObject({
      Prefix: x(1024),
    });
    expect(search({ IndexName: x(80), TypeName: x(100), DomainARN: x(512), ClusterEndpoint: 'x' })).toMatchObject({
      IndexName: x(80),
    });

    expect(() => extended({ Prefix: x(1025) })).toThrow(problem('settings.prefix', shorter(1024)));
    expect(() => extended({ ErrorOutputPrefix: x(1025) })).toThrow(
      problem('settings.errorOutputPrefix', shorter(1024)),
    );
    expect(() => extended({ CustomTimeZone: x(51) })).toThrow(problem('settings.customTimeZone', shorter(50)));
    expect(() => search({ IndexName: x(81) })).toThrow(problem('settings.indexName', shorter(80)));
    expect(() => search({ IndexName: '' })).toThrow(problem('settings.indexName', longer(1)));
    expect(() => search({ TypeName: x(101) })).toThrow(problem('settings.typeName', shorter(100)));
    expect(() => search({ DomainARN: x(513) })).toThrow(problem('settings.domainARN', shorter(512)));
    expect(() => search({ ClusterEndpoint: x(513) })).toThrow(problem('settings.clusterEndpoint', shorter(512)));
    expect(() => search({ DomainARN: '' })).toThrow(problem('settings.domainARN', longer(1)));
    expect(() => search({ ClusterEndpoint: '' })).toThrow(problem('settings.clusterEndpoint', longer(1)));
  });

  it.each(['', '.gz', '.json.gz', ".a-b_c.*'()!9"])('takes the extension %j', (FileExtension) => {
    expect(extended({ FileExtension })).toMatchObject({ FileExtension });
  });

  it.each(['gz', '.', '.GZ', '.a b', 'x.gz', '.gz/'])('refuses the extension %j', (FileExtension) => {
    expect(() => extended({ FileExtension })).toThrow(
      problem('settings.fileExtension', "Member must satisfy regular expression pattern: ^$|\\.[0-9a-z!\\-_.*'()]+"),
    );
  });

  it('refuses an extension of 129', () => {
    expect(extended({ FileExtension: `.${'a'.repeat(127)}` })).toBeDefined();
    expect(() => extended({ FileExtension: `.${'a'.repeat(128)}` })).toThrow(
      problem('settings.fileExtension', shorter(128)),
    );
  });

  it.each([
    [extended, 'CompressionFormat', ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY']],
    [extended, 'S3BackupMode', ['Disabled', 'Enabled']],
    [search, 'IndexRotationPeriod', ['NoRotation', 'OneHour', 'OneDay', 'OneWeek', 'OneMonth']],
    [search, 'S3BackupMode', ['FailedDocumentsOnly', 'AllDocuments']],
  ] as const)('chooses %# %s from a list', (read, name, values) => {
    for (const value of values) expect(read({ [name]: value })).toMatchObject({ [name]: value });
    expect(() => read({ [name]: '' })).toThrow(
      problem(
        `settings.${name.charAt(0).toLowerCase()}${name.slice(1)}`,
        `Member must satisfy enum value set: [${values.join(', ')}]`,
      ),
    );
  });

  it('of a search domain has a retry duration of two hours at most, and ids of documents or none', () => {
    for (const DurationInSeconds of [0, 7200])
      expect(search({ RetryOptions: { DurationInSeconds } })).toMatchObject({ RetryOptions: { DurationInSeconds } });
    expect(search({ RetryOptions: {} })).toMatchObject({ RetryOptions: {} });
    expect(() => search({ RetryOptions: { DurationInSeconds: -1 } })).toThrow(
      problem('settings.retryOptions.durationInSeconds', atLeast(0)),
    );
    expect(() => search({ RetryOptions: { DurationInSeconds: 7201 } })).toThrow(
      problem('settings.retryOptions.durationInSeconds', atMost(7200)),
    );
    for (const DefaultDocumentIdFormat of ['FIREHOSE_DEFAULT', 'NO_DOCUMENT_ID'])
      expect(search({ DocumentIdOptions: { DefaultDocumentIdFormat } })).toMatchObject({
        DocumentIdOptions: { DefaultDocumentIdFormat },
      });
    expect(() => search({ DocumentIdOptions: { DefaultDocumentIdFormat: 'x' } })).toThrow(
      'Member must satisfy enum value set: [FIREHOSE_DEFAULT, NO_DOCUMENT_ID]',
    );
  });

  it('keeps what has no effect here', () => {
    const kept = {
      RoleARN: 'arn:role',
      EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
      CloudWatchLoggingOptions: { Enabled: true },
    };

    expect(extended({ ...kept, Unknown: 1 })).toEqual({ ...bucket, ...kept });
    expect(plain(kept)).toEqual({ ...bucket, ...kept });
    const { RoleARN, CloudWatchLoggingOptions } = kept;
    const ours = { RoleARN, CloudWatchLoggingOptions, VpcConfiguration: { SubnetIds: ['s'] } };
    expect(search(ours)).toEqual({ IndexName: 'events', S3Configuration: bucket, ...ours });
  });

  it('reads switches and values of processors as text or not', () => {
    const processing = (Enabled: unknown, ParameterValue: unknown) =>
      extended({
        ProcessingConfiguration: {
          Enabled,
          Processors: [{ Type: 'Lambda', Parameters: [{ ParameterName: 'NumberOfRetries', ParameterValue }] }],
        },
      });
    const read = (Enabled: boolean, ParameterValue: string) => ({
      ...bucket,
      ProcessingConfiguration: {
        Enabled,
        Processors: [{ Type: 'Lambda', Parameters: [{ ParameterName: 'NumberOfRetries', ParameterValue }] }],
      },
    });

    expect(processing(true, '3')).toEqual(read(true, '3'));
    expect(processing('true', 3)).toEqual(read(true, '3'));
    expect(processing('false', '0')).toEqual(read(false, '0'));
    expect(processing(false, '0')).toEqual(read(false, '0'));
    expect(() => processing('yes', '0')).toThrow("'settings.processingConfiguration.enabled'");
    expect(extended({ ProcessingConfiguration: {} })).toEqual({ ...bucket, ProcessingConfiguration: {} });
    expect(extended({ DataFormatConversionConfiguration: { Enabled: 'false', Schema: 1 } })).toEqual({
      ...bucket,
      DataFormatConversionConfiguration: { Enabled: false, Schema: 1 },
    });
    expect(extended({ DynamicPartitioningConfiguration: { Enabled: 'true' } })).toMatchObject({
      DynamicPartitioningConfiguration: { Enabled: true },
    });
  });

  it('has a name of letters, digits, dots, hyphens and underscores', () => {
    for (const name of ['a', 'A.b-c_9', 'x'.repeat(64)]) expect(parseInput(streamNameSchema, name)).toBe(name);
    const pattern = 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+';
    for (const name of ['a b', '!a', 'a!', 'é'])
      expect(() => parseInput(streamNameSchema, name)).toThrow(problem('', pattern));
    expect(() => parseInput(streamNameSchema, 'x'.repeat(65))).toThrow(problem('', shorter(64)));
    expect(() => parseInput(streamNameSchema, undefined)).toThrow(problem('', 'Member must not be null'));
    expect(() => parseInput(streamNameSchema, '')).toThrow(longer(1));
  });

  it('has 50 tags at most, each with a key and perhaps a value', () => {
    const tags = (count: number) => Array.from({ length: count }, (_, i) => ({ Key: `${i}`, Value: '' }));
    const one = (Key: unknown, Value?: unknown) => parseInput(tagsSchema, [{ Key, Value }]);

    expect(one('a')).toEqual([{ Key: 'a', Value: '' }]);
    expect(parseInput(tagsSchema, tags(50))).toHaveLength(50);
    expect(() => parseInput(tagsSchema, tags(51))).toThrow(problem('', shorter(50)));
    expect(one('k'.repeat(128), 'v'.repeat(256))).toHaveLength(1);
    expect(() => one('')).toThrow(problem('1.member.key', longer(1)));
    expect(() => one('k'.repeat(129))).toThrow(problem('1.member.key', shorter(128)));
    expect(() => one('k', 'v'.repeat(257))).toThrow(problem('1.member.value', shorter(256)));
  });

  it('has a key of AWS or of the customer', () => {
    for (const KeyType of ['AWS_OWNED_CMK', 'CUSTOMER_MANAGED_CMK'])
      expect(parseInput(encryptionSchema, { KeyType, KeyARN: 'k' })).toEqual({ KeyType, KeyARN: 'k' });
    expect(() => parseInput(encryptionSchema, { KeyType: 'mine' })).toThrow(
      problem('keyType', 'Member must satisfy enum value set: [AWS_OWNED_CMK, CUSTOMER_MANAGED_CMK]'),
    );
  });
});
