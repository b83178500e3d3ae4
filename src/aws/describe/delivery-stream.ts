import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { nameOfArn } from '../../domain/arn.ts';
import { describeStream } from './stream.ts';

/** A delivery stream's status and where it delivers: a bucket's or a domain's name. */
export interface StreamState {
  readonly status: string;
  readonly destination: string;
}

/** Reads a delivery stream. */
export async function readDeliveryStream(client: FirehoseClient, name: string): Promise<StreamState> {
  const { stream, destination } = await describeStream(client, name);
  const search = destination.AmazonopensearchserviceDestinationDescription;
  const arn = search?.DomainARN ?? destination.ExtendedS3DestinationDescription?.BucketARN;
  return {
    status: stream.DeliveryStreamStatus ?? 'unknown',
    destination: arn === undefined ? (search?.ClusterEndpoint ?? 'unknown') : nameOfArn(arn),
  };
}
