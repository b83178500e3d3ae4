/**
 * Stands in for the one metric of `AWS/SQS` that an operator's tools ask for: the age of a queue's oldest message.
 * It is told as it is now; there is no history of it.
 */
import type { Clock } from '../clock.ts';
import type { Queues } from '../queues/index.ts';
import { ageNow } from './age-now.ts';
import type { MetricRequest, Metrics } from './metric-request.ts';

/** One datapoint of `ApproximateAgeOfOldestMessage` (SQS guide, available CloudWatch metrics), none of an empty queue. */
export function queueAge(clock: Clock, queues: Pick<Queues, 'arnOf' | 'exists' | 'oldest'>): Metrics {
  return {
    'AWS/SQS ApproximateAgeOfOldestMessage': ({ dimension }: MetricRequest) => {
      const arn = queues.arnOf(dimension('QueueName'));
      const oldest = queues.exists(arn) ? queues.oldest(arn) : undefined;
      if (oldest === undefined) return [];
      return [ageNow(clock, oldest)];
    },
  };
}
