/** What DescribeDeliveryStream answers of a stream: its configuration with AWS's defaults filled in. */
import type { StreamDefinition } from '../stream-registry.ts';
import type { Destination, S3Destination } from '../stream-schema.ts';

/** The DeliveryStreamDescription of a definition; times are epoch seconds, as the JSON protocol has them. */
export function describeStream(definition: StreamDefinition): object {
  return {
    DeliveryStreamName: definition.name,
    DeliveryStreamARN: definition.arn,
    DeliveryStreamStatus: 'ACTIVE',
    DeliveryStreamEncryptionConfiguration: definition.encryption,
    DeliveryStreamType: 'DirectPut',
    VersionId: String(definition.version),
    CreateTimestamp: definition.created / 1000,
    LastUpdateTimestamp: definition.updated / 1000,
    Destinations: [{ DestinationId: DESTINATION_ID, ...describeDestination(definition.destination) }],
    HasMoreDestinations: false,
  };
}

/** A stream has one destination, and its id is always this. */
export const DESTINATION_ID = 'destinationId-000000000001';

function describeDestination({ kind, settings }: Destination): object {
  if (kind === 'S3DestinationConfiguration') return { S3DestinationDescription: describeS3(settings) };
  if (kind === 'AmazonopensearchserviceDestinationConfiguration') {
    const { S3Configuration, ...rest } = settings;
    return {
      AmazonopensearchserviceDestinationDescription: {
        ...rest,
        IndexRotationPeriod: rest.IndexRotationPeriod ?? 'OneDay',
        BufferingHints: rest.BufferingHints ?? HINTS,
        RetryOptions: { DurationInSeconds: rest.RetryOptions?.DurationInSeconds ?? 300 },
        S3BackupMode: rest.S3BackupMode ?? 'FailedDocumentsOnly',
        S3DestinationDescription: describeS3(S3Configuration),
      },
    };
  }
  const { S3BackupConfiguration, ...rest } = settings;
  return {
    S3DestinationDescription: describeS3(settings),
    ExtendedS3DestinationDescription: {
      ...rest,
      ...describeS3(settings),
      S3BackupMode: rest.S3BackupMode ?? 'Disabled',
      ...(S3BackupConfiguration ? { S3BackupDescription: describeS3(S3BackupConfiguration) } : {}),
    },
  };
}

const HINTS = { SizeInMBs: 5, IntervalInSeconds: 300 };

function describeS3(s3: S3Destination): object {
  return {
    RoleARN: s3.RoleARN,
    BucketARN: s3.BucketARN,
    Prefix: s3.Prefix,
    ErrorOutputPrefix: s3.ErrorOutputPrefix,
    BufferingHints: s3.BufferingHints?.SizeInMBs === undefined ? HINTS : s3.BufferingHints,
    CompressionFormat: s3.CompressionFormat ?? 'UNCOMPRESSED',
    EncryptionConfiguration: s3.EncryptionConfiguration ?? { NoEncryptionConfig: 'NoEncryption' },
    CloudWatchLoggingOptions: s3.CloudWatchLoggingOptions ?? { Enabled: false },
  };
}
