import * as v from 'valibot';
import { RedactionNote } from '../card-data/redaction-note.ts';
import { ENVELOPE_HEAD, type EnvelopeHead, envelopeHead } from '../envelope-head.ts';
import { InvalidDocumentError } from '../errors.ts';
import type { EventAttributes } from '../event-attributes.ts';
import { decodeJsonString } from '../json/decode-json-string.ts';
import { scanJson } from '../json/scan-json.ts';
import { checkoutAttributes } from '../order/checkout-message.ts';
import { parseOrder } from '../order/order.ts';
import { recordOf } from '../record-of.ts';

/** An event as the archive keeps it. */
export interface ArchivedEvent {
  /** The SNS message id; undefined in an archive of plain bodies, as are the time and the source. */
  readonly id: string | undefined;
  /** ISO 8601, UTC. */
  readonly publishedAt: string | undefined;
  /** The topic's ARN. */
  readonly source: string | undefined;
  readonly subject: string | undefined;
  readonly attributes: EventAttributes;
  /** What redaction did to it; undefined where its line says nothing, be it that nothing was done or that nobody noted it. */
  readonly redacted: RedactionNote | undefined;
  /** The message as it was published, byte for byte but for what redaction took; a plain body without its line breaks. */
  readonly body: string;
}

/**
 * Reads a line of the archive. A line that is no envelope is a plain body, whose attributes are derived as the checkout
 * API sets them; one that is no order has none.
 */
export function archivedEvent(line: string): ArchivedEvent {
  return readEnvelope(line) ?? plainBody(line);
}

/** The members of an envelope before the body, which is read as it is written. */
const Head = v.object({
  id: v.string(),
  publishedAt: v.string(),
  source: v.string(),
  subject: v.optional(v.string()),
  attributes: recordOf(v.object({ type: v.string(), value: v.string() })),
  redacted: v.optional(v.fallback(v.optional(RedactionNote), undefined)),
});

interface Span {
  /** Where the member's colon is, in a line without white space before it. */
  readonly colon: number;
  readonly start: number;
  readonly end: number;
}

function readEnvelope(line: string): ArchivedEvent | undefined {
  if (!ENVELOPE_HEAD.test(line)) return undefined;
  const members = topMembers(line);
  if (members === undefined) return undefined;
  const { raw: _raw, event: _event, text: _text, ...rest } = Object.fromEntries(members);
  const source = Object.entries(rest).map(
    ([name, { start, end }]) => `${JSON.stringify(name)}:${line.slice(start, end)}`,
  );
  const head = v.safeParse(Head, JSON.parse(`{${source.join(',')}}`));
  if (!head.success) return undefined;
  const body = bodyOf(line, members, head.output);
  const { subject, redacted } = head.output;
  return body === undefined ? undefined : { ...head.output, subject, redacted, body };
}

/** The body's own text: `raw` before the `event` that it was made into one line of. */
function bodyOf(line: string, members: ReadonlyMap<string, Span>, head: EnvelopeHead): string | undefined {
  const quoted = members.get('raw') ?? members.get('text');
  if (quoted !== undefined) {
    return line.charAt(quoted.start) === '"' ? decodeJsonString(line, quoted.start, quoted.end).value : undefined;
  }
  const event = members.get('event');
  // White space around a body is its own, unless whoever wrote the line spaced all of it.
  const spliced = line.startsWith(envelopeHead(head)) && [...members.keys()].at(-1) === 'event' && line.endsWith('}');
  return event && (spliced ? line.slice(event.colon + 1, -1) : line.slice(event.start, event.end));
}

/** Where the values of the members stand; undefined for what is not one JSON object from end to end. */
function topMembers(line: string): Map<string, Span> | undefined {
  const members = new Map<string, Span>();
  let depth = 0;
  let key = '';
  let colon = 0;
  let start = 0;
  const end = scanJson(line, 0, {
    open(_kind, at) {
      if (depth === 1) start = at;
      depth += 1;
    },
    close(at) {
      depth -= 1;
      if (depth === 1) members.set(key, { colon, start, end: at });
    },
    key(from, to) {
      if (depth !== 1) return;
      key = decodeJsonString(line, from, to).value;
      colon = to;
    },
    scalar(_kind, from, to) {
      if (depth === 1) members.set(key, { colon, start: from, end: to });
    },
  });
  return end === -1 || line.slice(end).trim() !== '' ? undefined : members;
}

function plainBody(body: string): ArchivedEvent {
  return {
    id: undefined,
    publishedAt: undefined,
    source: undefined,
    subject: undefined,
    attributes: derived(body),
    redacted: undefined,
    body,
  };
}

function derived(body: string): ArchivedEvent['attributes'] {
  try {
    const { id, payment } = parseOrder(body);
    const attributes = Object.entries(checkoutAttributes({ orderId: id, amount: payment.amount }));
    return Object.fromEntries(
      attributes.map(([name, { DataType, StringValue }]) => [name, { type: DataType, value: StringValue }]),
    );
  } catch (error) {
    if (error instanceof InvalidDocumentError) return {};
    throw error;
  }
}
