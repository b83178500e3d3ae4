import { parseArn } from './arn.ts';
import { attributeText, type EventAttributes } from './event-attributes.ts';

/** The attribute in which a publisher says when what an event tells of happened. */
export const OCCURRED_AT = 'occurred-at';

/** When an event occurred. */
export interface OccurredAt {
  /** ISO 8601 with milliseconds, UTC; undefined where neither the publisher nor SNS has said it. */
  readonly time: string | undefined;
  /** Whose time it is; `replaced` where the publisher's was so far ahead of SNS's that SNS's stands in its place. */
  readonly by: 'publisher' | 'sns' | 'replaced' | undefined;
}

/** Clocks differ by seconds; a time further ahead is a mistake, and would win over every later version. */
const MAX_LEAD_MS = 5 * 60_000;

/**
 * When an event occurred: by its attribute `occurred-at`, ISO 8601 with a zone; without one, or with one that cannot be
 * read, when SNS took it. Never by the time of a queue, which a redrive renews.
 *
 * @example occurredAt(publishedEvent(message, topicArn)).time // '2026-01-15T18:30:00.123Z'
 */
export function occurredAt({
  attributes,
  source,
  publishedAt,
}: {
  readonly attributes: EventAttributes;
  readonly source: string | undefined;
  readonly publishedAt: string | undefined;
}): OccurredAt {
  const said = instant(attributeText(attributes, OCCURRED_AT) ?? '');
  const published = parseArn(source ?? '').service === 'sns' ? instant(publishedAt ?? '') : undefined;
  if (said === undefined) return { time: published, by: published === undefined ? undefined : 'sns' };
  const lead = published === undefined ? 0 : Date.parse(said) - Date.parse(published);
  return lead > MAX_LEAD_MS ? { time: published, by: 'replaced' } : { time: said, by: 'publisher' };
}

const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?(?:Z|([+-](?:[01]\d|2[0-3]))(?::?([0-5]\d))?)$/;

/** The instant in milliseconds of a date-time with a zone; undefined for any other text. */
function instant(text: string): string | undefined {
  const [, day = '', minute, second = '00', fraction = '', hours = '+00', minutes = '00'] = DATE_TIME.exec(text) ?? [];
  if (!isDay(day)) return undefined;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const time = new Date(`${day}T${minute}:${second}.${milliseconds}${hours}:${minutes}`).toISOString();
  // A zone can carry the first and the last day that four digits can write into a year with a sign, which sorts elsewhere.
  return /^\d/.test(time) ? time : undefined;
}

/** JavaScript takes a day that the month does not have for one of the next month. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
