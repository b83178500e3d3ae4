/**
 * Consumed capacity as the operations report it. Indexes are counted for reads only.
 */
import type { Item } from '../values/attribute-value.ts';
import { capacityUnits, itemSize } from '../values/item-size.ts';

/** `ConsumedCapacity` of an answer, when it was asked for. */
export function consumed(
  input: { readonly ReturnConsumedCapacity?: string },
  tableName: string,
  units: number,
): { ConsumedCapacity?: { readonly CapacityUnits: number } } {
  const detail = input.ReturnConsumedCapacity;
  if (detail !== 'TOTAL' && detail !== 'INDEXES') return {};
  const detailed = detail === 'INDEXES' ? { Table: { CapacityUnits: units } } : {};
  const ConsumedCapacity = { CapacityUnits: units, TableName: tableName, ...detailed };
  return { ConsumedCapacity };
}

/** The units of a write: of the larger of the old and the new item. */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
  const sizes = [before, after].flatMap((item) => (item ? [itemSize(item)] : []));
  return capacityUnits(sizes.length > 0 ? Math.max(...sizes) : undefined, 'write');
}

/** The units of reading one item. */
export function readUnits(item: Item | undefined, consistent: boolean | undefined): number {
  return capacityUnits(item && itemSize(item), consistent ? 'strong read' : 'eventual read');
}

/** Adds what was used of a table to what was used of it before. */
export function addUnits(units: Map<string, number>, table: string, used: number): void {
  units.set(table, (units.get(table) ?? 0) + used);
}

/** `ConsumedCapacity` of a batch: a list by table. */
export function consumedByTable(
  input: { readonly ReturnConsumedCapacity?: string },
  units: ReadonlyMap<string, number>,
): { ConsumedCapacity?: object } {
  const entries = [...units].map(([name, each]) => consumed(input, name, each).ConsumedCapacity);
  return entries.some(Boolean) ? { ConsumedCapacity: entries } : {};
}
