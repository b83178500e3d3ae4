import { planStream } from '../../../src/local/firehose/stream-plan.ts';
import type { Destination } from '../../../src/local/firehose/stream-schema.ts';

const MIB = 1024 * 1024;
const BucketARN = 'arn:aws:s3:::archive';
type Extended = Extract<Destination, { kind: 'ExtendedS3DestinationConfiguration' }>['settings'];
type Search = Extract<Destination, { kind: 'AmazonopensearchserviceDestinationConfiguration' }>['settings'];

const extended = (settings: Partial<Extended> = {}) =>
  planStream({ kind: 'ExtendedS3DestinationConfiguration', settings: { BucketARN, ...settings } });
const search = (settings: Partial<Search> = {}) =>
  planStream({
    kind: 'AmazonopensearchserviceDestinationConfiguration',
    settings: { IndexName: 'events', DomainARN: 'arn:domain', S3Configuration: { BucketARN }, ...settings },
  });
const refusal = (message: string) => expect.objectContaining({ code: 'InvalidArgumentException', message });
const bucket = {
  bytes: 5 * MIB,
  intervalMs: 300_000,
  bucket: 'archive',
  prefix: '',
  errorOutputPrefix: undefined,
  format: 'UNCOMPRESSED',
  extension: '',
  timeZone: 'UTC',
  delimiter: Buffer.alloc(0),
};
const lambda = (parameters: Record<string, string>) => ({
  Type: 'Lambda',
  Parameters: Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue })),
});
const processors = (...Processors: NonNullable<NonNullable<Extended['ProcessingConfiguration']>['Processors']>) => ({
  ProcessingConfiguration: { Enabled: true, Processors },
});

describe('the plan of an archive', () => {
  it('has AWS’s defaults: 5 MiB, 300 s, nothing else', () => {
    const plan = { transform: undefined, s3: bucket, search: undefined, backup: undefined, errors: bucket };

    expect(extended()).toEqual(plan);
    expect(planStream({ kind: 'S3DestinationConfiguration', settings: { BucketARN } })).toEqual(plan);
  });

  it('takes what is set', () => {
    const set = {
      BufferingHints: { SizeInMBs: 2, IntervalInSeconds: 60 },
      Prefix: 'p/',
      ErrorOutputPrefix: 'e/',
      CompressionFormat: 'ZIP',
    } as const;
    const plan = {
      ...bucket,
      bytes: 2 * MIB,
      intervalMs: 60_000,
      prefix: 'p/',
      errorOutputPrefix: 'e/',
      format: 'ZIP',
      extension: '.zip',
    };

    expect(extended({ ...set, CustomTimeZone: 'Asia/Tokyo', FileExtension: '.x' }).s3).toEqual({
      ...plan,
      timeZone: 'Asia/Tokyo',
      extension: '.x',
    });
    expect(extended({ ...set, CustomTimeZone: '', FileExtension: '', ErrorOutputPrefix: '' }).errors).toEqual({
      ...plan,
      errorOutputPrefix: undefined,
    });
    expect(planStream({ kind: 'S3DestinationConfiguration', settings: { BucketARN, ...set } }).s3).toEqual(plan);
  });

  it('backs up the source only when that is enabled', () => {
    const S3BackupConfiguration = { BucketARN: 'arn:aws:s3:::second', Prefix: 'raw/' };

    expect(extended({ S3BackupMode: 'Enabled', S3BackupConfiguration }).backup).toEqual({
      ...bucket,
      bucket: 'second',
      prefix: 'raw/',
    });
    expect(extended({ S3BackupMode: 'Disabled', S3BackupConfiguration }).backup).toBeUndefined();
    expect(extended({ S3BackupConfiguration }).backup).toBeUndefined();
    expect(() => extended({ S3BackupMode: 'Enabled' })).toThrow(
      refusal('S3BackupConfiguration must be specified when S3BackupMode is Enabled.'),
    );
  });

  it('refuses what the local stack lacks', () => {
    const off = { Enabled: false };
    expect(
      extended({
        DynamicPartitioningConfiguration: off,
        DataFormatConversionConfiguration: off,
        CustomTimeZone: 'UTC',
      }),
    ).toMatchObject({ s3: bucket });

    expect(() => extended({ DynamicPartitioningConfiguration: { Enabled: true } })).toThrow(
      refusal('DynamicPartitioningConfiguration is not implemented by the local stack; leave it out or disabled.'),
    );
    expect(() => extended({ DataFormatConversionConfiguration: { Enabled: true } })).toThrow(
      refusal('DataFormatConversionConfiguration is not implemented by the local stack; leave it out or disabled.'),
    );
    expect(() => extended({ CustomTimeZone: 'Mars/City' })).toThrow(
      refusal('CustomTimeZone Mars/City is not a time zone such as UTC or Asia/Tokyo.'),
    );
    expect(() => extended(processors({ Type: 'Decompression' }))).toThrow(
      refusal(
        'The processor Decompression is not implemented by the local stack, which has Lambda and AppendDelimiterToRecord.',
      ),
    );
  });

  it('refuses prefixes that AWS refuses, in both buckets', () => {
    const timed = '!{timestamp:yyyy}/';
    const missing = refusal("ErrorOutputPrefix can't be null or empty when Prefix contains expressions.");

    expect(() => extended({ Prefix: timed })).toThrow(missing);
    expect(() => planStream({ kind: 'S3DestinationConfiguration', settings: { BucketARN, Prefix: timed } })).toThrow(
      missing,
    );
    expect(extended({ Prefix: timed, ErrorOutputPrefix: 'e/' }).s3).toMatchObject({ prefix: timed });
    expect(extended({ S3BackupConfiguration: { BucketARN, Prefix: timed } }).s3).toEqual(bucket);
    expect(search({ S3Configuration: { BucketARN, Prefix: timed } }).errors).toMatchObject({ prefix: timed });
    const wrong = /^Prefix: the sequence .* but it is !\{x\.$/;
    expect(() => extended({ Prefix: '!{x' })).toThrow(wrong);
    expect(() => extended({ S3BackupConfiguration: { BucketARN, Prefix: '!{x' } })).toThrow(wrong);
    expect(() => search({ S3Configuration: { BucketARN, Prefix: '!{x' } })).toThrow(wrong);
    expect(() => extended({ ErrorOutputPrefix: '!{x' })).toThrow(/^ErrorOutputPrefix: /);
  });
});

describe('the plan of a search destination', () => {
  it('has AWS’s defaults: daily indexes, 300 s of retries, ids', () => {
    expect(search()).toEqual({
      transform: undefined,
      s3: undefined,
      search: {
        bytes: 5 * MIB,
        intervalMs: 300_000,
        target: 'arn:domain',
        index: 'events',
        rotation: 'OneDay',
        retryMs: 300_000,
        withIds: true,
      },
      backup: undefined,
      errors: bucket,
    });
  });

  it('takes what is set', () => {
    const plan = search({
      DomainARN: undefined,
      ClusterEndpoint: 'https://domain',
      IndexRotationPeriod: 'OneHour',
      RetryOptions: { DurationInSeconds: 0 },
      DocumentIdOptions: { DefaultDocumentIdFormat: 'NO_DOCUMENT_ID' },
      S3BackupMode: 'AllDocuments',
      ...processors(lambda({ LambdaArn: 'arn:f' })),
    });

    expect(plan.search).toMatchObject({
      target: 'https://domain',
      rotation: 'OneHour',
      retryMs: 0,
      withIds: false,
    });
    expect(plan.backup).toEqual(bucket);
    expect(plan.transform).toMatchObject({ functionArn: 'arn:f' });
    expect(search({ DocumentIdOptions: { DefaultDocumentIdFormat: 'FIREHOSE_DEFAULT' } }).search?.withIds).toBe(true);
    expect(search({ S3BackupMode: 'FailedDocumentsOnly' }).backup).toBeUndefined();
  });

  it('has exactly one domain, and no delimiter', () => {
    const one = refusal('Exactly one of DomainARN and ClusterEndpoint must be specified.');

    expect(() => search({ ClusterEndpoint: 'https://domain' })).toThrow(one);
    expect(() => search({ DomainARN: undefined })).toThrow(one);
    expect(() => search(processors({ Type: 'AppendDelimiterToRecord' }))).toThrow(
      refusal('The processor AppendDelimiterToRecord is for S3 destinations only.'),
    );
  });
});

describe('the plan of processors', () => {
  const transform = (parameters: Record<string, string>) =>
    extended(processors(lambda({ LambdaArn: 'arn:f', ...parameters }))).transform;

  it('has 1 MiB, 60 s and 3 retries for a transformation by default', () => {
    expect(transform({})).toEqual({ functionArn: 'arn:f', retries: 3, bytes: MIB, intervalMs: 60_000 });
  });

  it.each([
    [{ NumberOfRetries: '0' }, { retries: 0 }],
    [{ NumberOfRetries: '300' }, { retries: 300 }],
    [
      { BufferSizeInMBs: '0.2', BufferIntervalInSeconds: '0' },
      { bytes: 0.2 * MIB, intervalMs: 0 },
    ],
    [
      { BufferSizeInMBs: '3', BufferIntervalInSeconds: '900' },
      { bytes: 3 * MIB, intervalMs: 900_000 },
    ],
  ])('takes %j', (parameters, plan) => {
    expect(transform(parameters)).toMatchObject(plan);
  });

  it.each([
    [{ NumberOfRetries: '-1' }, 'NumberOfRetries must be between 0 and 300, but is -1.'],
    [{ NumberOfRetries: '301' }, 'NumberOfRetries must be between 0 and 300, but is 301.'],
    [{ NumberOfRetries: 'x' }, 'NumberOfRetries must be between 0 and 300, but is x.'],
    [
      { BufferSizeInMBs: '0.1', BufferIntervalInSeconds: '0' },
      'BufferSizeInMBs must be between 0.2 and 3, but is 0.1.',
    ],
    [
      { BufferSizeInMBs: '3.1', BufferIntervalInSeconds: '0' },
      'BufferSizeInMBs must be between 0.2 and 3, but is 3.1.',
    ],
    [
      { BufferSizeInMBs: '1', BufferIntervalInSeconds: '901' },
      'BufferIntervalInSeconds must be between 0 and 900, but is 901.',
    ],
    [
      { BufferSizeInMBs: '1', BufferIntervalInSeconds: '-1' },
      'BufferIntervalInSeconds must be between 0 and 900, but is -1.',
    ],
    [{ BufferSizeInMBs: '1' }, 'BufferSizeInMBs and BufferIntervalInSeconds must be specified together.'],
    [{ BufferIntervalInSeconds: '1' }, 'BufferSizeInMBs and BufferIntervalInSeconds must be specified together.'],
    [{ LambdaArn: '' }, 'The Lambda processor must have the parameter LambdaArn.'],
  ])('refuses %j', (parameters, message) => {
    expect(() => transform(parameters)).toThrow(refusal(message));
  });

  it('has one function at most, and one with a name', () => {
    expect(() => extended(processors(lambda({ LambdaArn: 'a' }), lambda({ LambdaArn: 'b' })))).toThrow(
      refusal('Only one Lambda processor can be specified.'),
    );
    expect(() => extended(processors({ Type: 'Lambda' }))).toThrow(
      refusal('The Lambda processor must have the parameter LambdaArn.'),
    );
  });

  it.each([
    [[], '\n'],
    [[{ ParameterName: 'Delimiter', ParameterValue: '\\n' }], '\n'],
    [[{ ParameterName: 'Delimiter', ParameterValue: '\\n\\n' }], '\n\n'],
    [[{ ParameterName: 'Delimiter', ParameterValue: ';' }], ';'],
  ])('appends the delimiter of %j', (Parameters, delimiter) => {
    const plan = extended(processors({ Type: 'AppendDelimiterToRecord', Parameters }, lambda({ LambdaArn: 'f' })));

    expect(plan.s3?.delimiter.toString()).toBe(delimiter);
    expect(plan.transform?.functionArn).toBe('f');
    expect(plan.errors.delimiter).toHaveLength(0);
  });

  it('looks at no processor that is not enabled', () => {
    const Processors = [{ Type: 'Decompression' }];

    for (const processing of [{ Enabled: false, Processors }, { Processors }])
      expect(extended({ ProcessingConfiguration: processing }).transform).toBeUndefined();
    expect(extended({ ProcessingConfiguration: { Enabled: true } }).transform).toBeUndefined();
  });
});
