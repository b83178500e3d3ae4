/**
 * Writes a closed buffer as one object: records one after another with no byte between (Firehose guide, "Understand data delivery").
 * Error output has the compression and extension of its bucket's settings, which the guide leaves open.
 */
import type { LocalContext } from '../../context.ts';
import type { Objects } from '../../objects/index.ts';
import type { Batch, BufferStore, LaneName } from '../buffer-store.ts';
import type { CompressionFormat } from '../naming/object-key.ts';
import type { S3Plan } from '../stream-plan.ts';
import { compress } from './compression.ts';
import type { Attempt } from './lane.ts';

/** So much of a buffer is in memory at a time. */
const PIECE_BYTES = 1024 * 1024;
const FORMATS: readonly CompressionFormat[] = ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'];

export interface ObjectDelivery {
  readonly context: LocalContext;
  readonly store: BufferStore;
  readonly objects: Pick<Objects, 'put'>;
  readonly streamId: number;
  readonly lane: LaneName;
  /** Where the lane's objects go now. */
  plan(): S3Plan;
  isStopped(): boolean;
  delivered(records: number): void;
}

/** Puts the object under the key that was fixed at closing, then forgets the records: a crash in between writes the same object again. */
export async function deliverObject(delivery: ObjectDelivery, batch: Batch): Promise<Attempt> {
  const { context, store, objects, streamId, lane } = delivery;
  const plan = delivery.plan();
  let records = 0;
  function* pieces(): Generator<Buffer> {
    records = 0;
    for (let after = 0; ; ) {
      const page = store.page(streamId, lane, after, batch.last, PIECE_BYTES);
      const last = page.at(-1);
      if (!last) return;
      after = last.id;
      records += page.length;
      const delimited = lane === 'data' && plan.delimiter.length > 0;
      yield Buffer.concat(page.flatMap(({ data }) => (delimited ? [data, plan.delimiter] : [data])));
    }
  }
  if (batch.key === undefined) throw new Error(`batch ${batch.id} has no key`);
  const format = FORMATS.find((name) => name === batch.format) ?? plan.format;
  const entryName =
    batch.key
      .split('/')
      .at(-1)
      ?.replace(/\.zip$/, '') ?? batch.key;
  await objects.put(plan.bucket, batch.key, compress(pieces(), format, entryName));
  if (delivery.isStopped()) return { retryAt: context.clock.now() };
  context.database.write(() => {
    store.removeUpTo(streamId, lane, batch.last);
    store.removeBatch(batch);
  });
  delivery.delivered(records);
  return 'done';
}
