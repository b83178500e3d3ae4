import { redactCardData } from '../card-data/redact-card-data.ts';
import { attributesOf, sentAttributes } from '../event-attributes.ts';
import { FAILED_AT, FAILED_IN, FAILED_MESSAGE_ID, FAILURE_REASON } from '../failure-attributes.ts';
import { type MessageAttributes, messageBytes } from '../message-bytes.ts';
import type { ReplayEntry } from '../replay/replay-entry.ts';
import { MAX_SQS_ATTRIBUTES, MAX_SQS_BYTES } from '../service-limits.ts';
import type { SqsMessage } from '../sqs-event.ts';

/** What failed a message, and when. */
export interface Failure {
  reason: string;
  /** Epoch milliseconds. */
  at: number;
  functionName: string;
}

/** Long enough for several problems of one document; the log has the rest. */
const MAX_REASON_CHARACTERS = 1000;

/** All that SQS takes in an attribute's text (SQS API, SendMessage). */
const REFUSED_CHARACTERS = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/**
 * The message as it is sent to a dead-letter queue: body and attributes as they were, and what failed it as attributes,
 * card data masked. Undefined where ten attributes or 1 MiB leave no room for them.
 */
export function deadLetterEntry(message: SqsMessage, { reason, at, functionName }: Failure): ReplayEntry | undefined {
  const { messageId, body, attributes: system } = message;
  const attributes: MessageAttributes = {
    ...sentAttributes(attributesOf(message)),
    [FAILURE_REASON]: text(reasonText(reason)),
    [FAILED_AT]: text(new Date(at).toISOString()),
    [FAILED_IN]: text(functionName),
    [FAILED_MESSAGE_ID]: text(messageId),
  };
  const bytes = messageBytes(body, attributes);
  if (Object.keys(attributes).length > MAX_SQS_ATTRIBUTES || bytes > MAX_SQS_BYTES) return undefined;
  const { MessageGroupId: groupId, AWSTraceHeader: traceHeader } = system;
  return { messageId, body, attributes, bytes, groupId, traceHeader, deduplicationId: messageId };
}

function text(value: string) {
  return { DataType: 'String', StringValue: value };
}

/** Masked before it is cut, so that no part of a card number is left at the cut. */
function reasonText(reason: string): string {
  const cut = redactCardData(reason).slice(0, MAX_REASON_CHARACTERS);
  return cut.replace(REFUSED_CHARACTERS, '\u{fffd}') || 'no reason was given';
}
