import { type CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';

/** SQS reports each minute, and a report may be some minutes late (SQS guide, access CloudWatch metrics). */
const LOOK_BACK_MS = 15 * 60_000;

/** How long the oldest message of a queue has been in it, in seconds, as CloudWatch knew last; undefined when it tells of none. */
export async function readOldestMessage(
  client: CloudWatchClient,
  { queueName, now }: { queueName: string; now: number },
): Promise<number | undefined> {
  const { Datapoints } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: queueName }],
      StartTime: new Date(now - LOOK_BACK_MS),
      EndTime: new Date(now),
      Period: 60,
      Statistics: ['Maximum'],
    }),
  );
  const latest = Datapoints?.toSorted((a, b) => Number(a.Timestamp) - Number(b.Timestamp)).at(-1);
  return latest?.Maximum;
}
