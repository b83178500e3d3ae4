/**
 * Stands in for AWS::KinesisFirehose::DeliveryStream that is put to directly.
 * Kinesis, MSK and database sources, and destinations other than S3 and OpenSearch Service are not performed.
 */
import { AwsError } from '../errors.ts';
import { bucketDestination, extendedBucketDestination, searchDestination } from './delivery-stream-destination.ts';
import { call } from './engines.ts';
import { arnOf, defineResource } from './provider.ts';
import { accepted, document, oneOf, performed, text } from './shapes.ts';

/** A delivery stream. CloudFormation's names inside the destinations are those of the Firehose API. */
export const deliveryStream = defineResource({
  type: 'AWS::KinesisFirehose::DeliveryStream',
  attributes: ['Arn'],
  table: {
    DeliveryStreamName: performed(text, 'replaces'),
    DeliveryStreamType: performed(oneOf('DirectPut'), 'replaces'),
    ExtendedS3DestinationConfiguration: performed(extendedBucketDestination),
    S3DestinationConfiguration: performed(bucketDestination),
    AmazonopensearchserviceDestinationConfiguration: performed(searchDestination),
    DeliveryStreamEncryptionConfigurationInput: accepted(document),
    DirectPutSourceConfiguration: accepted(document),
    Tags: accepted(),
  },
  async create({ DeliveryStreamName, Tags: _tags, DirectPutSourceConfiguration: _source, ...settings }, context) {
    const name = DeliveryStreamName ?? context.generatedName(64);
    const input = { ...settings, DeliveryStreamName: name, DeliveryStreamType: 'DirectPut' };
    await call(context.engines.firehose.operations, 'CreateDeliveryStream', input);
    return name;
  },
  async update(DeliveryStreamName, properties, { engines: { firehose } }) {
    const { DeliveryStreamDescription } = await call(firehose.operations, 'DescribeDeliveryStream', {
      DeliveryStreamName,
    });
    const { AmazonopensearchserviceDestinationConfiguration: search } = properties;
    // The API takes no backup mode here; a change of it is a replacement.
    const { S3BackupMode: _mode, S3Configuration, ...searchUpdate } = search ?? {};
    const { S3BackupConfiguration, ...bucketUpdate } = properties.ExtendedS3DestinationConfiguration ?? {};
    await call(firehose.operations, 'UpdateDestination', {
      DeliveryStreamName,
      ...destinationOf(DeliveryStreamDescription),
      ExtendedS3DestinationUpdate: properties.ExtendedS3DestinationConfiguration && {
        ...bucketUpdate,
        ...(S3BackupConfiguration ? { S3BackupUpdate: S3BackupConfiguration } : {}),
      },
      S3DestinationUpdate: properties.S3DestinationConfiguration,
      AmazonopensearchserviceDestinationUpdate: search && { ...searchUpdate, S3Update: S3Configuration },
    });
  },
  async delete(DeliveryStreamName, { engines }) {
    try {
      await call(engines.firehose.operations, 'DeleteDeliveryStream', { DeliveryStreamName });
    } catch (error) {
      if (!(error instanceof AwsError && error.code === 'ResourceNotFoundException')) throw error;
    }
  },
  describe: (name, _properties, context) => ({
    ref: name,
    attributes: { Arn: arnOf(context, 'firehose', `deliverystream/${name}`) },
  }),
  dataOf(name, { engines }) {
    const records = engines.firehose.buffered()[name] ?? 0;
    return records === 0 ? undefined : `${records} buffered record${records === 1 ? '' : 's'}`;
  },
});

/** What UpdateDestination must repeat of the present description. */
function destinationOf(description: unknown): { CurrentDeliveryStreamVersionId: unknown; DestinationId: unknown } {
  const stream = fieldsOf(description);
  const destinations: unknown = stream['Destinations'];
  const first = fieldsOf(Array.isArray(destinations) ? destinations[0] : undefined);
  return { CurrentDeliveryStreamVersionId: stream['VersionId'], DestinationId: first['DestinationId'] };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
