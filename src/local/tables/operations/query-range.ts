/**
 * The bounds in bytes that a query's conditions make for the keys of a table or of an index.
 */
import type { KeyCondition } from '../expressions/key-condition.ts';
import type { Keys } from '../store/definitions.ts';
import { partitionOf, type QueryRange, type RangeBounds, rowKeyOf } from '../store/items.ts';
import { type AttributeValue, attributeOf, type Item } from '../values/attribute-value.ts';
import { valuesEqual } from '../values/compare.ts';
import { componentBytes, END, orderBytes } from '../values/key-bytes.ts';
import type { Source } from './pages.ts';

/** What is asked of each attribute of a key. */
export type KeyConditions = ReadonlyMap<string, KeyCondition>;

/** True for an item, or a key, of the partition that conditions name. */
export function liesInPartition(item: Item, conditions: KeyConditions, { hashes }: Keys): boolean {
  return hashes.every((name) => {
    const [wanted, given] = [conditions.get(name)?.values[0], attributeOf(item, name)];
    return wanted !== undefined && given !== undefined && valuesEqual(wanted, given);
  });
}

/** What a query visits whose conditions were checked against the keys of its source. */
export function queryRange(
  { keys, table }: Source,
  conditions: KeyConditions,
  start: Item | undefined,
  backwards: boolean,
): QueryRange {
  const after = start && rowKeyOf(table.keys, keys, start);
  const asked = keys.ranges.flatMap((name) => conditions.get(name) ?? []);
  const bounds =
    keys.ranges.length > 1 ? boundsOfSeveral(asked) : asked[0] && boundsOf(asked[0], orderBytes, orderBytes);
  return {
    ...partitionOf(keys.hashes.map((name) => conditions.get(name)?.values[0] ?? {})),
    backwards,
    ...bounds,
    ...(after && { after }),
  };
}

/** The bounds of a sort key of several attributes: the first ones are equal, and the last one that is asked for may lie between two values. */
function boundsOfSeveral(asked: readonly KeyCondition[]): RangeBounds {
  const equal = asked.filter(({ operator }) => operator === 'EQ');
  const prefix = Buffer.concat(equal.map(({ values: [value = {}] }) => componentBytes(value, END)));
  const within = (value: AttributeValue) => Buffer.concat([prefix, componentBytes(value, END)]);
  const beginning = (value: AttributeValue) => Buffer.concat([prefix, componentBytes(value)]);
  const last = asked.find(({ operator }) => operator !== 'EQ');
  const bounds = last ? boundsOf(last, last.operator === 'BEGINS_WITH' ? beginning : within, beyond) : {};
  const end = successor(prefix);
  return { from: { bytes: prefix, including: true }, ...(end && { to: { bytes: end, including: false } }), ...bounds };

  /** Behind every key that goes on from the value. */
  function beyond(value: AttributeValue): Buffer {
    return successor(within(value)) ?? within(value);
  }
}

/** The bounds that a condition makes: `first` gives the bytes that a value begins at, `last` those that it ends at. */
function boundsOf(
  { operator, values }: KeyCondition,
  first: (value: AttributeValue) => Buffer,
  last: (value: AttributeValue) => Buffer,
): RangeBounds {
  const [lower = {}, upper = {}] = values;
  const at = (bytes: Buffer, including = true) => ({ bytes, including });
  switch (operator) {
    case 'LT':
      return { to: at(first(lower), false) };
    case 'LE':
      return { to: at(last(lower)) };
    case 'GT':
      return { from: at(last(lower), first !== last) };
    case 'GE':
      return { from: at(first(lower)) };
    case 'BETWEEN':
      return { from: at(first(lower)), to: at(last(upper)) };
    case 'BEGINS_WITH': {
      const end = successor(first(lower));
      return { from: at(first(lower)), ...(end && { to: at(end, false) }) };
    }
    default:
      return { from: at(first(lower)), to: at(last(lower)) };
  }
}

/** The first bytes that do not begin with a prefix; undefined when none come after it. */
function successor(prefix: Buffer): Buffer | undefined {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last < 0) return undefined;
  const end = Buffer.from(prefix.subarray(0, last + 1));
  end[last] = (end[last] ?? 0) + 1;
  return end;
}
