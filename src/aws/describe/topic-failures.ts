import { type CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';

/** Deliveries of a topic that SNS gave up, as its metrics count them (SNS guide, monitoring with CloudWatch). */
export interface TopicFailures {
  readonly failed: number;
  /** Put on the subscription's dead-letter queue. */
  readonly redriven: number;
  /** Not taken by the dead-letter queue either. */
  readonly failedToRedrive: number;
}

const PERIOD_SECONDS = 300;
/** The end is exclusive (API reference, GetMetricStatistics), and the minute that runs counts as well. */
const MINUTE_MS = 60_000;

/** What a topic could not deliver from a time until now, both in ms by the stack's clock. */
export async function readTopicFailures(
  client: CloudWatchClient,
  { topicName, from, now }: { topicName: string; from: number; now: number },
): Promise<TopicFailures> {
  const sumOf = async (MetricName: string) => {
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SNS',
        MetricName,
        Dimensions: [{ Name: 'TopicName', Value: topicName }],
        StartTime: new Date(from),
        EndTime: new Date(now + MINUTE_MS),
        Period: PERIOD_SECONDS,
        Statistics: ['Sum'],
      }),
    );
    return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  };
  const [failed, redriven, failedToRedrive] = await Promise.all([
    sumOf('NumberOfNotificationsFailed'),
    sumOf('NumberOfNotificationsRedrivenToDlq'),
    sumOf('NumberOfNotificationsFailedToRedriveToDlq'),
  ]);
  return { failed, redriven, failedToRedrive };
}
