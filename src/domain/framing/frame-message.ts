import { redactArchivedText, redactCardData } from '../card-data/redact-card-data.ts';
import { compactJson } from '../json/compact-json.ts';
import { isJson } from '../json/scan-json.ts';
import { publishedEvent } from '../published-event.ts';
import type { SqsMessage } from '../sqs-event.ts';
import { envelopeLine } from './envelope.ts';

/** How an event is written: `Envelope` and `Body` are archive lines, `Document` is what a search index takes. */
export type RecordFormat = 'Envelope' | 'Body' | 'Document';

/** What a stream is to get for a message: one line with its line break, or one document without. */
export function frameMessage(
  message: SqsMessage,
  { format, redact, topicArn }: { format: RecordFormat; redact: boolean; topicArn?: string | undefined },
): string {
  if (format === 'Document') return singleLine(redact ? redactCardData(message.body) : message.body);
  const event = publishedEvent(message, topicArn);
  if (format === 'Body') return `${singleLine(redact ? redactCardData(event.body) : event.body)}\n`;
  const line = envelopeLine(event);
  return `${redact ? redactArchivedText(line) : line}\n`;
}

/** A document must be a single line (Firehose guide, delivery to OpenSearch); a text that is not JSON stays as it is. */
function singleLine(body: string): string {
  return /[\r\n]/.test(body) && isJson(body) ? compactJson(body) : body;
}
