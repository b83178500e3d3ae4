import { MAX_RECORD_BYTES } from '../service-limits.ts';

/** One event as a stream is to get it. */
export interface FramedMessage {
  messageId: string;
  data: string;
}

/** Events of one Firehose record, which get through or fail together. */
export interface PackedRecord {
  data: string;
  bytes: number;
  messageIds: string[];
}

/**
 * Packs events, in their order, into records of at most `eventsPerRecord` events and 1,024,000 bytes. An event that
 * fits no record by itself is `oversize`.
 */
export function packRecords(
  messages: readonly FramedMessage[],
  eventsPerRecord: number,
): { records: PackedRecord[]; oversize: FramedMessage[] } {
  const records: PackedRecord[] = [];
  const oversize: FramedMessage[] = [];
  let open: PackedRecord | undefined;
  for (const message of messages) {
    const bytes = Buffer.byteLength(message.data);
    if (bytes > MAX_RECORD_BYTES) {
      oversize.push(message);
      continue;
    }
    if (!open || open.messageIds.length >= eventsPerRecord || open.bytes + bytes > MAX_RECORD_BYTES) {
      open = { data: '', bytes: 0, messageIds: [] };
      records.push(open);
    }
    open.data += message.data;
    open.bytes += bytes;
    open.messageIds.push(message.messageId);
  }
  return { records, oversize };
}
