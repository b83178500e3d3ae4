import type { ArchivedEvent } from '../archive/archived-event.ts';
import { holdsMaskedNumber } from '../card-data/holds-masked-number.ts';

/**
 * Whether an archived event has values that are masks of what was published: `masked` where its line says so,
 * `possiblyMasked` where its line says nothing of redaction, as those of 1.0 and plain bodies, and it looks so.
 */
export type MaskedValues = 'masked' | 'possiblyMasked' | 'none';

/** Tells by its line, else by its looks, whether an archived event has masked values; what was only removed is none. */
export function maskedValues(event: Event): MaskedValues {
  const { redacted } = event;
  if (redacted === undefined) return looksMasked(event) ? 'possiblyMasked' : 'none';
  return redacted.masked.length > 0 || (redacted.more ?? 0) > 0 ? 'masked' : 'none';
}

/** Why an event with masked values is passed over, for a person. */
export function maskedReason({ redacted }: Event): string {
  if (redacted === undefined) return 'it may be masked: a text has 13 asterisks or more, or an id is 0';
  return `redaction masked values of it: ${maskedPointers(redacted)}`;
}

/** The JSON pointers of the first masked values, and how many more there are, for a person. */
export function maskedPointers({
  masked,
  more = 0,
}: {
  readonly masked: readonly string[];
  readonly more?: number | undefined;
}): string {
  const named = masked.slice(0, MAX_NAMED);
  const others = masked.length - named.length + more;
  return [...named, ...(others === 0 ? [] : [`${others} more`])].join(', ');
}

type Event = Pick<ArchivedEvent, 'redacted' | 'subject' | 'attributes' | 'body'>;

const MAX_NAMED = 5;

/** The member of a JSON text whose name is `id` or ends in it, as orderId and order_id do, and whose value is the number 0. */
const ZERO_ID = /(?<=[^A-Za-z]|[a-z0-9](?=I))[iI][dD]\\*"\s*:\s*0(?=[\s,}])/;
const ID_NAME = /(?:^|[^A-Za-z]|[a-z0-9](?=I))[iI][dD]$/;

function looksMasked({ subject = '', attributes, body }: Event): boolean {
  if (holdsMaskedNumber(body) || ZERO_ID.test(body) || holdsMaskedNumber(subject)) return true;
  return Object.entries(attributes).some(
    ([name, { value }]) => holdsMaskedNumber(value) || (value === '0' && ID_NAME.test(name)),
  );
}
