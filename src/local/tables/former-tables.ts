/**
 * Takes over the tables of a state folder of version 1, which kept them in LevelDB beside the database.
 * They are copied once; the old folder is kept aside. A folder that cannot be read whole is refused, never started without.
 */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../domain/errors.ts';
import { isObject } from '../../domain/is-object.ts';
import type { LocalContext } from '../context.ts';
import { type LocalDatabase, text } from '../database.ts';
import { UsageError } from '../errors.ts';
import { FORMER_TABLES } from '../kept-state/state-files.ts';
import { tableOperations } from './operations/table-operations.ts';
import { expiryOf, placeOfItem, type TableRoom } from './operations/table-room.ts';
import { conformItem } from './requests/conform.ts';
import type { TableDefinition } from './store/definitions.ts';
import { checkedItem } from './values/attribute-value.ts';

/** The part of `classic-level` that is used; it is no dependency, for only a folder of version 1 needs it. */
interface Level {
  open(): Promise<void>;
  get(key: string): Promise<unknown>;
  iterator(range: { gte: string; lt: string }): AsyncIterable<[string, unknown]>;
  close(): Promise<void>;
}

type Input = Readonly<Record<string, unknown>>;

const INSTALL = 'npm install --no-save classic-level@3';

/** Copies former tables into the database, once. Throws a UsageError that names what is missing and what to do. */
export async function importTables(context: LocalContext, room: TableRoom): Promise<void> {
  const folder = join(context.folder, 'tables');
  const former = formerDefinitions(context.database);
  if (former.size > 0 && !existsSync(folder)) {
    throw new UsageError(
      `The data folder ${context.folder} was written by version 1 and its folder tables is missing, with ${former.size} tables (${[...former.keys()].join(', ')}): put the folder back, or start anew with --reset.`,
    );
  }
  if (!existsSync(folder)) return forget(context.database);
  if (former.size > 0) await copyAll(folder, former, room, context);
  forget(context.database);
  await context.database.committed();
  renameSync(folder, join(context.folder, FORMER_TABLES));
  if (former.size > 0) {
    context.warn(
      `The tables of version 1 were taken over; the old ones are kept in ${join(context.folder, FORMER_TABLES)}.`,
    );
  }
}

function formerDefinitions(database: LocalDatabase): Map<string, Input> {
  const there = database.get("SELECT 1 FROM sqlite_master WHERE name = 'tables_definitions'");
  if (!there) return new Map();
  const rows = database.all('SELECT name, definition FROM tables_definitions');
  return new Map(rows.map((row) => [text(row, 'name'), objectOf(JSON.parse(text(row, 'definition')))]));
}

function forget(database: LocalDatabase): void {
  database.define('DROP TABLE IF EXISTS tables_definitions');
}

async function copyAll(
  folder: string,
  former: ReadonlyMap<string, Input>,
  room: TableRoom,
  { database }: LocalContext,
): Promise<void> {
  const level = await openLevel(folder);
  try {
    for (const [name, settings] of former) {
      const table = addTable(room, name, objectOf(await level.get(`table~${name}`)), settings, folder);
      for await (const [, value] of level.iterator({ gte: `item-${name}~`, lt: `item-${name}~\uffff` })) {
        const item = checkedItem(conformItem(value));
        room.items.put(table, placeOfItem(table, item), item, expiryOf(table, item));
      }
      await database.committed();
    }
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(folder, error);
  } finally {
    await level.close();
  }
}

async function openLevel(folder: string): Promise<Level> {
  const level = await loadLevel(folder);
  try {
    await level.open();
    return level;
  } catch (error) {
    throw unreadable(folder, error);
  }
}

async function loadLevel(folder: string): Promise<Level> {
  try {
    const { ClassicLevel } = await import('classic-level');
    return new ClassicLevel<string, unknown>(folder, { valueEncoding: 'json', createIfMissing: false });
  } catch {
    throw new UsageError(
      `The folder ${folder} holds tables of version 1, which are read with the package classic-level: run "${INSTALL}" and start again, or start anew with --reset.`,
    );
  }
}

function unreadable(folder: string, error: unknown): UsageError {
  const cause = error instanceof Error && error.cause ? `: ${messageOf(error.cause)}` : '';
  return new UsageError(
    `The folder ${folder} with the tables of version 1 cannot be read (${messageOf(error)}${cause}): put it back whole, or start anew with --reset.`,
  );
}

/** Adds a table as it was; one that an interrupted start has added already is used again. */
function addTable(room: TableRoom, name: string, former: Input, settings: Input, folder: string): TableDefinition {
  const known = room.definitions.get(name);
  if (known) return known;
  if (former['TableName'] !== name) {
    throw new UsageError(
      `The folder ${folder} lacks the table ${name}, which state.sqlite knows: put the folder back whole, or start anew with --reset.`,
    );
  }
  tableOperations(room)['CreateTable']?.(creationOf(former));
  const table = { ...room.namedTable(name), ...kept(former, settings) };
  room.definitions.save(table);
  return table;
}

/** What creates a table like the former one; capacity of 0 means on demand. */
function creationOf(former: Input): Input {
  const onDemand = objectOf(former['BillingModeSummary'])['BillingMode'] === 'PAY_PER_REQUEST';
  const global = former['GlobalSecondaryIndexes'];
  return {
    ...former,
    BillingMode: onDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...(onDemand && { ProvisionedThroughput: undefined }),
    ...(onDemand &&
      Array.isArray(global) && {
        GlobalSecondaryIndexes: global.map((index) => ({ ...objectOf(index), ProvisionedThroughput: undefined })),
      }),
  };
}

function kept(former: Input, settings: Input): Partial<TableDefinition> {
  const { encryption, tableClass, timeToLive } = settings;
  const recovery = objectOf(settings['pointInTimeRecovery']);
  return {
    tableId: String(former['TableId']),
    createdAt: Math.round(Number(former['CreationDateTime']) * 1000),
    tags: Object.entries(objectOf(settings['tags'])).map(([Key, value]) => ({ Key, Value: String(value) })),
    deletionProtection: settings['deletionProtection'] === true,
    pointInTimeRecovery: {
      enabled: recovery['enabled'] === true,
      since: Number(recovery['since'] ?? 0),
      days: Number(recovery['days'] ?? 35),
    },
    ...(isObject(encryption) && { encryption }),
    ...(typeof tableClass === 'string' && { tableClass }),
    ...(typeof timeToLive === 'string' && { timeToLive }),
  };
}

function objectOf(value: unknown): Input {
  return isObject(value) ? value : {};
}
