/**
 * Keeps the functions of a stack in the database: what the template declared, and what is in force since.
 * Stands in for Lambda's control plane; knows one version of a function only, $LATEST.
 */
import * as v from 'valibot';
import type { LocalContext } from '../../context.ts';
import { integer, type Row, text } from '../../database.ts';
import type { FunctionDefinition } from './function-definition.ts';

export interface StoredFunction {
  /** As the template declared it last. */
  readonly declared: FunctionDefinition;
  /** In force: the declaration with what UpdateFunctionConfiguration changed. */
  readonly current: FunctionDefinition;
  /** Epoch milliseconds of local time. */
  readonly modifiedAt: number;
  readonly revisionId: string;
}

export interface FunctionStore {
  find(name: string): StoredFunction | undefined;
  all(): StoredFunction[];
  save(functions: { declared: FunctionDefinition; current: FunctionDefinition }): StoredFunction;
  remove(name: string): void;
}

const definitionSchema = v.object({
  name: v.string(),
  arn: v.optional(v.string()),
  handler: v.string(),
  codeUri: v.string(),
  build: v.record(v.string(), v.unknown()),
  runtime: v.string(),
  memorySize: v.number(),
  timeoutSeconds: v.number(),
  environment: v.record(v.string(), v.string()),
  concurrency: v.optional(v.number()),
  logGroup: v.optional(v.string()),
  description: v.optional(v.string()),
  role: v.optional(v.string()),
  tracing: v.optional(v.string()),
  tags: v.optional(v.record(v.string(), v.string())),
});

/** The functions kept in the database, those of an earlier run included. */
export function createFunctionStore({
  database,
  clock,
  newId,
}: Pick<LocalContext, 'database' | 'clock'> & { newId: () => string }): FunctionStore {
  database.define(`
    CREATE TABLE IF NOT EXISTS lambda_functions (
      name TEXT PRIMARY KEY, declared TEXT NOT NULL, current TEXT NOT NULL,
      modified_at INTEGER NOT NULL, revision_id TEXT NOT NULL);`);
  /** Read on every invocation, so kept in memory as well. */
  const functions = new Map<string, StoredFunction>();
  for (const row of database.all('SELECT * FROM lambda_functions')) {
    const stored = fromRow(row);
    functions.set(stored.current.name, stored);
  }
  return {
    find: (name) => functions.get(name),
    all: () => [...functions.values()].sort((a, b) => (a.current.name < b.current.name ? -1 : 1)),
    save({ declared, current }) {
      const stored = { declared, current, modifiedAt: clock.now(), revisionId: newId() };
      database.run(
        'INSERT OR REPLACE INTO lambda_functions (name, declared, current, modified_at, revision_id) VALUES (?, ?, ?, ?, ?)',
        current.name,
        JSON.stringify(declared),
        JSON.stringify(current),
        stored.modifiedAt,
        stored.revisionId,
      );
      functions.set(current.name, stored);
      return stored;
    },
    remove(name) {
      database.run('DELETE FROM lambda_functions WHERE name = ?', name);
      functions.delete(name);
    },
  };
}

function fromRow(row: Row): StoredFunction {
  return {
    declared: v.parse(definitionSchema, JSON.parse(text(row, 'declared'))),
    current: v.parse(definitionSchema, JSON.parse(text(row, 'current'))),
    modifiedAt: integer(row, 'modified_at'),
    revisionId: text(row, 'revision_id'),
  };
}
