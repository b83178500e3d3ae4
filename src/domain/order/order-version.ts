import { createHash } from 'node:crypto';
import { isMaskedId } from '../card-data/is-masked-id.ts';
import { InvalidDocumentError } from '../errors.ts';
import { attributeText, type EventAttributes } from '../event-attributes.ts';
import { MAX_DIGITS } from './decimal.ts';
import type { OrderItem } from './order-item.ts';

/** The attribute by which a publisher may number the versions of an order. */
const ORDER_VERSION = 'order-version';

/** Which version of an order an event is; texts that compare, as texts, in the order of the versions. */
export interface OrderVersion {
  /** What the row holds as its `Version`: number, time and content, so that no two versions are equal. */
  readonly text: string;
  /** A row whose `Version` is less than this is of an older version. */
  readonly above: string;
  /** SHA-256 of what is stored, in hexadecimal; by it alone an event without a time knows its row again. */
  readonly content: string;
  readonly timed: boolean;
}

/** How the version of an event stands to that of a row. */
export type Standing = 'newer' | 'equal' | 'older';

/**
 * The version of an order: by its number (`order-version`, 0 without one), then by the time at which it occurred, then
 * by what is stored of it, so that any two stand in the same order wherever they meet; one whose payment's id redaction may
 * have masked stands below the event as it was published. Throws an InvalidDocumentError where the number is none.
 *
 * An event of which nobody has said when it occurred is newer than a row of a lesser number only.
 */
export function orderVersion(
  item: OrderItem,
  { attributes, time }: { readonly attributes: EventAttributes; readonly time: string | undefined },
): OrderVersion {
  const number = versionNumber(attributes);
  const content = contentHash(item);
  // A hyphen is less than any digit: an unknown time than any time, and a masked content than the one it was made of.
  const masked = isMaskedId(item.PaymentId) ? '-' : '';
  const text = `${number}|${time ?? '-'}|${masked}${content}`;
  return { text, above: time === undefined ? `${number}|` : text, content, timed: time !== undefined };
}

/** How an event's version stands to the `Version` of a row; a row without one was written by 1.0, before there were any. */
export function standing(version: OrderVersion, row: string | undefined): Standing {
  if (row === undefined || row < version.above) return 'newer';
  const equal = version.timed ? row === version.text : row.includes(version.content);
  return equal ? 'equal' : 'older';
}

function versionNumber(attributes: EventAttributes): string {
  if (!Object.hasOwn(attributes, ORDER_VERSION)) return ''.padStart(MAX_DIGITS, '0');
  const text = attributeText(attributes, ORDER_VERSION);
  if (text !== undefined && /^\d+$/.test(text) && text.length <= MAX_DIGITS) return text.padStart(MAX_DIGITS, '0');
  throw new InvalidDocumentError([
    { path: `the attribute ${ORDER_VERSION}`, message: `must be a whole number of at most ${MAX_DIGITS} digits` },
  ]);
}

/** Amounts that are equal are equal however they are spelled: an archive may write them anew. */
function contentHash(item: OrderItem): string {
  const { CustomerId, DateOrderId, PaymentId, PaymentAmount, PaymentCurrency, TotalQuantity } = item;
  const stored = [CustomerId, DateOrderId, PaymentId, number(PaymentAmount), PaymentCurrency, number(TotalQuantity)];
  return createHash('sha256').update(JSON.stringify(stored)).digest('hex');
}

/** A plain decimal without the zeros behind its last digit. */
function number(decimal: string): string {
  const shortest = decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
  return shortest === '-0' ? '0' : shortest;
}
