/**
 * What the operations share: the tables, their items and their streams, and the one way to change an item.
 */
import type { LocalContext } from '../../context.ts';
import { AwsError } from '../../errors.ts';
import { type BackupStore, createBackupStore } from '../store/backup-store.ts';
import { createTableDefinitions, keyNames, type TableDefinition, type TableDefinitions } from '../store/definitions.ts';
import { createItemStore, type ItemKey, type ItemStore, itemKeyOf } from '../store/items.ts';
import { createStreamStore, type StreamStore } from '../store/stream-store.ts';
import { tableMissed, tableNotFound } from '../table-errors.ts';
import { attributeOf, type Item } from '../values/attribute-value.ts';
import { keyPart } from './key-checks.ts';

export type RoomContext = Pick<LocalContext, 'clock' | 'region' | 'accountId' | 'database'>;

export interface TableRoom {
  readonly context: RoomContext;
  readonly definitions: TableDefinitions;
  readonly items: ItemStore;
  readonly streams: StreamStore;
  readonly backups: BackupStore;
  /** The table, for an operation on items; ResourceNotFoundException when it is not there. */
  table(name: string): TableDefinition;
  /** The table, for an operation on tables; the error names it. */
  namedTable(name: string): TableDefinition;
  /** The table, for an operation on backups or exports, whose error names it as it was `given`. */
  backedUpTable(name: string, given?: string): TableDefinition;
  /** Puts `after` in the place of `before`, in the table, its indexes and its stream. */
  change(
    table: TableDefinition,
    key: ItemKey,
    before: Item | undefined,
    after: Item | undefined,
    expired?: boolean,
  ): void;
}

/** The tables in the stack's database. */
export function createTableRoom(context: RoomContext): TableRoom {
  const { database } = context;
  const definitions = createTableDefinitions(database);
  const items = createItemStore(database);
  const streams = createStreamStore(database);
  return {
    context,
    definitions,
    items,
    streams,
    backups: createBackupStore(database),
    table(name) {
      const table = definitions.get(name);
      if (!table) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
      return table;
    },
    namedTable(name) {
      const table = definitions.get(name);
      if (!table) throw tableNotFound(name);
      return table;
    },
    backedUpTable(name, given = name) {
      const table = definitions.get(name);
      if (!table) throw tableMissed(given);
      return table;
    },
    change(table, key, before, after, expired) {
      const any = after ?? before;
      if (!any) return;
      database.write(() => {
        if (after) items.put(table, key, after, expiryOf(table, after));
        else items.delete(table, key);
        const keys = keyPart(any, keyNames(table.keys));
        streams.note(table, { keys, before, after, ...(expired && { expired }) }, context.clock.now());
      });
    },
  };
}

/** When an item expires, in epoch seconds; undefined for one that never does. */
export function expiryOf(table: TableDefinition, item: Item): number | undefined {
  const value = table.timeToLive === undefined ? undefined : attributeOf(item, table.timeToLive)?.N;
  const seconds = value === undefined ? Number.NaN : Math.floor(Number(value));
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** Where an item lies; every item that was checked against its table has a place. */
export function placeOfItem(table: TableDefinition, item: Item): ItemKey {
  const key = itemKeyOf(table.keys, item);
  if (!key) throw new Error(`an item without the key of ${table.name}`);
  return key;
}
