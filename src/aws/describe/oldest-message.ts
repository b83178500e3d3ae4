import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type LatestAge, readLatestAge } from './latest-age.ts';

/** How long the oldest message of a queue has been in it, as CloudWatch knew last; undefined when it tells of none. */
export function readOldestMessage(
  client: CloudWatchClient,
  { queueName, now }: { queueName: string; now: number },
): Promise<LatestAge | undefined> {
  const metric: [string, string] = ['AWS/SQS', 'ApproximateAgeOfOldestMessage'];
  return readLatestAge(client, { metric, dimension: ['QueueName', queueName], now });
}
