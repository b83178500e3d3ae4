import * as v from 'valibot';
import { attributeText } from '../../domain/event-attributes.ts';
import { exactJsonOf, isJsonNumber, numberText } from '../../domain/json/parse-exact-json.ts';
import { notifiedEvent } from '../../domain/published-event.ts';

const Document = v.looseObject({
  id: v.optional(v.unknown()),
  event: v.optional(v.unknown()),
  raw: v.optional(v.unknown()),
});
const Attributes = v.looseObject({ attributes: v.looseObject({ 'event-id': v.looseObject({ value: v.string() }) }) });

/**
 * True when a line of the archive, or a message's body, is the event of this id: an envelope, a notification of SNS, or the
 * event itself.
 */
export function namesEvent(text: string, eventId: string): boolean {
  // An id stands in its event as it is written; parsing every line would take minutes over a large archive.
  const written = escaped(eventId);
  if (!text.includes(written) && !text.includes(escaped(written))) return false;
  const notified = notifiedEvent(text);
  if (notified !== undefined) {
    const named = attributeText(notified.attributes, 'event-id');
    return named === undefined ? namesEvent(notified.body, eventId) : named === eventId;
  }
  const value = exactJsonOf(text);
  const attributes = v.safeParse(Attributes, value);
  if (attributes.success) return attributes.output.attributes['event-id'].value === eventId;
  const document = v.safeParse(Document, value);
  if (!document.success) return false;
  const inner = v.safeParse(Document, document.output.event);
  return idText((inner.success ? inner.output : document.output).id) === eventId;
}

/** As it stands within a JSON string. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function idText(id: unknown): string | undefined {
  if (isJsonNumber(id)) return numberText(id);
  return typeof id === 'string' ? id : undefined;
}
