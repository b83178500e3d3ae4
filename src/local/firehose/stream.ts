/**
 * One running stream: its lanes, and how a record passes through them: [source →] data → bucket or search domain,
 * beside it the backup of what came in, and from both the failed records. Stands in for one Firehose stream.
 */
import { billedRecordBytes } from '../../domain/cost/billed-record-bytes.ts';
import type { LocalContext } from '../context.ts';
import type { Objects } from '../objects/index.ts';
import { type BufferStore, LANES, type LaneName } from './buffer-store.ts';
import { type Attempt, type Lane, openLane } from './delivery/lane.ts';
import { deliverObject } from './delivery/object-delivery.ts';
import { type BulkIndexer, deliverDocuments } from './delivery/search-delivery.ts';
import { exceedsInvocation, type FunctionInvoker, transformBatch } from './delivery/transformation.ts';
import { dataPrefix, errorPrefix, objectKey } from './naming/object-key.ts';
import { planStream, type S3Plan, type StreamPlan } from './stream-plan.ts';
import type { StreamDefinition } from './stream-registry.ts';

/** What streams deliver to. */
export interface FirehoseDependencies {
  readonly objects: Pick<Objects, 'put'>;
  readonly functions: FunctionInvoker;
  readonly search: BulkIndexer;
  readonly onAttempt?: (attempt: StreamAttempt) => void;
}

/** What a stream's metrics are called after. */
export type StreamStep = 'DeliveryToS3' | 'DeliveryToAmazonOpenSearchService' | 'ExecuteProcessing';

/** One attempt of a stream at a step, as CloudWatch's metric `Success` of it counts. */
export interface StreamAttempt {
  readonly streamName: string;
  readonly step: StreamStep;
  readonly succeeded: boolean;
  /** The age of the oldest record that is to be delivered, in seconds; failed records and copies have none. */
  readonly freshness?: number | undefined;
}

/** A stream's physical counters: `records`, `bytes` and `billedBytes` as put, `failed` records in error output. */
export interface StreamMetrics {
  putCalls: number;
  records: number;
  bytes: number;
  billedBytes: number;
  objects: number;
  failed: number;
}

/** The stack's own counters of a stream, from its creation or the last start on. */
export interface StreamCounts extends StreamMetrics {
  delivered: number;
}

export interface Stream {
  readonly definition: StreamDefinition;
  readonly counts: StreamCounts;
  /** Buffers a record within `database.write`, and returns its number. */
  put(data: Buffer): number;
  /** Takes up a changed definition. */
  update(definition: StreamDefinition): void;
  /** Tries everything now, stage by stage, until nothing is buffered or nothing moves. */
  drain(): Promise<void>;
  buffered(): number;
  /** When the oldest record that is in no bucket or domain yet was put; failed ones do not count. */
  oldest(): number | undefined;
  /** Where that is to go. */
  destination(): StreamStep;
  idle(): Promise<void>;
  /** Starts no delivery any more; what is held stays. */
  pause(): void;
  /** For a stream that is deleted: a delivery that is under way leaves no trace in its buffers. */
  stop(): void;
}

/** Several rounds, since what one stage lets out another takes in; more would only chase records that still arrive. */
const DRAIN_ROUNDS = 10;

/** Starts a stream where its rows say it stands. */
export function openStream(
  context: LocalContext,
  store: BufferStore,
  { objects, functions, search, onAttempt = () => {} }: FirehoseDependencies,
  first: StreamDefinition,
): Stream {
  let definition = first;
  let plan = planStream(definition.destination);
  const counts = { putCalls: 0, records: 0, bytes: 0, billedBytes: 0, objects: 0, failed: 0, delivered: 0 };
  const identity = { id: first.id, name: first.name, arn: first.arn, seed: first.seed };

  const open = (name: LaneName, attempt: Parameters<typeof openLane>[0]['attempt']): Lane =>
    openLane({
      context,
      store,
      stream: identity,
      lane: name,
      limits: () => limitsOf(plan, name),
      isFull: (buffer, size) => name === 'source' && exceedsInvocation(buffer, size),
      seal: (oldest) => seal(definition, plan, name, oldest),
      attempt,
    });
  const toBucket = (name: LaneName): Parameters<typeof openLane>[0]['attempt'] => {
    const delivery = {
      ...{ context, store, objects, streamId: identity.id, lane: name },
      plan: () => s3PlanOf(plan, name),
      isStopped: () => lanes[name].stopped,
      delivered(records: number) {
        counts.objects++;
        if (name === 'data') counts.delivered += records;
        else if (name !== 'backup') counts.failed += records;
      },
    };
    return (batch) => deliverObject(delivery, batch);
  };
  /** Tells what CloudWatch would see of it, as `Success` and, of what was put, as `DataFreshness`. */
  const observed =
    (
      step: StreamStep,
      attempt: Parameters<typeof openLane>[0]['attempt'],
      { isWhole = () => true, isPut = false }: { isWhole?: () => boolean; isPut?: boolean } = {},
    ): typeof attempt =>
    async (batch) => {
      const freshness = isPut ? (context.clock.now() - batch.oldest) / 1000 : undefined;
      const told = { streamName: identity.name, step, freshness };
      try {
        const outcome = await attempt(batch);
        onAttempt({ ...told, succeeded: isWhole() });
        return outcome;
      } catch (error) {
        onAttempt({ ...told, succeeded: false });
        throw error;
      }
    };
  const processingFailed = open('processing-failed', observed('DeliveryToS3', toBucket('processing-failed')));
  const searchFailed = open(
    'AmazonOpenSearchService-failed',
    observed('DeliveryToS3', toBucket('AmazonOpenSearchService-failed')),
  );
  const dataToBucket = observed('DeliveryToS3', toBucket('data'), { isPut: true });
  /** Documents of the attempt under way that were refused for good. */
  let refused = 0;
  const dataToSearch = {
    ...{ context, store, search, stream: identity },
    failed: {
      ...searchFailed,
      add(record: Parameters<Lane['add']>[0]) {
        refused++;
        return searchFailed.add(record);
      },
      get stopped() {
        return searchFailed.stopped;
      },
    },
    plan: () => present(plan.search, 'search domain'),
    isStopped: () => data.stopped,
    delivered(records: number) {
      counts.delivered += records;
    },
  };
  const indexed = async (batch: Parameters<typeof dataToBucket>[0]): Promise<Attempt> => {
    refused = 0;
    const outcome = await deliverDocuments(dataToSearch, batch);
    if (outcome !== 'done') refused++;
    return outcome;
  };
  const dataToDomain = observed('DeliveryToAmazonOpenSearchService', indexed, {
    isWhole: () => refused === 0,
    isPut: true,
  });
  const data: Lane = open(
    'data',
    (batch): Promise<Attempt> => (plan.search ? dataToDomain(batch) : dataToBucket(batch)),
  );
  const observedInvoke: FunctionInvoker['invoke'] = async (name, payload) => {
    const told = { streamName: identity.name, step: 'ExecuteProcessing' } as const;
    try {
      const result = await functions.invoke(name, payload);
      onAttempt({ ...told, succeeded: result.functionError === undefined });
      return result;
    } catch (error) {
      onAttempt({ ...told, succeeded: false });
      throw error;
    }
  };
  const transformation = {
    ...{ context, store, stream: identity, data, failed: processingFailed },
    functions: { invoke: observedInvoke },
    plan: () => plan.transform,
    isStopped: () => source.stopped,
  };
  const source: Lane = open('source', (batch) => transformBatch(transformation, batch));
  const lanes: Readonly<Record<LaneName, Lane>> = {
    source,
    data,
    backup: open('backup', toBucket('backup')),
    'processing-failed': processingFailed,
    'AmazonOpenSearchService-failed': searchFailed,
  };

  return {
    get definition() {
      return definition;
    },
    counts,
    put(bytes) {
      const record = { arrived: context.clock.now(), data: bytes };
      const origin = (plan.transform ? source : data).add(record);
      if (plan.backup) lanes.backup.add({ ...record, origin });
      counts.records++;
      counts.bytes += bytes.length;
      counts.billedBytes += billedRecordBytes(bytes.length);
      return origin;
    },
    update(changed) {
      definition = changed;
      plan = planStream(changed.destination);
      for (const name of LANES) lanes[name].rearm();
    },
    async drain() {
      for (let round = 0; round < DRAIN_ROUNDS; round++) {
        const before = progress(store, identity.id, counts);
        for (const name of LANES) await lanes[name].drain();
        if (store.count(identity.id) === 0 || progress(store, identity.id, counts) === before) return;
      }
    },
    buffered: () => store.count(identity.id),
    oldest: () => store.oldest(identity.id, ['source', 'data']),
    destination: () => (plan.search ? 'DeliveryToAmazonOpenSearchService' : 'DeliveryToS3'),
    async idle() {
      for (const name of LANES) await lanes[name].idle();
    },
    pause() {
      for (const name of LANES) lanes[name].pause();
    },
    stop() {
      for (const name of LANES) lanes[name].stop();
    },
  };
}

/** What has left its stage so far, as one text to compare. */
function progress(store: BufferStore, stream: number, counts: StreamCounts): string {
  const held = LANES.map((lane) => store.count(stream, lane));
  return JSON.stringify([held, counts.delivered, counts.objects]);
}

function limitsOf(plan: StreamPlan, lane: LaneName) {
  if (lane === 'source') return plan.transform;
  if (lane === 'data') return plan.s3 ?? plan.search;
  return lane === 'backup' ? plan.backup : plan.errors;
}

function s3PlanOf(plan: StreamPlan, lane: LaneName): S3Plan {
  if (lane === 'data') return present(plan.s3, 'bucket');
  return lane === 'backup' ? present(plan.backup, 'backup bucket') : plan.errors;
}

function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the stream has no ${what} any more`);
  return value;
}

/** The name of the object to be, and its format, fixed with the version of the stream that closed the buffer. */
function seal(definition: StreamDefinition, plan: StreamPlan, lane: LaneName, oldest: number) {
  if (lane === 'source' || (lane === 'data' && plan.search)) return { key: undefined, format: undefined };
  const s3 = s3PlanOf(plan, lane);
  const { timeZone, extension, format } = s3;
  const prefix =
    lane === 'data' || lane === 'backup'
      ? dataPrefix(s3.prefix, oldest, timeZone)
      : errorPrefix(s3, lane, oldest, timeZone);
  const naming = {
    streamName: definition.name,
    version: definition.version,
    oldestArrival: oldest,
    timeZone,
    extension,
  };
  return { key: objectKey(prefix, naming), format };
}
