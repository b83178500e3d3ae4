/**
 * Stands in for the one metric of `AWS/Firehose` that an operator's tools ask for: the age of the oldest record of a stream.
 * It is told as it is now; there is no history of it.
 */
import type { Clock } from '../clock.ts';
import type { Firehose } from '../firehose/index.ts';
import { ageNow } from './age-now.ts';
import type { MetricRequest, Metrics } from './metric-request.ts';

/** One datapoint of `DeliveryToS3.DataFreshness` (Firehose guide, CloudWatch metrics), none of a stream that holds nothing. */
export function streamFreshness(clock: Clock, firehose: Pick<Firehose, 'oldest'>): Metrics {
  return {
    'AWS/Firehose DeliveryToS3.DataFreshness': ({ dimension }: MetricRequest) => {
      const oldest = firehose.oldest(dimension('DeliveryStreamName'));
      return oldest === undefined ? [] : [ageNow(clock, oldest)];
    },
  };
}
