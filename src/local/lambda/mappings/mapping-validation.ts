/**
 * Refuses what Lambda refuses in an event source mapping of a queue, in its words where they are known.
 * Roles and policies are not checked.
 */
import { AwsError } from '../../errors.ts';
import type { EventSourceMappingDefinition } from './event-source-mapping.ts';
import { type QueueSource, queueName, visibilitySeconds } from './queue-source.ts';

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}

function outOfBounds(value: number, name: string, bound: string): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

function checkBounds(value: number | undefined, name: string, least: number, most: number): void {
  if (value === undefined) return;
  if (value < least) throw outOfBounds(value, name, `greater than or equal to ${least}`);
  if (value > most) throw outOfBounds(value, name, `less than or equal to ${most}`);
}

/** Throws AwsError for bounds, a missing queue, and a queue whose visibility timeout is below the function's timeout. */
export function checkMapping(
  mapping: EventSourceMappingDefinition,
  surroundings: { queues: QueueSource; timeoutSeconds: number },
): void {
  const { queueArn, batchSize, windowSeconds, maximumConcurrency, responseTypes } = mapping;
  checkBounds(batchSize, 'batchSize', 1, 10_000);
  checkBounds(windowSeconds, 'maximumBatchingWindowInSeconds', 0, 300);
  checkBounds(maximumConcurrency, 'scalingConfig.maximumConcurrency', 2, 1000);
  const unknown = responseTypes.find((type) => type !== 'ReportBatchItemFailures');
  if (unknown !== undefined) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '[${unknown}]' at 'functionResponseTypes' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [ReportBatchItemFailures]]`,
    );
  }
  if (queueName(queueArn).endsWith('.fifo')) {
    if (batchSize > 10) throw invalid(`Batch size ${batchSize} is not supported for FIFO queues; at most 10.`);
    if (windowSeconds > 0) throw invalid('Batching window is not supported for FIFO queues.');
  } else if (batchSize > 10 && windowSeconds < 1) {
    throw invalid('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10');
  }
  if (!surroundings.queues.exists(queueArn)) {
    throw invalid(
      'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
    );
  }
  const visibility = visibilitySeconds(surroundings.queues, queueArn);
  if (visibility !== undefined && visibility < surroundings.timeoutSeconds) {
    throw invalid(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${surroundings.timeoutSeconds} seconds`,
    );
  }
}
