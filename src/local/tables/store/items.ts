/**
 * The items of all tables and the rows of their indexes, in the stack's database.
 * A scan visits items by the hash of their partition key, a query by the order of their sort key, as DynamoDB does.
 */
import type { SQLInputValue } from 'node:sqlite';
import { integer, type LocalDatabase, type Row, text } from '../../database.ts';
import { type AttributeValue, attributeOf, type Item } from '../values/attribute-value.ts';
import { itemSize } from '../values/item-size.ts';
import { placeOf, sortBytes } from '../values/key-bytes.ts';
import { type IndexDefinition, type Keys, keyNames, type TableDefinition } from './definitions.ts';

/** Where an item is found; `range` is empty without a sort key. */
export interface ItemKey {
  readonly place: number;
  readonly hash: Buffer;
  readonly range: Buffer;
}

/** Where an index row is found; `tie` tells items of one index key apart. */
export interface RowKey extends ItemKey {
  readonly tie: Buffer;
}

/** Bounds of a sort key in bytes; `to` is not reached unless `including`. */
export interface RangeBounds {
  readonly from?: { readonly bytes: Buffer; readonly including: boolean };
  readonly to?: { readonly bytes: Buffer; readonly including: boolean };
}

/** What a query visits. */
export interface QueryRange extends RangeBounds {
  readonly place: number;
  readonly hash: Buffer;
  readonly backwards: boolean;
  /** The key after which it goes on. */
  readonly after?: RowKey;
}

/** What a scan visits: places from `from` up to but not including `to`. */
export interface ScanRange {
  readonly from: number;
  readonly to: number;
  readonly after?: RowKey;
}

export interface ItemStore {
  get(table: TableDefinition, key: ItemKey): Item | undefined;
  /** Keeps an item in the place of the old one; `expires` is its expiry in epoch seconds. */
  put(table: TableDefinition, key: ItemKey, item: Item, expires: number | undefined): void;
  delete(table: TableDefinition, key: ItemKey): void;
  /** Visits the items of a table, or of an index, of one partition key. */
  query(table: TableDefinition, index: IndexDefinition | undefined, range: QueryRange): Iterable<Item>;
  scan(table: TableDefinition, index: IndexDefinition | undefined, range: ScanRange): Iterable<Item>;
  /** Makes the rows of an index for every item of a table. */
  fillIndex(table: TableDefinition, index: IndexDefinition): void;
  removeIndex(table: TableDefinition, index: IndexDefinition): void;
  /** Copies the items of a table into one that has none and no time to live. */
  copy(from: TableDefinition, to: TableDefinition): void;
  /** Removes all items of a table. */
  clear(table: TableDefinition): void;
  /** How many items a table or an index holds, and their bytes. */
  count(table: TableDefinition, index?: IndexDefinition): { readonly items: number; readonly bytes: number };
  /** Up to `limit` items whose expiry lies between two times in epoch seconds. */
  expired(table: TableDefinition, between: readonly [number, number], limit: number): Item[];
  /** Notes the expiry of every item afresh. */
  noteExpiries(table: TableDefinition, expiryOf: (item: Item) => number | undefined): void;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS tables_items (
  id INTEGER PRIMARY KEY, table_id INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL, range BLOB NOT NULL,
  size INTEGER NOT NULL, expires INTEGER, item TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS tables_items_key ON tables_items (table_id, place, hash, range);
CREATE INDEX IF NOT EXISTS tables_items_expires ON tables_items (table_id, expires) WHERE expires IS NOT NULL;
CREATE TABLE IF NOT EXISTS tables_index_rows (
  table_id INTEGER NOT NULL, number INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL, range BLOB NOT NULL,
  tie BLOB NOT NULL, item_id INTEGER NOT NULL, PRIMARY KEY (table_id, number, place, hash, range, tie)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tables_index_rows_item ON tables_index_rows (item_id);
`;

const BY_KEY = 'table_id = ? AND place = ? AND hash = ? AND range = ?';
const TABLE_ROWS = { from: 'tables_items', key: ['place', 'hash', 'range'] } as const;
const INDEX_ROWS = {
  from: 'tables_index_rows AS r JOIN tables_items AS i ON i.id = r.item_id',
  key: ['r.place', 'r.hash', 'r.range', 'r.tie'],
} as const;

/** The store of items in the stack's database; a change is part of the group that is open. */
export function createItemStore(database: LocalDatabase): ItemStore {
  database.define(SCHEMA);
  const idOf = (table: TableDefinition, key: ItemKey): number | undefined => {
    const row = database.get(`SELECT id FROM tables_items WHERE ${BY_KEY}`, table.id, key.place, key.hash, key.range);
    return row && integer(row, 'id');
  };
  const addRow = (table: TableDefinition, index: IndexDefinition, item: Item, id: number) => {
    const key = rowKeyOf(table.keys, index.keys, item);
    if (!key) return;
    database.run(
      'INSERT INTO tables_index_rows (table_id, number, place, hash, range, tie, item_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[table.id, index.number, key.place, key.hash, key.range, key.tie, id],
    );
  };
  const visit = function* (sql: string, values: readonly SQLInputValue[]): Iterable<Item> {
    for (const row of database.iterate(sql, ...values)) yield itemOf(row);
  };

  return {
    get(table, key) {
      const row = database.get(
        `SELECT item FROM tables_items WHERE ${BY_KEY}`,
        ...[table.id, key.place, key.hash, key.range],
      );
      return row && itemOf(row);
    },
    put(table, key, item, expires) {
      database.run(
        `INSERT INTO tables_items (table_id, place, hash, range, size, expires, item) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (table_id, place, hash, range) DO UPDATE SET size = excluded.size, expires = excluded.expires, item = excluded.item`,
        ...[table.id, key.place, key.hash, key.range, itemSize(item), expires ?? null, JSON.stringify(item)],
      );
      if (table.indexes.length === 0) return;
      const id = idOf(table, key);
      if (id === undefined) return;
      database.run('DELETE FROM tables_index_rows WHERE item_id = ?', id);
      for (const index of table.indexes) addRow(table, index, item, id);
    },
    delete(table, key) {
      const id = idOf(table, key);
      if (id === undefined) return;
      if (table.indexes.length > 0) database.run('DELETE FROM tables_index_rows WHERE item_id = ?', id);
      database.run('DELETE FROM tables_items WHERE id = ?', id);
    },
    query(table, index, range) {
      const rows = index ? INDEX_ROWS : TABLE_ROWS;
      const { conditions, values } = queryConditions(rows.key, range);
      const order = rows.key.slice(2).map((column) => `${column} ${range.backwards ? 'DESC' : 'ASC'}`);
      return visit(
        `SELECT item FROM ${rows.from} WHERE ${ofTable(index)} AND ${conditions.join(' AND ')} ORDER BY ${order.join(', ')}`,
        [...tableValues(table, index), ...values],
      );
    },
    scan(table, index, range) {
      const rows = index ? INDEX_ROWS : TABLE_ROWS;
      const { after } = range;
      const conditions = [`${rows.key[0]} >= ?`, `${rows.key[0]} < ?`];
      if (after) conditions.push(`(${rows.key.join(', ')}) > (${rows.key.map(() => '?').join(', ')})`);
      const position = after ? [after.place, after.hash, after.range, after.tie].slice(0, rows.key.length) : [];
      return visit(
        `SELECT item FROM ${rows.from} WHERE ${ofTable(index)} AND ${conditions.join(' AND ')} ORDER BY ${rows.key.join(', ')}`,
        [...tableValues(table, index), range.from, range.to, ...position],
      );
    },
    fillIndex(table, index) {
      const rows = database.iterate('SELECT id, item FROM tables_items WHERE table_id = ?', table.id);
      for (const row of rows) addRow(table, index, itemOf(row), integer(row, 'id'));
    },
    removeIndex(table, index) {
      database.run('DELETE FROM tables_index_rows WHERE table_id = ? AND number = ?', table.id, index.number);
    },
    copy(from, to) {
      database.run(
        `INSERT INTO tables_items (table_id, place, hash, range, size, expires, item)
         SELECT ?, place, hash, range, size, NULL, item FROM tables_items WHERE table_id = ?`,
        ...[to.id, from.id],
      );
    },
    clear(table) {
      database.run('DELETE FROM tables_index_rows WHERE table_id = ?', table.id);
      database.run('DELETE FROM tables_items WHERE table_id = ?', table.id);
    },
    count(table, index) {
      const from = index ? INDEX_ROWS.from : TABLE_ROWS.from;
      const row = database.get(
        `SELECT count(*) AS items, coalesce(sum(size), 0) AS bytes FROM ${from} WHERE ${ofTable(index)}`,
        ...tableValues(table, index),
      );
      return { items: Number(row?.['items'] ?? 0), bytes: Number(row?.['bytes'] ?? 0) };
    },
    expired: (table, [from, to], limit) =>
      database
        .all(
          'SELECT item FROM tables_items WHERE table_id = ? AND expires > ? AND expires < ? ORDER BY expires LIMIT ?',
          ...[table.id, from, to, limit],
        )
        .map(itemOf),
    noteExpiries(table, expiryOf) {
      for (const row of database.all('SELECT id, item FROM tables_items WHERE table_id = ?', table.id)) {
        const expires = expiryOf(itemOf(row)) ?? null;
        database.run('UPDATE tables_items SET expires = ? WHERE id = ?', expires, integer(row, 'id'));
      }
    },
  };
}

/** Where an item lies, or where an item with such a key would. */
export function itemKeyOf(keys: Keys, item: Item): ItemKey | undefined {
  const hashes = valuesOf(item, keys.hashes);
  const ranges = valuesOf(item, keys.ranges);
  return hashes && ranges && { ...partitionOf(hashes), range: sortBytes(ranges) };
}

/** Where an item lies in an index; undefined when it lacks an attribute of the index's key. */
export function rowKeyOf(tableKeys: Keys, indexKeys: Keys, item: Item): RowKey | undefined {
  const key = itemKeyOf(indexKeys, item);
  const own = itemKeyOf(tableKeys, item);
  const [hash, range] = valuesOf(item, keyNames(tableKeys)) ?? [];
  if (!key || !own || !hash) return undefined;
  const place = Buffer.alloc(3);
  place.writeUIntBE(placeOf(hash, range), 0, 3);
  return { ...key, tie: Buffer.concat([place, own.hash, Buffer.from([0]), own.range]) };
}

/** The place and the bytes of a partition key. */
export function partitionOf(values: readonly AttributeValue[]): Pick<ItemKey, 'place' | 'hash'> {
  const [first = {}, second] = values;
  return { place: placeOf(first, second), hash: sortBytes(values) };
}

function valuesOf(item: Item, names: readonly string[]): AttributeValue[] | undefined {
  const values = names.flatMap((name) => attributeOf(item, name) ?? []);
  return values.length === names.length ? values : undefined;
}

function ofTable(index: IndexDefinition | undefined): string {
  return index ? 'r.table_id = ? AND r.number = ?' : 'table_id = ?';
}

function tableValues(table: TableDefinition, index: IndexDefinition | undefined): number[] {
  return index ? [table.id, index.number] : [table.id];
}

function queryConditions(key: readonly string[], range: QueryRange): { conditions: string[]; values: SQLInputValue[] } {
  const [place, hash, sort, tie] = key;
  const conditions = [`${place} = ?`, `${hash} = ?`];
  const values: SQLInputValue[] = [range.place, range.hash];
  if (range.from) {
    conditions.push(`${sort} ${range.from.including ? '>=' : '>'} ?`);
    values.push(range.from.bytes);
  }
  if (range.to) {
    conditions.push(`${sort} ${range.to.including ? '<=' : '<'} ?`);
    values.push(range.to.bytes);
  }
  if (range.after) {
    const beyond = range.backwards ? '<' : '>';
    conditions.push(tie === undefined ? `${sort} ${beyond} ?` : `(${sort}, ${tie}) ${beyond} (?, ?)`);
    values.push(range.after.range, ...(tie === undefined ? [] : [range.after.tie]));
  }
  return { conditions, values };
}

/** An item as `put` wrote it. */
function itemOf(row: Row): Item {
  const item: Item = JSON.parse(text(row, 'item'));
  return item;
}
