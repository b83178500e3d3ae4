import { type CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';

/** A metric comes each minute, and may be some minutes late (SQS guide, access CloudWatch metrics). */
const LOOK_BACK_MS = 15 * 60_000;

/** An age as CloudWatch knew it last. */
export interface LatestAge {
  readonly seconds: number;
  /** When what is so old came, in ms since 1970: the age is of a minute that may be some minutes ago. */
  readonly since: number;
}

/** The newest maximum of a metric of ages with one dimension; undefined where CloudWatch tells of none in the last 15 minutes. */
export async function readLatestAge(
  client: CloudWatchClient,
  { metric, dimension, now }: { metric: [string, string]; dimension: [string, string]; now: number },
): Promise<LatestAge | undefined> {
  const [Namespace, MetricName] = metric;
  const [Name, Value] = dimension;
  const { Datapoints } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions: [{ Name, Value }],
      StartTime: new Date(now - LOOK_BACK_MS),
      EndTime: new Date(now),
      Period: 60,
      Statistics: ['Maximum'],
    }),
  );
  const latest = Datapoints?.toSorted((a, b) => Number(a.Timestamp) - Number(b.Timestamp)).at(-1);
  if (latest?.Maximum === undefined) return undefined;
  return { seconds: latest.Maximum, since: Math.floor(Number(latest.Timestamp) - latest.Maximum * 1000) };
}
