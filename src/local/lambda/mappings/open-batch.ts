/**
 * Gathers messages into the batch of one invocation: by count and by the 6 MB of a synchronous payload, the records'
 * metadata included (Lambda guide, "Batching behavior").
 */
import { MAX_PAYLOAD_BYTES } from '../../../domain/service-limits.ts';
import type { ReceivedMessage } from '../../queues/index.ts';

export interface BatchRecord {
  readonly message: ReceivedMessage;
  /** The record as JSON text. */
  readonly json: string;
}

/** The frame's share of the payload. */
const FRAME = Buffer.byteLength('{"Records":[]}');

export interface OpenBatch {
  /** Adds a record, or returns false when it belongs to the next batch. The first always fits. */
  add(record: BatchRecord): boolean;
  records(): readonly BatchRecord[];
  isFull(): boolean;
  /** The mean record's size in bytes. */
  meanBytes(): number;
  payload(): string;
}

/** An empty batch of at most `batchSize` records. */
export function createOpenBatch(batchSize: number): OpenBatch {
  const records: BatchRecord[] = [];
  let bytes = FRAME;
  let isRefusing = false;
  return {
    add(record) {
      const size = Buffer.byteLength(record.json) + 1;
      if (records.length > 0 && (records.length >= batchSize || bytes + size > MAX_PAYLOAD_BYTES)) {
        isRefusing = true;
        return false;
      }
      records.push(record);
      bytes += size;
      return true;
    },
    records: () => records,
    isFull: () => isRefusing || records.length >= batchSize,
    meanBytes: () => (records.length === 0 ? 0 : bytes / records.length),
    payload: () => `{"Records":[${records.map(({ json }) => json).join(',')}]}`,
  };
}
