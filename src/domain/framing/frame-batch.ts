import { type FailedMessage, forEachMessage } from '../batch-outcome.ts';
import { MAX_RECORD_BYTES } from '../service-limits.ts';
import type { SqsMessage } from '../sqs-event.ts';
import { type Framing, frameMessage } from './frame-message.ts';
import { type PackedRecord, packRecords } from './pack-records.ts';

/** The Firehose records for a batch of messages, and the messages that can never be in one. */
export async function frameBatch(
  messages: readonly SqsMessage[],
  { eventsPerRecord, ...framing }: Framing & { eventsPerRecord: number },
): Promise<{ records: PackedRecord[]; failures: FailedMessage[] }> {
  const { results, failures } = await forEachMessage(messages, (message) => ({
    messageId: message.messageId,
    data: frameMessage(message, framing),
  }));
  const { records, oversize } = packRecords(results, framing.format === 'Document' ? 1 : eventsPerRecord);
  const reason = `The event is larger than the ${MAX_RECORD_BYTES} bytes of a Firehose record.`;
  return {
    records,
    failures: [...failures, ...oversize.map(({ messageId }) => ({ messageId, kind: 'poison' as const, reason }))],
  };
}

/**
 * The messages of the records that a stream did not take. One that the stream refuses can never succeed where it is alone in
 * its record; of several nobody knows which it was.
 */
export function failuresOf(
  records: readonly PackedRecord[],
  failed: readonly { index: number; reason: string; refused?: boolean }[],
): FailedMessage[] {
  return failed.flatMap(({ index, reason, refused }) => {
    const messageIds = records[index]?.messageIds ?? [];
    const kind = refused && messageIds.length === 1 ? 'poison' : 'later';
    return messageIds.map((messageId) => ({ messageId, kind, reason }));
  });
}
