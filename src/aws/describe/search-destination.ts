import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { describeStream } from './stream.ts';

/** Where a delivery stream writes documents. */
export interface SearchDestination {
  /** Its index, or what the names of its indices begin with. */
  readonly indexName: string;
  readonly domainArn: string | undefined;
  /** A URL, for a stream that was given one instead of a domain's ARN. */
  readonly clusterEndpoint: string | undefined;
}

/** Reads a stream's search destination; undefined for a stream that delivers to something else. */
export async function readSearchDestination(
  client: FirehoseClient,
  streamName: string,
): Promise<SearchDestination | undefined> {
  const { destination } = await describeStream(client, streamName);
  const search = destination.AmazonopensearchserviceDestinationDescription;
  if (search?.IndexName === undefined) return undefined;
  return { indexName: search.IndexName, domainArn: search.DomainARN, clusterEndpoint: search.ClusterEndpoint };
}
