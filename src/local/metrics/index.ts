/**
 * Stands in for Amazon CloudWatch's metrics, as far as an operator's tools ask: the age of a queue's oldest message, as it is now.
 * It keeps no history and raises no alarm; any other metric or operation is refused by name.
 */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import type { Operations } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import type { Queues } from '../queues/index.ts';

const requestSchema = v.object({
  Namespace: v.string(),
  MetricName: v.string(),
  Dimensions: v.optional(v.array(v.object({ Name: v.string(), Value: v.string() })), []),
});

/** GetMetricStatistics for `AWS/SQS` `ApproximateAgeOfOldestMessage` (SQS guide, available CloudWatch metrics): one datapoint, none of an empty queue. */
export function metricOperations({
  clock,
  queues,
}: {
  clock: Clock;
  queues: Pick<Queues, 'arnOf' | 'exists' | 'oldest'>;
}): Operations {
  return {
    GetMetricStatistics(input) {
      const request = v.safeParse(requestSchema, input);
      if (!request.success)
        throw new AwsError('InvalidParameterValue', request.issues[0]?.message ?? 'The request is invalid.');
      const { Namespace, MetricName, Dimensions } = request.output;
      if (Namespace !== 'AWS/SQS' || MetricName !== 'ApproximateAgeOfOldestMessage') {
        throw new AwsError(
          'InvalidParameterValue',
          `The local stack has no metric ${Namespace} ${MetricName}, only AWS/SQS ApproximateAgeOfOldestMessage.`,
        );
      }
      const name = Dimensions.find((dimension) => dimension.Name === 'QueueName')?.Value ?? '';
      const arn = queues.arnOf(name);
      const oldest = queues.exists(arn) ? queues.oldest(arn) : undefined;
      const age = oldest === undefined ? undefined : Math.max(0, (clock.now() - oldest) / 1000);
      const datapoint = { Timestamp: clock.now() / 1000, Maximum: age, Minimum: age, Average: age, Unit: 'Seconds' };
      return { Label: MetricName, Datapoints: age === undefined ? [] : [datapoint] };
    },
  };
}
