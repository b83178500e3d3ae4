import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type LatestAge, readLatestAge } from './latest-age.ts';

/**
 * How long the oldest record of a stream has been in it, as CloudWatch knew last: what is older was delivered to S3 (Firehose
 * guide, CloudWatch metrics); undefined when it tells of none.
 */
export function readOldestRecord(
  client: CloudWatchClient,
  { streamName, now }: { streamName: string; now: number },
): Promise<LatestAge | undefined> {
  const metric: [string, string] = ['AWS/Firehose', 'DeliveryToS3.DataFreshness'];
  return readLatestAge(client, { metric, dimension: ['DeliveryStreamName', streamName], now });
}
