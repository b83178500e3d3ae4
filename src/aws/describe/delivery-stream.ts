import { DescribeDeliveryStreamCommand, type FirehoseClient } from '@aws-sdk/client-firehose';

/** A delivery stream's status and where it delivers: a bucket's or a domain's name. */
export interface StreamState {
  readonly status: string;
  readonly destination: string;
}

/** Reads a delivery stream. */
export async function readDeliveryStream(client: FirehoseClient, name: string): Promise<StreamState> {
  const { DeliveryStreamDescription: stream } = await client.send(
    new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }),
  );
  const destination = stream?.Destinations?.[0];
  const search = destination?.AmazonopensearchserviceDestinationDescription;
  const arn = search?.DomainARN ?? search?.ClusterEndpoint ?? destination?.ExtendedS3DestinationDescription?.BucketARN;
  return {
    status: stream?.DeliveryStreamStatus ?? 'unknown',
    destination: arn?.replace(/^arn:.*[:/]/, '') ?? 'unknown',
  };
}
