/**
 * Stands in for the destinations of AWS::KinesisFirehose::DeliveryStream: S3 and OpenSearch Service.
 * Format conversion, dynamic partitioning, VPC delivery and secrets are not performed.
 */
import { accepted, document, flag, listOf, objectOf, oneOf, performed, required, text, whole } from './shapes.ts';

const bufferingHints = objectOf({ IntervalInSeconds: performed(whole), SizeInMBs: performed(whole) });

const processing = objectOf({
  Enabled: performed(flag),
  Processors: performed(
    listOf(
      objectOf({
        Type: required(oneOf('Lambda', 'AppendDelimiterToRecord')),
        Parameters: performed(listOf(objectOf({ ParameterName: required(text), ParameterValue: required(text) }))),
      }),
    ),
  ),
});

const bucketTable = {
  BucketARN: required(text),
  BufferingHints: performed(bufferingHints),
  CompressionFormat: performed(text),
  ErrorOutputPrefix: performed(text),
  Prefix: performed(text),
  RoleARN: accepted(text),
  CloudWatchLoggingOptions: accepted(document),
  EncryptionConfiguration: accepted(document),
};

/** A bucket beside another destination: backup, or documents that failed. */
export const bucketDestination = objectOf(bucketTable);

/** ExtendedS3DestinationConfiguration. */
export const extendedBucketDestination = objectOf({
  ...bucketTable,
  CustomTimeZone: performed(text),
  FileExtension: performed(text),
  ProcessingConfiguration: performed(processing),
  S3BackupMode: performed(oneOf('Disabled', 'Enabled')),
  S3BackupConfiguration: performed(bucketDestination),
});

/** AmazonopensearchserviceDestinationConfiguration; its backup mode cannot be changed later. */
export const searchDestination = objectOf({
  DomainARN: performed(text),
  ClusterEndpoint: performed(text),
  IndexName: required(text),
  IndexRotationPeriod: performed(text),
  BufferingHints: performed(bufferingHints),
  DocumentIdOptions: performed(objectOf({ DefaultDocumentIdFormat: required(text) })),
  ProcessingConfiguration: performed(processing),
  RetryOptions: performed(objectOf({ DurationInSeconds: performed(whole) })),
  S3BackupMode: performed(oneOf('FailedDocumentsOnly', 'AllDocuments'), 'replaces'),
  S3Configuration: required(bucketDestination),
  TypeName: accepted(text),
  RoleARN: accepted(text),
  CloudWatchLoggingOptions: accepted(document),
});
