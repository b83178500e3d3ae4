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
  return { records, failures: [...failures, ...oversize.map(({ messageId }) => ({ messageId, reason }))] };
}
