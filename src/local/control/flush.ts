/**
 * Brings the local stack to rest. AWS has no such call: it closes what waits for a window, an interval or a size.
 * What waits for a visibility timeout, behind a disabled mapping or among dead letters is counted, not waited for.
 */

import type { Firehose } from '../firehose/index.ts';
import type { EventSourceMappings } from '../lambda/index.ts';
import type { Queues } from '../queues/index.ts';
import type { Search } from '../search/index.ts';
import type { Topics } from '../topics/index.ts';

/** What a flush did: records delivered and failed by stream, messages still waiting by queue (empty queues left out). */
export interface FlushResult {
  readonly delivered: Record<string, number>;
  readonly waiting: Record<string, number>;
  readonly failed: Record<string, number>;
  /** False when time ran out before everything was at rest. */
  readonly settled: boolean;
}

export interface Settling {
  readonly topics: Pick<Topics, 'settle'>;
  readonly queues: Pick<Queues, 'counts'>;
  readonly mappings: Pick<EventSourceMappings, 'settle'>;
  readonly firehose: Pick<Firehose, 'deliver' | 'buffered'>;
  readonly search: Pick<Search, 'refresh'>;
}

/** Runs every mapping until its queue shows no message, delivers every stream (or one), and repeats until nothing moves; at most `timeoutMs` of real time. */
export async function flush(
  engines: Settling,
  options: { stream?: string | undefined; timeoutMs?: number } = {},
): Promise<FlushResult> {
  const deadline = performance.now() + (options.timeoutMs ?? 60_000);
  const delivered: Record<string, number> = {};
  const failed: Record<string, number> = {};
  let moving = true;
  while (moving && performance.now() < deadline) {
    const published = await engines.topics.settle(deadline);
    const moved = (await engines.mappings.settle(deadline)) || published;
    const round = await soon(engines.firehose.deliver(options.stream), deadline);
    // A delivery that hangs goes on behind the flush's back; what it carries is still buffered.
    if (!round) break;
    add(delivered, round.delivered);
    add(failed, round.failed);
    moving = moved || total(round.delivered) + total(round.failed) > 0;
  }
  await engines.search.refresh();
  const waiting = Object.fromEntries(Object.entries(engines.queues.counts()).filter(([, count]) => count > 0));
  return { delivered, waiting, failed, settled: !moving };
}

/** What the promise resolves to, or undefined once `deadline` (as performance.now() counts) has come. */
async function soon<T>(promise: Promise<T>, deadline: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, deadline - performance.now()));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function add(sums: Record<string, number>, round: Record<string, number>): void {
  for (const [name, count] of Object.entries(round)) sums[name] = (sums[name] ?? 0) + count;
}

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
