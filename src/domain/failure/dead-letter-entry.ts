import * as v from 'valibot';
import { redactArchivedText } from '../card-data/redact-archived-text.ts';
import { redactCardData } from '../card-data/redact-card-data.ts';
import type { RedactionRules } from '../card-data/redaction-rules.ts';
import { envelopeHead } from '../envelope-head.ts';
import { attributesOf, type EventAttributes, sentAttributes } from '../event-attributes.ts';
import { FAILED_AT, FAILED_IN, FAILED_MESSAGE_ID, FAILURE_REASON } from '../failure-attributes.ts';
import { type MessageAttributes, messageBytes } from '../message-bytes.ts';
import { recordOf } from '../record-of.ts';
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
 * The message as it is sent to a dead-letter queue: body and attributes, and what failed it as attributes. Card data is
 * taken out of all of it; with no `redaction` body and attributes are as they were. Undefined where ten attributes or 1 MiB
 * leave no room.
 */
export function deadLetterEntry(
  message: SqsMessage,
  { reason, at, functionName }: Failure,
  redaction: RedactionRules | undefined,
): ReplayEntry | undefined {
  const { messageId, attributes: system } = message;
  const content = redacted({ body: message.body, attributes: attributesOf(message) }, redaction);
  const { body } = content;
  const attributes: MessageAttributes = {
    ...sentAttributes(content.attributes),
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

interface Content {
  body: string;
  attributes: EventAttributes;
}

/**
 * Body and attributes as one line of an archive, so that an attribute which repeats an exempt id of the body keeps it too,
 * one that is named like a verification code goes, and a Number stays one. A notification has its attributes within it.
 */
function redacted({ body, attributes }: Content, redaction: RedactionRules | undefined): Content {
  if (redaction === undefined) return { body, attributes };
  const options = { ...redaction, noted: false };
  if (Object.keys(attributes).length === 0) return { body: redactArchivedText(body, options), attributes };
  const head = envelopeHead({ id: '', publishedAt: new Date(0).toISOString(), source: 'arn:' });
  const line = `${head},${JSON.stringify({ attributes, raw: body }).slice(1)}`;
  const content = v.parse(Line, JSON.parse(redactArchivedText(line, options)));
  return { body: content.raw, attributes: content.attributes };
}

const Line = v.object({ attributes: recordOf(v.object({ type: v.string(), value: v.string() })), raw: v.string() });

function text(value: string) {
  return { DataType: 'String', StringValue: value };
}

/** Masked before it is cut, so that no part of a card number is left at the cut. */
function reasonText(reason: string): string {
  const cut = redactCardData(reason).slice(0, MAX_REASON_CHARACTERS);
  return cut.replace(REFUSED_CHARACTERS, '\u{fffd}') || 'no reason was given';
}
