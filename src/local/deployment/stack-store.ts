/**
 * Stands in for what CloudFormation remembers of its stacks, between starts too.
 * It keeps no events and no deleted stacks.
 */

import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { isObject } from '../../domain/is-object.ts';
import { integer, type LocalDatabase, type Row, text } from '../database.ts';
import type { JsonObject } from '../template/plain.ts';

const jsonObject = v.custom<JsonObject>(isObject);

const stackSchema = v.object({
  name: v.string(),
  id: v.string(),
  parentId: v.optional(v.string()),
  rootId: v.string(),
  template: v.string(),
  description: v.optional(v.string()),
  /** Values of NoEcho parameters are masked. */
  parameters: v.array(v.object({ key: v.string(), value: v.string() })),
  outputs: v.array(
    v.object({
      key: v.string(),
      value: v.string(),
      description: v.optional(v.string()),
      exportName: v.optional(v.string()),
    }),
  ),
  status: v.string(),
  /** Local time in epoch milliseconds. */
  created: v.number(),
  updated: v.optional(v.number()),
});

const resourceSchema = v.object({
  stack: v.string(),
  logicalId: v.string(),
  type: v.string(),
  apiType: v.string(),
  physicalId: v.string(),
  /** What Ref gave, and what the API shows as physical id. */
  ref: v.string(),
  properties: jsonObject,
  metadata: jsonObject,
  folder: v.string(),
  deletionPolicy: v.string(),
  /** Its place in the order of making; removal goes backwards. */
  position: v.number(),
  status: v.string(),
  updated: v.number(),
});

export type StoredStack = v.InferOutput<typeof stackSchema>;
export type StoredResource = v.InferOutput<typeof resourceSchema>;

export interface StackStore {
  /** The id of the state that the database holds: another one after a reset, and for each temporary folder. */
  stateId(): string;
  stack(nameOrId: string): StoredStack | undefined;
  stacks(): StoredStack[];
  saveStack(stack: StoredStack): void;
  /** Forgets a stack and its resources. */
  removeStack(name: string): void;
  /** In the order of making. */
  resources(stack: string): StoredResource[];
  resource(stack: string, logicalId: string): StoredResource | undefined;
  saveResource(resource: StoredResource): void;
  removeResource(stack: string, logicalId: string): void;
  /** How many resources of any stack stand for the same thing. */
  sharing(resource: StoredResource): number;
}

/** Opens the state of all stacks. */
export function openStackStore(database: LocalDatabase): StackStore {
  database.define(`
    CREATE TABLE IF NOT EXISTS deployment_stacks (
      name TEXT PRIMARY KEY, id TEXT NOT NULL, created INTEGER NOT NULL, definition TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS deployment_resources (
      stack TEXT NOT NULL, logical_id TEXT NOT NULL, type TEXT NOT NULL, physical_id TEXT NOT NULL,
      position INTEGER NOT NULL, definition TEXT NOT NULL, PRIMARY KEY (stack, logical_id));
    CREATE TABLE IF NOT EXISTS deployment_state (only INTEGER PRIMARY KEY CHECK (only = 1), id TEXT NOT NULL)`);
  database.run('INSERT OR IGNORE INTO deployment_state (only, id) VALUES (1, ?)', randomUUID());
  return {
    stateId: () => text(database.get('SELECT id FROM deployment_state') ?? {}, 'id'),
    stack(nameOrId) {
      const row = database.get('SELECT * FROM deployment_stacks WHERE name = ? OR id = ?', nameOrId, nameOrId);
      return row && readStack(row);
    },
    stacks: () => database.all('SELECT * FROM deployment_stacks ORDER BY created, name').map(readStack),
    saveStack(stack) {
      database.run(
        'INSERT OR REPLACE INTO deployment_stacks (name, id, created, definition) VALUES (?, ?, ?, ?)',
        stack.name,
        stack.id,
        stack.created,
        JSON.stringify(stack),
      );
    },
    removeStack(name) {
      database.run('DELETE FROM deployment_resources WHERE stack = ?', name);
      database.run('DELETE FROM deployment_stacks WHERE name = ?', name);
    },
    resources: (stack) =>
      database
        .all('SELECT * FROM deployment_resources WHERE stack = ? ORDER BY position, logical_id', stack)
        .map(readResource),
    resource(stack, logicalId) {
      const row = database.get(
        'SELECT * FROM deployment_resources WHERE stack = ? AND logical_id = ?',
        stack,
        logicalId,
      );
      return row && readResource(row);
    },
    saveResource(resource) {
      database.run(
        `INSERT OR REPLACE INTO deployment_resources (stack, logical_id, type, physical_id, position, definition)
         VALUES (?, ?, ?, ?, ?, ?)`,
        resource.stack,
        resource.logicalId,
        resource.type,
        resource.physicalId,
        resource.position,
        JSON.stringify(resource),
      );
    },
    removeResource(stack, logicalId) {
      database.run('DELETE FROM deployment_resources WHERE stack = ? AND logical_id = ?', stack, logicalId);
    },
    sharing({ type, physicalId }) {
      const sql = 'SELECT count(*) AS n FROM deployment_resources WHERE type = ? AND physical_id = ?';
      const row = database.get(sql, type, physicalId);
      return row ? integer(row, 'n') : 0;
    },
  };
}

function readStack(row: Row): StoredStack {
  return v.parse(stackSchema, JSON.parse(text(row, 'definition')));
}

function readResource(row: Row): StoredResource {
  return v.parse(resourceSchema, JSON.parse(text(row, 'definition')));
}
