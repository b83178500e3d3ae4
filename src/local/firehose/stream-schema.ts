/**
 * The configuration of a stream as CreateDeliveryStream and UpdateDestination take it (Firehose API reference).
 * Numbers and switches may come as text, since CloudFormation parameters are text.
 */
import * as v from 'valibot';

/** A whole number between two bounds, or its text. */
export function wholeNumber(min: number, max: number) {
  return v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d+$/), v.transform(Number))], 'Member must be a number'),
    v.integer('Member must be an integer'),
    v.minValue(min, `Member must have value greater than or equal to ${min}`),
    v.maxValue(max, `Member must have value less than or equal to ${max}`),
  );
}

const flag = v.union([
  v.boolean(),
  v.pipe(
    v.picklist(['true', 'false']),
    v.transform((value) => value === 'true'),
  ),
]);

function boundedText(min: number, max: number) {
  return v.pipe(
    v.string('Member must not be null'),
    v.minLength(min, `Member must have length greater than or equal to ${min}`),
    v.maxLength(max, `Member must have length less than or equal to ${max}`),
  );
}

/** A picklist with AWS's text for a value that is not in it. */
function oneOf<const T extends readonly string[]>(values: T) {
  return v.picklist(values, `Member must satisfy enum value set: [${values.join(', ')}]`);
}

export const streamNameSchema = v.pipe(
  boundedText(1, 64),
  v.regex(/^[a-zA-Z0-9_.-]+$/, 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+'),
);

const bucketArn = v.pipe(
  boundedText(1, 2048),
  v.regex(
    /^arn:.*:s3:::[\w.-]{1,255}$/,
    'Member must satisfy regular expression pattern: arn:.*:s3:::[\\w\\.\\-]{1,255}',
  ),
);

const anyObject = v.record(v.string(), v.unknown());

/** Hints come as a pair or not at all (Firehose API reference, BufferingHints). */
function hints(maxSize: number, minInterval: number) {
  return v.pipe(
    v.object({
      SizeInMBs: v.optional(wholeNumber(1, maxSize)),
      IntervalInSeconds: v.optional(wholeNumber(minInterval, 900)),
    }),
    v.check(
      ({ SizeInMBs, IntervalInSeconds }) => (SizeInMBs === undefined) === (IntervalInSeconds === undefined),
      'SizeInMBs and IntervalInSeconds must be given together',
    ),
  );
}

const s3Entries = {
  RoleARN: v.optional(v.string()),
  BucketARN: bucketArn,
  Prefix: v.optional(boundedText(0, 1024)),
  ErrorOutputPrefix: v.optional(boundedText(0, 1024)),
  CompressionFormat: v.optional(oneOf(['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'])),
  EncryptionConfiguration: v.optional(anyObject),
  CloudWatchLoggingOptions: v.optional(anyObject),
};

/** The plain S3 destination takes an interval of 0 too; as a backup bucket it takes 60 at least. */
const s3Schema = v.object({ ...s3Entries, BufferingHints: v.optional(hints(128, 0)) });
const backupSchema = v.object({ ...s3Entries, BufferingHints: v.optional(hints(128, 60)) });

const processingSchema = v.object({
  Enabled: v.optional(flag),
  Processors: v.optional(
    v.array(
      v.object({
        Type: v.string(),
        Parameters: v.optional(
          v.array(
            v.object({
              ParameterName: v.string(),
              ParameterValue: v.union([v.string(), v.pipe(v.number(), v.transform(String))]),
            }),
          ),
        ),
      }),
    ),
  ),
});

const switchable = v.looseObject({ Enabled: v.optional(flag) });

const extendedSchema = v.object({
  ...s3Entries,
  BufferingHints: v.optional(hints(128, 0)),
  ProcessingConfiguration: v.optional(processingSchema),
  S3BackupMode: v.optional(oneOf(['Disabled', 'Enabled'])),
  S3BackupConfiguration: v.optional(backupSchema),
  DataFormatConversionConfiguration: v.optional(switchable),
  DynamicPartitioningConfiguration: v.optional(switchable),
  FileExtension: v.optional(
    v.pipe(
      boundedText(0, 128),
      v.regex(/^$|^\.[0-9a-z!\-_.*'()]+$/, "Member must satisfy regular expression pattern: ^$|\\.[0-9a-z!\\-_.*'()]+"),
    ),
  ),
  CustomTimeZone: v.optional(boundedText(0, 50)),
});

const searchSchema = v.object({
  RoleARN: v.optional(v.string()),
  DomainARN: v.optional(boundedText(1, 512)),
  ClusterEndpoint: v.optional(boundedText(1, 512)),
  IndexName: boundedText(1, 80),
  TypeName: v.optional(boundedText(0, 100)),
  IndexRotationPeriod: v.optional(oneOf(['NoRotation', 'OneHour', 'OneDay', 'OneWeek', 'OneMonth'])),
  BufferingHints: v.optional(hints(100, 0)),
  RetryOptions: v.optional(v.object({ DurationInSeconds: v.optional(wholeNumber(0, 7200)) })),
  S3BackupMode: v.optional(oneOf(['FailedDocumentsOnly', 'AllDocuments'])),
  S3Configuration: s3Schema,
  ProcessingConfiguration: v.optional(processingSchema),
  CloudWatchLoggingOptions: v.optional(anyObject),
  VpcConfiguration: v.optional(anyObject),
  DocumentIdOptions: v.optional(v.object({ DefaultDocumentIdFormat: oneOf(['FIREHOSE_DEFAULT', 'NO_DOCUMENT_ID']) })),
});

/** One destination under the name of its member in CreateDeliveryStream. */
export const destinationSchema = v.variant('kind', [
  v.object({ kind: v.literal('S3DestinationConfiguration'), settings: s3Schema }),
  v.object({ kind: v.literal('ExtendedS3DestinationConfiguration'), settings: extendedSchema }),
  v.object({ kind: v.literal('AmazonopensearchserviceDestinationConfiguration'), settings: searchSchema }),
]);

export type Destination = v.InferOutput<typeof destinationSchema>;
export type S3Destination = v.InferOutput<typeof s3Schema>;
export type Processing = v.InferOutput<typeof processingSchema>;

export const tagsSchema = v.pipe(
  v.array(v.object({ Key: boundedText(1, 128), Value: v.optional(boundedText(0, 256), '') })),
  v.maxLength(50, 'Member must have length less than or equal to 50'),
);

export const encryptionSchema = v.object({
  KeyARN: v.optional(v.string()),
  KeyType: oneOf(['AWS_OWNED_CMK', 'CUSTOMER_MANAGED_CMK']),
});
