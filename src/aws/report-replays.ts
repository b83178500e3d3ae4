import { type ReplayBatch, replayOutcomes } from '../domain/replay/replay-outcomes.ts';
import type { Telemetry } from './report-batch.ts';

/**
 * One line at INFO where a batch has events of replays from the archive, with the counts of each by its name, for who waits
 * for them to read. They are no metrics: each name would be one of its own.
 */
export function reportReplays({ logger }: Pick<Telemetry, 'logger'>, batch: ReplayBatch): void {
  const replays = replayOutcomes(batch);
  if (replays !== undefined) logger.info('Replayed orders', { replays });
}
