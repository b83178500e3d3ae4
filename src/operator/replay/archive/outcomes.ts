import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { readLogLines } from '../../../aws/describe/log-lines.ts';
import { held, readQueueState } from '../../../aws/describe/queue-state.ts';
import { parseJson } from '../../../domain/json/parse-json.ts';
import { recordOf } from '../../../domain/record-of.ts';
import { NO_OUTCOMES, type ReplayOutcomes, toldOf } from '../../../domain/replay/replay-outcomes.ts';
import { RequestError } from '../../errors.ts';
import type { Operator } from '../../operator.ts';
import type { ArchiveReplay } from './prepare.ts';

/** How many of the events that were sent were told of, while the rest is waited for. */
export interface Waiting {
  readonly told: number;
  readonly sent: number;
}

const LOOK_EVERY_MS = 2000;
/** Five minutes without news end the waiting. */
const MAX_SILENT_LOOKS = 150;
/** A machine's clock may be ahead of the one that the log is written by. */
const SKEW_MS = 5 * 60_000;

/** The line that `store-order` writes for each batch with events of a replay. */
const Counts = v.object({ applied: v.number(), repeated: v.number(), stale: v.number(), failed: v.number() });
const Line = v.object({ replays: recordOf(Counts) });

/** Reads what became of the events of one replay. */
export interface OutcomeReader {
  /**
   * Resolves once every event sent was told of, the queue is empty after failures, nothing is told for five minutes, or the
   * signal is aborted.
   */
  wait(sent: number, watch: { signal: AbortSignal; onWaiting: (waiting: Waiting) => void }): Promise<ReplayOutcomes>;
}

/**
 * Opens the logs of the functions that take from the destination, before anything is sent: what they told of the name until
 * then is of an earlier replay, and not counted. Throws RequestError where there is no such function.
 */
export async function openOutcomes(operator: Operator, replay: ArchiveReplay): Promise<OutcomeReader> {
  const { plan, target, consumers = [], now } = replay;
  if (target.kind === 'topic' || consumers.length === 0) {
    throw new RequestError(
      (called) =>
        `no function of the stack is known to take from ${target.name}, so none tells what became of the events: leave out ${called('wait')}`,
    );
  }
  const logs = new CloudWatchLogsClient(operator.connection);
  const sqs = new SQSClient(operator.connection);
  const logGroups = [...new Set(consumers.map(({ settings }) => settings.logGroup))];
  const begun = plan.checkpoint === undefined ? now : Date.parse(plan.checkpoint.begun ?? '') || 0;
  const read = () => readOutcomes(logs, { logGroups, replayId: plan.id, from: begun - SKEW_MS });
  // A resumed replay counts from its beginning, as its checkpoint does.
  const before = plan.checkpoint === undefined ? await read() : NO_OUTCOMES;
  return {
    async wait(sent, { signal, onWaiting }) {
      let outcomes = NO_OUTCOMES;
      for (let silent = 0; silent < MAX_SILENT_LOOKS && !signal.aborted; silent += 1) {
        const latest = less(await read(), before);
        const told = toldOf(latest);
        if (told >= sent) return latest;
        if (told > toldOf(outcomes) || latest.failed > outcomes.failed) silent = 0;
        else if (told + latest.failed >= sent && held(await readQueueState(sqs, target.address)) === 0) return latest;
        outcomes = latest;
        onWaiting({ told, sent });
        await operator.clock.wait(LOOK_EVERY_MS, signal);
      }
      return outcomes;
    },
  };
}

async function readOutcomes(
  logs: CloudWatchLogsClient,
  { logGroups, replayId, from }: { logGroups: readonly string[]; replayId: string; from: number },
): Promise<ReplayOutcomes> {
  let sum = NO_OUTCOMES;
  for (const logGroup of logGroups) {
    for await (const { message } of readLogLines(logs, { logGroup, from, pattern: `"${replayId}"` })) {
      const line = v.safeParse(Line, parseJson(message));
      if (!line.success || !Object.hasOwn(line.output.replays, replayId)) continue;
      const counts = line.output.replays[replayId];
      if (counts !== undefined) sum = each((name) => sum[name] + counts[name]);
    }
  }
  return sum;
}

function less(all: ReplayOutcomes, before: ReplayOutcomes): ReplayOutcomes {
  return each((name) => all[name] - before[name]);
}

function each(count: (name: keyof ReplayOutcomes) => number): ReplayOutcomes {
  return {
    applied: count('applied'),
    repeated: count('repeated'),
    stale: count('stale'),
    failed: count('failed'),
  };
}
