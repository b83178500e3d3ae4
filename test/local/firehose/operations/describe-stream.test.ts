import { describeStream } from '../../../../src/local/firehose/operations/describe-stream.ts';
import type { Destination } from '../../../../src/local/firehose/stream-schema.ts';

const BucketARN = 'arn:aws:s3:::archive';
const HINTS = { SizeInMBs: 5, IntervalInSeconds: 300 };
const defaults = {
  RoleARN: undefined,
  BucketARN,
  Prefix: undefined,
  ErrorOutputPrefix: undefined,
  BufferingHints: HINTS,
  CompressionFormat: 'UNCOMPRESSED',
  EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
  CloudWatchLoggingOptions: { Enabled: false },
};
const settings = {
  RoleARN: 'arn:role',
  BucketARN,
  Prefix: 'p/',
  ErrorOutputPrefix: 'e/',
  BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 },
  CompressionFormat: 'GZIP' as const,
  EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: 'k' } },
  CloudWatchLoggingOptions: { Enabled: true },
};
const describeOne = (destination: Destination) => {
  const answer = describeStream({
    ...{ id: 1, name: 'stream', arn: 'arn:stream', seed: '49', destination, version: 3, created: 1500, updated: 2500 },
    tags: {},
    encryption: { Status: 'DISABLED' },
  });
  expect(answer).toMatchObject({ Destinations: [{ DestinationId: 'destinationId-000000000001' }] });
  return answer;
};

describe('the description of a stream', () => {
  it('has its state, its version as text, and its times in seconds', () => {
    expect(describeOne({ kind: 'S3DestinationConfiguration', settings: { BucketARN } })).toEqual({
      DeliveryStreamName: 'stream',
      DeliveryStreamARN: 'arn:stream',
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' },
      DeliveryStreamType: 'DirectPut',
      VersionId: '3',
      CreateTimestamp: 1.5,
      LastUpdateTimestamp: 2.5,
      Destinations: [{ DestinationId: 'destinationId-000000000001', S3DestinationDescription: defaults }],
      HasMoreDestinations: false,
    });
  });

  it('tells of an archive twice, as an extended destination and as a plain one', () => {
    expect(describeOne({ kind: 'ExtendedS3DestinationConfiguration', settings: { BucketARN } })).toMatchObject({
      Destinations: [
        {
          S3DestinationDescription: defaults,
          ExtendedS3DestinationDescription: { ...defaults, S3BackupMode: 'Disabled' },
        },
      ],
    });
    const S3BackupConfiguration = { BucketARN: 'arn:aws:s3:::second', BufferingHints: {} };
    const answer = describeOne({
      kind: 'ExtendedS3DestinationConfiguration',
      settings: { ...settings, S3BackupMode: 'Enabled', S3BackupConfiguration, FileExtension: '.x' },
    });
    expect(answer).toMatchObject({
      Destinations: [
        {
          S3DestinationDescription: settings,
          ExtendedS3DestinationDescription: {
            ...settings,
            FileExtension: '.x',
            S3BackupMode: 'Enabled',
            S3BackupDescription: { ...defaults, BucketARN: 'arn:aws:s3:::second' },
          },
        },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('S3BackupConfiguration');
    expect(JSON.stringify(describeOne({ kind: 'ExtendedS3DestinationConfiguration', settings }))).not.toContain(
      'S3BackupDescription',
    );
  });

  it('tells of a search domain with its bucket', () => {
    const given = { DomainARN: 'arn:domain', IndexName: 'events', S3Configuration: settings };
    const set = {
      IndexRotationPeriod: 'OneHour' as const,
      BufferingHints: { SizeInMBs: 9, IntervalInSeconds: 9 },
      RetryOptions: { DurationInSeconds: 0 },
      S3BackupMode: 'AllDocuments' as const,
    };
    const kind = 'AmazonopensearchserviceDestinationConfiguration';
    const described = (more: object) => ({
      Destinations: [
        {
          DestinationId: 'destinationId-000000000001',
          AmazonopensearchserviceDestinationDescription: {
            DomainARN: 'arn:domain',
            IndexName: 'events',
            S3DestinationDescription: settings,
            ...more,
          },
        },
      ],
    });

    expect(describeOne({ kind, settings: given })).toEqual(
      expect.objectContaining(
        described({
          IndexRotationPeriod: 'OneDay',
          BufferingHints: HINTS,
          RetryOptions: { DurationInSeconds: 300 },
          S3BackupMode: 'FailedDocumentsOnly',
        }),
      ),
    );
    expect(describeOne({ kind, settings: { ...given, ...set } })).toEqual(expect.objectContaining(described(set)));
    expect(describeOne({ kind, settings: { ...given, RetryOptions: {} } })).toMatchObject(
      described({ RetryOptions: { DurationInSeconds: 300 } }),
    );
  });
});
