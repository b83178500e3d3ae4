/**
 * Stands in for Amazon DynamoDB and its streams: tables on the stack's database, or any DynamoDB endpoint by URL, behind one edge.
 */

import { isObject } from '../../domain/is-object.ts';
import type { LocalContext } from '../context.ts';
import type { LocalService, Operations, ServiceRequest } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import { embeddedTables } from './embedded-engine.ts';
import type { EngineAnswer, TableEngine } from './engine.ts';
import { importTables } from './former-tables.ts';
import { Answered, callOf, errorAnswer, jsonAnswer } from './http-front.ts';
import { type Input, nameOfTable } from './operations/item-input.ts';
import { createTableRoom } from './operations/table-room.ts';
import { remoteTableEngine } from './remote-engine.ts';
import { serializationError } from './table-errors.ts';
import { createSweeper } from './time-to-live.ts';
import type { Buckets } from './transfers/buckets.ts';
import { divideBatch } from './unprocessed-items.ts';

/** The tables of the local stack. */
export interface Tables {
  /** DynamoDB's JSON protocol, faults included. */
  readonly service: LocalService;
  /** Every operation in process under DynamoDB's names, without faults; throws AwsError. */
  readonly operations: Operations;
  createTable(input: object): Promise<void>;
  deleteTable(name: string): Promise<void>;
  /** The `Table` of DescribeTable; ResourceNotFoundException when there is none. */
  describeTable(name: string): Promise<Input>;
  /** Deletes what has expired by the stack's clock now; resolves how many. Runs by itself every local hour. */
  sweep(): Promise<number>;
  /** Takes over the tables that an earlier version left in the state folder, if it did. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Tables in the stack's database, which are exported to and imported from `buckets`, or at the DynamoDB endpoint `endpoint` (a URL, for `--dynamodb-endpoint`). */
export function createTables(context: LocalContext, options: { endpoint?: string; buckets?: Buckets } = {}): Tables {
  const room = createTableRoom(context);
  const embedded = embeddedTables(room, options.buckets);
  const remote = options.endpoint === undefined ? undefined : remoteTableEngine(options.endpoint, context.region);
  const engine: TableEngine = remote ?? embedded;
  const sweeper = remote ? undefined : createSweeper(room, context.warn);

  const inProcess = (operation: string) => async (input: Input) => {
    if (!remote) return parsed(JSON.stringify(await embedded.operations[operation]?.(input)));
    const answer = await remote.call('DynamoDB_20120810', operation, input, JSON.stringify(input));
    return outputOf(answer);
  };

  return {
    service: {
      scope: 'dynamodb',
      async handle(request) {
        try {
          const { status, body } = await answered(request);
          return jsonAnswer(request, status, body);
        } catch (error) {
          if (error instanceof Answered) return error.response;
          if (error instanceof AwsError) return errorAnswer(request, error);
          throw error;
        }
      },
    },
    operations: Object.fromEntries(
      Object.keys(embedded.operations).map((operation) => [operation, inProcess(operation)]),
    ),
    async createTable(input) {
      await inProcess('CreateTable')({ ...input });
    },
    async deleteTable(name) {
      await inProcess('DeleteTable')({ TableName: name });
    },
    async describeTable(name) {
      const { Table: table } = await inProcess('DescribeTable')({ TableName: name });
      return isObject(table) ? table : {};
    },
    sweep: async () => (await sweeper?.sweep()) ?? 0,
    async start() {
      if (!remote) await importTables(context, room);
    },
    async close() {
      await sweeper?.stop();
    },
  };

  async function answered(request: ServiceRequest): Promise<EngineAnswer> {
    const { target, operation, text } = callOf(request);
    const input = parsed(text);
    const partial = await context.faults.pass('dynamodb', operation, resourceOf(input));
    const divided = partial && divideBatch(operation, input, partial);
    if (!divided) return engine.call(target, operation, input, text);
    const answer = await engine.call(target, operation, divided.input, JSON.stringify(divided.input));
    if (answer.status !== 200) return answer;
    const { requests, member } = divided.unprocessed;
    return { status: 200, body: JSON.stringify({ ...parsed(answer.body), [member]: requests }) };
  }
}

/** The table that a request speaks of; of a batch the first. */
function resourceOf(input: Input): string | undefined {
  const batch = input['RequestItems'];
  const table = input['TableName'] ?? (isObject(batch) ? Object.keys(batch)[0] : undefined);
  return typeof table === 'string' ? nameOfTable(table) : undefined;
}

function parsed(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw serializationError();
  }
  if (!isObject(value)) throw serializationError();
  return value;
}

/** What an answer holds; an error answer is thrown as an AwsError. */
function outputOf(answer: EngineAnswer): Record<string, unknown> {
  const body = parsed(answer.body);
  if (answer.status === 200) return body;
  const type = typeof body['__type'] === 'string' ? body['__type'] : 'InternalServerError';
  const message = body['message'] ?? body['Message'];
  throw new AwsError(type.split('#').at(-1) ?? type, typeof message === 'string' ? message : '', {
    status: answer.status,
  });
}
