import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type FailedMessage, type PartialBatchResponse, partialBatchResponse } from '../domain/batch-outcome.ts';

/** Where a function tells what it did. */
export interface Telemetry {
  logger: Pick<Logger, 'info' | 'error'>;
  metrics: Pick<Metrics, 'addMetric' | 'publishStoredMetrics'>;
}

/** The telemetry of a function, named by its POWERTOOLS environment variables. */
export function createTelemetry(): Telemetry {
  return { logger: new Logger(), metrics: new Metrics() };
}

/** A line names at most so many failures: the messages themselves are in the queue. */
const MAX_REASONS = 10;

/**
 * Ends a batch: one line at INFO with its counts, one at ERROR where messages failed, a metric for each count, and the
 * answer that keeps the failed messages in the queue.
 */
export function reportBatch(
  { logger, metrics }: Telemetry,
  message: string,
  counts: Record<string, number>,
  failures: readonly FailedMessage[],
): PartialBatchResponse {
  const all = { ...counts, failed: failures.length };
  logger.info(message, all);
  if (failures.length > 0) {
    logger.error(`${failures.length} messages failed`, { failures: failures.slice(0, MAX_REASONS) });
  }
  for (const [name, count] of Object.entries(all)) {
    metrics.addMetric(`${name.charAt(0).toUpperCase()}${name.slice(1)}`, MetricUnit.Count, count);
  }
  metrics.publishStoredMetrics();
  return partialBatchResponse(failures);
}
