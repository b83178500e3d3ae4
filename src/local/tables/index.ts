/**
 * Stands in for Amazon DynamoDB: dynalite in a thread of its own, or any DynamoDB endpoint by URL, behind one edge.
 * It knowingly does not do transactions, PartiQL, streams, backups and global tables: each is refused by name.
 */

import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { isObject } from '../../domain/is-object.ts';
import type { LocalContext } from '../context.ts';
import type { LocalService, Operations, ServiceRequest, ServiceResponse } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import { makePrivateFolder } from '../private-files.ts';
import type { EngineAnswer, TableEngine } from './dynalite-engine.ts';
import { type Input, member, parseObject, tableName } from './input.ts';
import { type CountingEngine, countingEngine } from './item-counts.ts';
import { itemOperations, runItemOperation } from './item-operations.ts';
import { remoteTableEngine } from './remote-engine.ts';
import { createTableDefinitions } from './table-definitions.ts';
import { errorBody, notDone } from './table-errors.ts';
import { tableOperations } from './table-operations.ts';
import { startTableThread } from './table-thread.ts';
import { callEngine, createSweeper } from './time-to-live.ts';
import { divideBatch } from './unprocessed-items.ts';

/** The tables of the local stack; every call waits for `start()`. */
export interface Tables {
  /** DynamoDB's JSON protocol, faults included. */
  readonly service: LocalService;
  /** Every operation in process under DynamoDB's names, without faults; throws AwsError. */
  readonly operations: Operations;
  createTable(input: object): Promise<void>;
  deleteTable(name: string): Promise<void>;
  /** The `Table` of DescribeTable; ResourceNotFoundException when there is none. */
  describeTable(name: string): Promise<Input>;
  /** Deletes what has expired by the stack's clock now; resolves how many items. Runs by itself every local hour. */
  sweep(): Promise<number>;
  /** Opens the tables of the state folder, or does nothing for a given endpoint. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const REFUSED: ReadonlySet<string> = new Set([
  'BatchExecuteStatement',
  'CreateBackup',
  'CreateGlobalTable',
  'DescribeStream',
  'EnableKinesisStreamingDestination',
  'ExecuteStatement',
  'ExecuteTransaction',
  'ExportTableToPointInTime',
  'ImportTable',
  'ListBackups',
  'RestoreTableFromBackup',
  'RestoreTableToPointInTime',
  'TransactGetItems',
  'TransactWriteItems',
]);

/** Tables in `<folder>/tables`, or at the DynamoDB endpoint `endpoint` (a URL, for `--dynamodb-endpoint`). */
export function createTables(context: LocalContext, options: { endpoint?: string } = {}): Tables {
  const remote = options.endpoint === undefined ? undefined : remoteTableEngine(options.endpoint, context.region);
  const definitions = createTableDefinitions(context.database);
  let opened: TableEngine | undefined = remote;
  let counting: CountingEngine | undefined;
  const engine = (): TableEngine => {
    if (opened) return opened;
    throw new AwsError('InternalServerError', 'The tables are not open yet.', { status: 500 });
  };
  const controls = tableOperations({ context, definitions, engine });
  const sweeper = remote ? undefined : createSweeper({ clock: context.clock, definitions, engine, warn: context.warn });

  const run = async (operation: string, input: Input, text: string): Promise<EngineAnswer> => {
    if (remote) return remote.call(operation, text);
    if (itemOperations.has(operation)) return runItemOperation(engine(), operation, input, text);
    const control = Object.hasOwn(controls, operation) ? controls[operation] : undefined;
    if (control) return { status: 200, body: JSON.stringify(await control(input)) };
    if (REFUSED.has(operation)) throw notDone(operation);
    throw new AwsError(
      'UnknownOperationException',
      `The local stack does not know DynamoDB ${operation || 'operation'}.`,
    );
  };
  /** A caller over HTTP wants to know how many items there are; the stack's own calls do not. */
  const counted = async (operation: string, answer: EngineAnswer): Promise<EngineAnswer> => {
    const table = operation === 'DescribeTable' && answer.status === 200 && member(parseObject(answer.body), 'Table');
    if (!table || !counting) return answer;
    const ItemCount = await counting.count(String(table['TableName']));
    return { status: 200, body: JSON.stringify({ Table: { ...table, ItemCount } }) };
  };
  const inProcess = (operation: string) => async (input: Input) =>
    callEngine({ call: (name, text) => run(name, input, text), close: async () => {} }, operation, input);

  return {
    service: {
      scope: 'dynamodb',
      async handle(request) {
        try {
          const operation = operationOf(request);
          const text = request.body.toString('utf8');
          const input = parse(text);
          const partial = await context.faults.pass('dynamodb', operation, resourceOf(input));
          const divided = partial && divideBatch(operation, input, partial);
          if (!divided) return respond(await counted(operation, await run(operation, input, text)));
          const answer = await run(operation, divided.input, JSON.stringify(divided.input));
          if (answer.status !== 200) return respond(answer);
          const { requests, member: name } = divided.unprocessed;
          return respond({ status: 200, body: JSON.stringify({ ...parseObject(answer.body), [name]: requests }) });
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          return respond({ status: error.status, body: errorBody(error) });
        }
      },
    },
    operations: Object.fromEntries(
      [...itemOperations, ...Object.keys(controls)].map((operation) => [operation, inProcess(operation)]),
    ),
    async createTable(input) {
      await inProcess('CreateTable')({ ...input });
    },
    async deleteTable(name) {
      await inProcess('DeleteTable')({ TableName: name });
    },
    async describeTable(name) {
      return parseObject(JSON.stringify((await inProcess('DescribeTable')({ TableName: name }))['Table'] ?? {}));
    },
    sweep: async () => (await sweeper?.sweep()) ?? 0,
    async start() {
      if (opened) return;
      makePrivateFolder(join(context.folder, 'tables'));
      const place = { folder: join(context.folder, 'tables'), accountId: context.accountId, region: context.region };
      counting = countingEngine(await startTableThread(place, context.warn));
      opened = counting;
    },
    async close() {
      await sweeper?.stop();
      await opened?.close();
    },
  };
}

/** The table that a request speaks of; of a batch the first. */
function resourceOf(input: Input): string | undefined {
  const table = input['TableName'] ?? Object.keys(member(input, 'RequestItems') ?? {})[0];
  return typeof table === 'string' ? tableName({ TableName: table }) : undefined;
}

function operationOf(request: ServiceRequest): string {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' ? (target.split('.')[1] ?? '') : '';
}

function parse(text: string): Input {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AwsError('SerializationException', 'The request body is not JSON.', { cause });
  }
  if (!isObject(value)) throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  return value;
}

function respond({ status, body }: EngineAnswer): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': String(crc32(body)) },
    body,
  };
}
