/**
 * Stands in for DynamoDB's data plane: dynalite's own checks and actions over LevelDB, without its HTTP server.
 * It knowingly lacks what dynalite lacks (transactions, PartiQL, streams) and counts an item's size in UTF-16 units.
 */

import databases, { type Store } from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import { isObject } from '../../domain/is-object.ts';

/** What dynalite answers: an HTTP status and the JSON text of the body. */
export interface EngineAnswer {
  readonly status: number;
  readonly body: string;
}

export interface TableEngine {
  /** Runs one operation on the JSON text of its input. Never rejects for a bad input: that is an answer. */
  call(operation: string, input: string): Promise<EngineAnswer>;
  /** Closes LevelDB; what was answered is on disk already (its log is written with each change). */
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly folder: string;
  readonly accountId: string;
  readonly region: string;
}

/** The operations that dynalite is asked for; everything else is answered or refused before it. */
const engineOperations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
  'UpdateTable',
] as const;

/** Opens (or creates) the tables in a folder. */
export async function openTableEngine(options: EngineOptions): Promise<TableEngine> {
  const store = databases.create({ path: options.folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  store.tableDb.awsAccountId = options.accountId;
  store.tableDb.awsRegion = options.region;
  await store.db.open();
  /** Tables that this engine is creating; any other that says so was left by a process that was killed, and is there. */
  const creating = new Set<string>();
  const definitions = rememberDefinitions(store, creating);
  const steps = new Map<string, Awaited<ReturnType<typeof loadStep>>>();
  for (const operation of engineOperations) steps.set(operation, await loadStep(operation));

  return {
    call(operation, input) {
      const step = steps.get(operation);
      if (!step) return Promise.reject(new TypeError(`dynalite has no operation ${operation}`));
      if (operation.endsWith('Table')) definitions.clear();
      return new Promise((resolve, reject) => {
        const answer = (error: unknown, output?: unknown) => {
          if (operation.endsWith('Table')) definitions.clear();
          const refusal = refusalOf(error);
          if (refusal) resolve({ status: refusal.statusCode, body: JSON.stringify(refusal.body) });
          else if (error) reject(error);
          else resolve({ status: 200, body: JSON.stringify(output) });
        };
        try {
          const data = validations.checkTypes(JSON.parse(input), step.validation.types);
          if (operation === 'CreateTable') creating.add(nameOf(data));
          validations.checkValidations(data, step.validation.types, step.validation.custom, store);
          step.action(store, data, answer);
        } catch (error) {
          answer(error);
        }
      });
    },
    close: () =>
      new Promise((resolve, reject) => {
        store.db.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

async function loadStep(operation: string) {
  const file = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}.js`;
  const { default: validation } = await import(`dynalite/validations/${file}`);
  const { default: action } = await import(`dynalite/actions/${file}`);
  return { validation, action };
}

/** dynalite reads the table's definition from LevelDB before every operation; a definition changes only by the …Table operations. */
function rememberDefinitions(store: Store, creating: ReadonlySet<string>): Map<string, unknown> {
  const definitions = new Map<string, unknown>();
  const read = store.getTable.bind(store);
  const readRepaired = (name: string, done: (error: unknown, table?: unknown) => void) =>
    read(name, false, (error, table) => {
      if (isObject(table) && table['TableStatus'] === 'CREATING' && !creating.has(name))
        Reflect.set(table, 'TableStatus', 'ACTIVE');
      done(error, table);
    });
  store.getTable = (name, checkStatus, done) => {
    if (typeof checkStatus !== 'function') return readRepaired(name, (error, table) => done?.(error, table));
    const known = definitions.get(name);
    if (known) return queueMicrotask(() => checkStatus(undefined, known));
    return readRepaired(name, (error, table) => {
      if (error || !isObject(table) || table['TableStatus'] === 'CREATING' || table['TableStatus'] === 'DELETING') {
        // dynalite's own words for a table that is not there, or not yet.
        return read(name, checkStatus);
      }
      if (table['TableStatus'] === 'ACTIVE') definitions.set(name, table);
      return checkStatus(undefined, table);
    });
  };
  return definitions;
}

function nameOf(data: unknown): string {
  return isObject(data) && typeof data['TableName'] === 'string' ? data['TableName'] : '';
}

function refusalOf(error: unknown): { statusCode: number; body: unknown } | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if (!('statusCode' in error) || typeof error.statusCode !== 'number' || !('body' in error)) return undefined;
  return { statusCode: error.statusCode, body: error.body };
}
