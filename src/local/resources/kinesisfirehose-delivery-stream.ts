/**
 * Stands in for AWS::KinesisFirehose::DeliveryStream that is put to directly.
 * Kinesis, MSK and database sources, and destinations other than S3 and OpenSearch Service are not performed.
 */
import { arnOf } from '../../domain/arn.ts';
import { bucketDestination, extendedBucketDestination, searchDestination } from './delivery-stream-destination.ts';
import { call } from './engines.ts';
import { defineResource } from './provider.ts';
import { accepted, document, oneOf, performed, text } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

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
    const {
      AmazonopensearchserviceDestinationConfiguration: search,
      ExtendedS3DestinationConfiguration: extended,
      S3DestinationConfiguration: plain,
    } = properties;
    // What the template no longer says is not sent, and so stays: CloudFormation's handler resets nothing (its public source,
    // aws-cloudformation-resource-providers-kinesisfirehose, UpdateHandler). The API takes no backup mode here; a change of it
    // is a replacement.
    const { S3BackupMode: _mode, S3Configuration, ...searchUpdate } = search ?? {};
    const { S3BackupConfiguration, ...bucketUpdate } = extended ?? {};
    await call(firehose.operations, 'UpdateDestination', {
      DeliveryStreamName,
      ...destinationOf(DeliveryStreamDescription),
      ExtendedS3DestinationUpdate: extended && {
        ...bucketUpdate,
        ...(S3BackupConfiguration ? { S3BackupUpdate: S3BackupConfiguration } : {}),
      },
      S3DestinationUpdate: plain,
      AmazonopensearchserviceDestinationUpdate: search && { ...searchUpdate, S3Update: S3Configuration },
    });
  },
  async delete(DeliveryStreamName, { engines }) {
    await unlessGone(() => call(engines.firehose.operations, 'DeleteDeliveryStream', { DeliveryStreamName }));
  },
  async exists(DeliveryStreamName, { engines }) {
    const input = { DeliveryStreamName };
    return (await unlessGone(() => call(engines.firehose.operations, 'DescribeDeliveryStream', input))) !== undefined;
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
