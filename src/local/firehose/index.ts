/**
 * The public door of the firehose room, which stands in for Amazon Data Firehose: Direct PUT to S3 or to a search domain.
 * No Kinesis or MSK source, no format conversion, no dynamic partitioning, no throughput quota; streams are ACTIVE at once.
 */
import { arnOf } from '../../domain/arn.ts';
import type { LocalContext } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';
import { openBufferStore } from './buffer-store.ts';
import type { FirehoseRoom } from './firehose-room.ts';
import { streamNotFound } from './operations/find-stream.ts';
import { putOperations } from './operations/put-operations.ts';
import { streamOperations } from './operations/stream-operations.ts';
import { tagOperations } from './operations/tag-operations.ts';
import { type FirehoseDependencies, openStream, type Stream, type StreamMetrics, type StreamStep } from './stream.ts';
import { openStreamRegistry } from './stream-registry.ts';

export type { FirehoseDependencies, StreamAttempt } from './stream.ts';

export interface Firehose {
  /** Firehose's API by AWS's names. PutRecordBatch asks the fault gate itself, since it carries out partial faults. */
  readonly operations: Operations;
  metrics(): Record<string, StreamMetrics>;
  /**
   * Closes every buffer (or those of one stream) and delivers now, transformation included, until nothing is buffered or nothing
   * more can move; what still fails stays buffered and is tried again by the clock. Counts records since the call began.
   * Throws ResourceNotFoundException for an unknown stream.
   */
  deliver(stream?: string): Promise<{ delivered: Record<string, number>; failed: Record<string, number> }>;
  /** Records that are in no destination yet, by stream. */
  buffered(): Record<string, number>;
  /** When the oldest record that a stream has yet to deliver was put; undefined where there is none, or no such stream. */
  oldest(stream: string): number | undefined;
  /** What each stream has yet to deliver, if anything: since when, and where to. */
  waiting(): { stream: string; step: StreamStep; since: number | undefined }[];
  /** Resolves once no delivery is under way: what the clock has started by now is done or has failed. */
  idle(): Promise<void>;
  /** Starts nothing more and waits for what is under way; buffered records stay on disk. */
  close(): Promise<void>;
}

/** Opens the streams of the state folder and goes on delivering what they hold. */
export function createFirehose(context: LocalContext, dependencies: FirehoseDependencies): Firehose {
  const store = openBufferStore(context.database);
  const streamArn = (name: string) => arnOf(context, 'firehose', `deliverystream/${name}`);
  const registry = openStreamRegistry(context.database, streamArn);
  const streams = new Map<string, Stream>();
  for (const definition of registry.all())
    streams.set(definition.name, openStream(context, store, dependencies, definition));
  const room: FirehoseRoom = { context, streams };
  const idle = async () => {
    for (const stream of streams.values()) await stream.idle();
  };

  return {
    operations: {
      ...streamOperations(room, registry, store, (definition) => openStream(context, store, dependencies, definition)),
      ...tagOperations(room, registry),
      ...putOperations(room),
    },
    metrics: () =>
      Object.fromEntries(
        [...streams].map(([name, { counts }]) => {
          const { delivered: _delivered, ...metrics } = counts;
          return [name, metrics];
        }),
      ),
    async deliver(name) {
      const chosen = name === undefined ? [...streams] : [...streams].filter(([each]) => each === name);
      if (name !== undefined && chosen.length === 0) throw streamNotFound(context, name);
      const delivered: Record<string, number> = {};
      const failed: Record<string, number> = {};
      // Streams side by side: a destination that hangs holds up its own stream only.
      await Promise.all(
        chosen.map(async ([each, stream]) => {
          const before = { ...stream.counts };
          await stream.drain();
          delivered[each] = stream.counts.delivered - before.delivered;
          failed[each] = stream.counts.failed - before.failed;
        }),
      );
      return { delivered, failed };
    },
    buffered: () => Object.fromEntries([...streams].map(([name, stream]) => [name, stream.buffered()])),
    oldest: (name) => streams.get(name)?.oldest(),
    waiting: () => [...streams].map(([stream, each]) => ({ stream, step: each.destination(), since: each.oldest() })),
    idle,
    async close() {
      for (const stream of streams.values()) stream.pause();
      await idle();
    },
  };
}
