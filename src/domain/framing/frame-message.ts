import { redactArchivedText } from '../card-data/redact-archived-text.ts';
import { redactCardData } from '../card-data/redact-card-data.ts';
import type { RedactionRules } from '../card-data/redaction-rules.ts';
import { publishedEvent } from '../published-event.ts';
import type { SqsMessage } from '../sqs-event.ts';
import { envelopeLine } from './envelope.ts';
import { singleLine } from './single-line.ts';

/** How an event is written: `Envelope` and `Body` are archive lines, `Document` is what a search index takes. */
export type RecordFormat = 'Envelope' | 'Body' | 'Document';

/** How a stream is to get an event. */
export interface Framing extends RedactionRules {
  readonly format: RecordFormat;
  /** Whether card data is taken out; paths that are `exempt` begin at the body. */
  readonly redact: boolean;
  /** The topic whose notifications are unwrapped; any notification is, where none is given. */
  readonly topicArn?: string | undefined;
}

/** What a stream is to get for a message: one line with its line break, or one document without. */
export function frameMessage(message: SqsMessage, { format, redact, topicArn, ...rules }: Framing): string {
  const redacted = (body: string) => (redact ? redactCardData(body, rules) : body);
  // A document must be a single line (Firehose guide, delivery to OpenSearch).
  if (format === 'Document') return singleLine(redacted(message.body));
  const event = publishedEvent(message, topicArn);
  if (format === 'Body') return `${singleLine(redacted(event.body))}\n`;
  const line = envelopeLine(event);
  return `${redact ? redactArchivedText(line, rules) : line}\n`;
}
