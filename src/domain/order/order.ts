import * as v from 'valibot';
import { holdsMaskedNumber } from '../card-data/holds-masked-number.ts';
import { InvalidDocumentError, nameOf, type Problem } from '../errors.ts';
import { isObject } from '../is-object.ts';
import { isJsonNumber, numberText, parseExactJson } from '../json/parse-exact-json.ts';
import { hasKeptDigits, MAX_DIGITS, plainDecimal, sumDecimals } from './decimal.ts';

/** A checkout event, numbers and ids as they are written; unknown members are not looked at. */
export type Order = v.InferOutput<typeof Order>;

/** What `store-order` needs of an event; other publishers may leave out the rest. */
export type StorableOrder = v.InferOutput<typeof StorableOrder>;

/** Reads a checkout event; throws an InvalidDocumentError that names every problem and its path. */
export function parseOrder(body: string): Order {
  return parse(Order, body);
}

/** Reads as much of a checkout event as the orders table keeps; throws an InvalidDocumentError. */
export function parseStorableOrder(body: string): StorableOrder {
  return parse(StorableOrder, body);
}

/** A DynamoDB partition key has at most 2048 bytes, a sort key 1024 (DynamoDB guide, quotas). */
const MAX_PARTITION_KEY_BYTES = 2048;
const MAX_SORT_KEY_BYTES = 1024;

/** ISO 8601: a date, or a date and time with or without seconds, fraction and zone. */
const ISO_DATE =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:[.,]\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?$/;

const Text = v.string('must be a string');
const Filled = v.pipe(Text, v.nonEmpty('must not be empty'));
const Num = v.pipe(
  v.custom((value) => isJsonNumber(value), 'must be a number'),
  v.transform((value) => (isJsonNumber(value) ? numberText(value) : '')),
);
const Decimal = v.pipe(
  Num,
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const plain = plainDecimal(dataset.value);
    if (plain !== undefined) return plain;
    addIssue({ message: `must be a number of at most ${MAX_DIGITS} digits` });
    return NEVER;
  }),
);
const Id = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { value } = dataset;
    if (isJsonNumber(value) && /^-?\d+$/.test(numberText(value))) return numberText(value);
    if (typeof value === 'string' && /^[^\p{Cc}\p{Cs}]+$/u.test(value)) return value;
    addIssue({ message: 'must be a string that is not empty or an integer' });
    return NEVER;
  }),
);
const CalendarDate = v.pipe(Text, v.check(isIsoDate, 'must be an ISO 8601 date or date-time'));
const CustomerId = v.pipe(
  Id,
  v.maxBytes(MAX_PARTITION_KEY_BYTES, `must have at most ${MAX_PARTITION_KEY_BYTES} bytes`),
);
const OrderId = v.pipe(Id, v.maxBytes(MAX_SORT_KEY_BYTES - 64, `must have at most ${MAX_SORT_KEY_BYTES - 64} bytes`));
const OrderDate = v.pipe(CalendarDate, v.maxBytes(63, 'must have at most 63 bytes'));

const List = <const Item extends v.GenericSchema>(item: Item) => v.array(item, 'must be a list');
const Members = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(
    v.custom<object>((value) => isObject(value) && !isJsonNumber(value), 'must be an object'),
    v.looseObject(entries),
  );

const NOT_SUMMABLE = `must have quantities whose sum has at most ${MAX_DIGITS} digits`;

const Order = Members({
  id: OrderId,
  date: OrderDate,
  status: Filled,
  customer: Members({ id: CustomerId, name: Filled, email: Filled }),
  payment: Members({ id: Id, amount: Decimal, currency: Filled, method: Filled }),
  shipping: Members({ id: Id, time: Num, unit: Filled, method: Filled }),
  items: v.pipe(
    List(Members({ id: Id, product: Id, name: Filled, quantity: Decimal, price: Num, subtotal: Num })),
    v.check((items) => isSummable(items), NOT_SUMMABLE),
  ),
});

/** Redaction put asterisks for the digits: a row that has the id itself must not get them, nor may there be one of their own. */
const notMasked = v.check((id: string) => !holdsMaskedNumber(id), 'must not be a masked number');

const StorableOrder = Members({
  id: v.pipe(OrderId, notMasked),
  date: v.pipe(Filled, v.maxBytes(63, 'must have at most 63 bytes')),
  customer: Members({ id: v.pipe(CustomerId, notMasked) }),
  payment: Members({ id: v.pipe(Id, notMasked), amount: Decimal, currency: Filled }),
  items: v.pipe(
    List(Members({ quantity: Decimal })),
    v.check((items) => isSummable(items), NOT_SUMMABLE),
  ),
});

function parse<const Schema extends typeof Order | typeof StorableOrder>(
  schema: Schema,
  body: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, parseBody(body));
  if (result.success) return result.output;
  throw new InvalidDocumentError(result.issues.map(problemOf));
}

/** The row of an order keeps the sum of its quantities. */
function isSummable(items: readonly { quantity: string }[]): boolean {
  return hasKeptDigits(sumDecimals(items.map(({ quantity }) => quantity)));
}

function isIsoDate(text: string): boolean {
  const day = text.slice(0, 'yyyy-mm-dd'.length);
  return ISO_DATE.test(text) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** V8's own message quotes the text around the error, which may be a card number: only the position is kept. */
function parseBody(body: string): unknown {
  try {
    return parseExactJson(body);
  } catch (error) {
    if (nameOf(error) === 'RangeError') {
      throw new InvalidDocumentError([{ path: '', message: 'the body must not be nested so deeply' }]);
    }
    const position = /position \d+(?: \(line \d+ column \d+\))?/.exec(String(error))?.[0];
    throw new InvalidDocumentError([
      { path: '', message: `the body must be JSON${position === undefined ? '' : `, which it is not at ${position}`}` },
    ]);
  }
}

function problemOf(issue: v.BaseIssue<unknown>): Problem {
  const path = v.getDotPath(issue) ?? '';
  if (issue.received === 'undefined') return { path, message: 'is required' };
  return { path, message: path === '' ? `the body ${issue.message}` : issue.message };
}
