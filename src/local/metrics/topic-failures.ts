/**
 * Stands in for the metrics of `AWS/SNS` that tell what a topic could not deliver (SNS guide, monitoring with CloudWatch).
 * A period without any has no datapoint.
 */
import type { Failure, Topics } from '../topics/index.ts';
import type { MetricRequest, Metrics } from './metric-request.ts';

/** The sums of NumberOfNotificationsFailed, of those redriven to a dead-letter queue, and of those that were not. */
export function topicFailures(failures: Topics['failures']): Metrics {
  const sumsOf =
    (what: Failure) =>
    ({ dimension, ...window }: MetricRequest) =>
      failures
        .sums(dimension('TopicName'), what, window)
        .map(({ at, sum }) => ({ Timestamp: at / 1000, Sum: sum, Unit: 'Count' }));
  return {
    'AWS/SNS NumberOfNotificationsFailed': sumsOf('failed'),
    'AWS/SNS NumberOfNotificationsRedrivenToDlq': sumsOf('redriven'),
    'AWS/SNS NumberOfNotificationsFailedToRedriveToDlq': sumsOf('failedToRedrive'),
  };
}
