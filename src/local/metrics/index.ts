/**
 * Stands in for Amazon CloudWatch's metrics, as far as an operator's tools ask for them.
 * Alarms have a room of their own; any other metric or operation is refused by name.
 */
import type { Clock } from '../clock.ts';
import type { Operations } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import type { Firehose } from '../firehose/index.ts';
import type { Queues } from '../queues/index.ts';
import type { Topics } from '../topics/index.ts';
import { readMetricRequest } from './metric-request.ts';
import { queueAge } from './queue-age.ts';
import { streamFreshness } from './stream-freshness.ts';
import { topicFailures } from './topic-failures.ts';

/** GetMetricStatistics for the age of a queue's oldest message and of a stream's oldest record, and for what a topic could not deliver. */
export function metricOperations({
  clock,
  queues,
  firehose,
  topics,
}: {
  clock: Clock;
  queues: Pick<Queues, 'arnOf' | 'exists' | 'oldest'>;
  firehose: Pick<Firehose, 'oldest'>;
  topics: Pick<Topics, 'failures'>;
}): Operations {
  const metrics = new Map(
    Object.entries({
      ...queueAge(clock, queues),
      ...streamFreshness(clock, firehose),
      ...topicFailures(topics.failures),
    }),
  );
  return {
    GetMetricStatistics(input) {
      const { metric, label, ...request } = readMetricRequest(input);
      const datapoints = metrics.get(metric);
      if (datapoints === undefined) {
        throw new AwsError(
          'InvalidParameterValue',
          `The local stack has no metric ${metric}; it has ${[...metrics.keys()].join(', ')}.`,
        );
      }
      return { Label: label, Datapoints: datapoints(request) };
    },
  };
}
