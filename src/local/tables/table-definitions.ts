/**
 * Stands in for what DynamoDB knows of a table beside its items: tags, encryption, protection, backups, time to live.
 * Encryption, table class and point-in-time recovery are kept and shown, and have no effect.
 */
import { isObject } from '../../domain/is-object.ts';
import { type LocalDatabase, type Row, text } from '../database.ts';
import { type Input, parseObject } from './input.ts';

/** What the edge keeps for one table; everything else is dynalite's. */
export interface TableDefinition {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly deletionProtection: boolean;
  readonly encryption: Input | undefined;
  readonly tableClass: string | undefined;
  readonly pointInTimeRecovery: { readonly enabled: boolean; readonly since: number; readonly days: number };
  /** The attribute that holds an item's expiry in epoch seconds. */
  readonly timeToLive: string | undefined;
}

export interface TableDefinitions {
  get(name: string): TableDefinition | undefined;
  /** Every table, by name. */
  all(): TableDefinition[];
  save(definition: TableDefinition): void;
  remove(name: string): void;
}

/** A definition with nothing switched on. */
export function plainDefinition(name: string): TableDefinition {
  return {
    name,
    tags: {},
    deletionProtection: false,
    encryption: undefined,
    tableClass: undefined,
    pointInTimeRecovery: { enabled: false, since: 0, days: 35 },
    timeToLive: undefined,
  };
}

/** Keeps the definitions in the stack's database. */
export function createTableDefinitions(database: LocalDatabase): TableDefinitions {
  database.define('CREATE TABLE IF NOT EXISTS tables_definitions (name TEXT PRIMARY KEY, definition TEXT NOT NULL)');
  return {
    get(name) {
      const row = database.get('SELECT definition FROM tables_definitions WHERE name = ?', name);
      return row && read(name, row);
    },
    all: () =>
      database
        .all('SELECT name, definition FROM tables_definitions ORDER BY name')
        .map((row) => read(text(row, 'name'), row)),
    save(definition) {
      database.run(
        'INSERT OR REPLACE INTO tables_definitions (name, definition) VALUES (?, ?)',
        definition.name,
        JSON.stringify(definition),
      );
    },
    remove(name) {
      database.run('DELETE FROM tables_definitions WHERE name = ?', name);
    },
  };
}

function read(name: string, row: Row): TableDefinition {
  const kept = parseObject(text(row, 'definition'));
  const recovery = isObject(kept['pointInTimeRecovery']) ? kept['pointInTimeRecovery'] : {};
  const tags = isObject(kept['tags']) ? Object.entries(kept['tags']).map(([key, value]) => [key, String(value)]) : [];
  return {
    name,
    tags: Object.fromEntries(tags),
    deletionProtection: kept['deletionProtection'] === true,
    encryption: isObject(kept['encryption']) ? kept['encryption'] : undefined,
    tableClass: typeof kept['tableClass'] === 'string' ? kept['tableClass'] : undefined,
    pointInTimeRecovery: {
      enabled: recovery['enabled'] === true,
      since: Number(recovery['since'] ?? 0),
      days: Number(recovery['days'] ?? 35),
    },
    timeToLive: typeof kept['timeToLive'] === 'string' ? kept['timeToLive'] : undefined,
  };
}
