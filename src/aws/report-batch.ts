import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { FailedMessage } from '../domain/batch-outcome.ts';
import { redactCardData } from '../domain/card-data/redact-card-data.ts';

/** Where a function tells what it did. */
export interface Telemetry {
  logger: Pick<Logger, 'info' | 'error'>;
  metrics: Pick<Metrics, 'addMetric' | 'publishStoredMetrics'>;
}

/** The telemetry of a function, named by its POWERTOOLS environment variables. */
export function createTelemetry(): Telemetry {
  return { logger: new Logger(), metrics: new Metrics() };
}

/**
 * A line names at most so many failures: the messages themselves are in the queue. Our own reasons quote nothing; what a service
 * answers may.
 */
const MAX_REASONS = 10;

/** Tells of a batch: one line at INFO with its counts, one at ERROR where messages failed, and a metric for each count. */
export function reportBatch(
  { logger, metrics }: Telemetry,
  message: string,
  counts: Record<string, number>,
  failures: readonly FailedMessage[],
): void {
  logger.info(message, counts);
  if (failures.length > 0) {
    const told = failures
      .slice(0, MAX_REASONS)
      .map((failure) => ({ ...failure, reason: redactCardData(failure.reason) }));
    logger.error(`${failures.length} messages failed`, { failures: told });
  }
  for (const [name, count] of Object.entries(counts)) {
    metrics.addMetric(`${name.charAt(0).toUpperCase()}${name.slice(1)}`, MetricUnit.Count, count);
  }
  metrics.publishStoredMetrics();
}
