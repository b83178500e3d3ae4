/**
 * What DynamoDB knows of each table: keys, indexes, capacity, time to live, stream and the settings that are only given back.
 */
import * as v from 'valibot';
import { type LocalDatabase, type Row, text } from '../../database.ts';

/** Attributes of the partition key, then of the sort key: one of each at most, but in a global index up to four. */
const keysSchema = v.object({ hashes: v.array(v.string()), ranges: v.array(v.string()) });
const throughputSchema = v.object({
  read: v.number(),
  write: v.number(),
  decreases: v.number(),
  increasedAt: v.optional(v.number()),
  decreasedAt: v.optional(v.number()),
});
const attributeSchema = v.object({ name: v.string(), type: v.picklist(['S', 'N', 'B']) });
const settingSchema = v.record(v.string(), v.unknown());

const indexSchema = v.object({
  /** Tells its rows from those of the table's other indexes; never used again. */
  number: v.number(),
  name: v.string(),
  kind: v.picklist(['Local', 'Global']),
  keys: keysSchema,
  projection: v.object({ type: v.picklist(['ALL', 'INCLUDE', 'KEYS_ONLY']), names: v.array(v.string()) }),
  throughput: v.optional(throughputSchema),
  onDemandThroughput: v.optional(settingSchema),
  warmThroughput: v.optional(settingSchema),
});

const definitionSchema = v.object({
  name: v.string(),
  tableId: v.string(),
  createdAt: v.number(),
  attributes: v.array(attributeSchema),
  keys: keysSchema,
  indexes: v.array(indexSchema),
  nextIndex: v.number(),
  billingMode: v.picklist(['PROVISIONED', 'PAY_PER_REQUEST']),
  /** When it was last made on demand, in epoch milliseconds; undefined when it never was. */
  onDemandSince: v.optional(v.number()),
  throughput: throughputSchema,
  onDemandThroughput: v.optional(settingSchema),
  warmThroughput: v.optional(settingSchema),
  tags: v.array(v.object({ Key: v.string(), Value: v.string() })),
  deletionProtection: v.boolean(),
  encryption: v.optional(settingSchema),
  tableClass: v.optional(v.string()),
  pointInTimeRecovery: v.object({ enabled: v.boolean(), since: v.number(), days: v.number() }),
  /** The attribute that holds an item's expiry in epoch seconds. */
  timeToLive: v.optional(v.string()),
  stream: v.optional(
    v.object({
      label: v.string(),
      view: v.picklist(['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY']),
      enabled: v.boolean(),
      createdAt: v.number(),
    }),
  ),
  /** Where a restored table came from, and when; in epoch milliseconds. */
  restored: v.optional(
    v.object({ at: v.number(), tableArn: v.optional(v.string()), backupArn: v.optional(v.string()) }),
  ),
  policies: v.optional(v.record(v.string(), v.object({ text: v.string(), revision: v.string() }))),
});

export type Keys = v.InferOutput<typeof keysSchema>;
export type Throughput = v.InferOutput<typeof throughputSchema>;
export type IndexDefinition = v.InferOutput<typeof indexSchema>;
/** What is kept of one table. */
export type Definition = v.InferOutput<typeof definitionSchema>;
/** A table that is there; `id` is its own for ever. */
export type TableDefinition = Definition & { readonly id: number };

export interface TableDefinitions {
  get(name: string): TableDefinition | undefined;
  /** Every table, by name. */
  all(): TableDefinition[];
  /** Keeps a new table. */
  add(definition: Definition): TableDefinition;
  save(definition: TableDefinition): void;
  remove(table: TableDefinition): void;
}

/** Keeps the definitions in the stack's database. */
export function createTableDefinitions(database: LocalDatabase): TableDefinitions {
  database.define(
    'CREATE TABLE IF NOT EXISTS tables_tables (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL)',
  );
  /** What was read last of each table, with the text that it was read from. */
  const read = new Map<number, { readonly text: string; readonly table: TableDefinition }>();
  const tableOf = (row: Row): TableDefinition => {
    const id = Number(row['id']);
    const definition = text(row, 'definition');
    const known = read.get(id);
    if (known?.text === definition) return known.table;
    const table = { ...definitionIn(definition), id };
    read.set(id, { text: definition, table });
    return table;
  };
  const get = (name: string) => {
    const row = database.get('SELECT id, definition FROM tables_tables WHERE name = ?', name);
    return row && tableOf(row);
  };
  return {
    get,
    all: () => database.all('SELECT id, definition FROM tables_tables ORDER BY name').map(tableOf),
    add(definition) {
      const kept = JSON.stringify(definition);
      database.run('INSERT INTO tables_tables (name, definition) VALUES (?, ?)', definition.name, kept);
      const table = get(definition.name);
      if (!table) throw new Error(`table ${definition.name} was not kept`);
      return table;
    },
    save({ id, ...definition }) {
      database.run('UPDATE tables_tables SET definition = ? WHERE id = ?', JSON.stringify(definition), id);
    },
    remove({ id }) {
      database.run('DELETE FROM tables_tables WHERE id = ?', id);
      read.delete(id);
    },
  };
}

/** A definition out of the text that it was kept as. */
export function definitionIn(kept: string): Definition {
  return v.parse(definitionSchema, JSON.parse(kept));
}

/** The type of a key attribute. */
export function attributeType({ attributes }: Definition, name: string): 'S' | 'N' | 'B' {
  return attributes.find((attribute) => attribute.name === name)?.type ?? 'S';
}

/** The names of a key's attributes, the partition key first. */
export function keyNames({ hashes, ranges }: Keys): string[] {
  return [...hashes, ...ranges];
}
