/**
 * DynamoDB's transactions: all of the writes or none, and reads of one moment.
 * Source: API reference, TransactWriteItems and TransactGetItems; reasons as recorded by moto.
 */
import { createHash } from 'node:crypto';
import { text } from '../../database.ts';
import { AwsError } from '../../errors.ts';
import { TableError, validationError } from '../table-errors.ts';
import type { Item } from '../values/attribute-value.ts';
import { itemSize } from '../values/item-size.ts';
import { consumedByTable, readUnits, writeUnits } from './capacity.ts';
import { type Input, type ItemInput, nameOfTable, readInput } from './item-input.ts';
import { getItem, type TableOperation } from './item-operations.ts';
import type { TableRoom } from './table-room.ts';
import { type PlanRequest, planCheck, planDelete, planPut, planUpdate, type WritePlan } from './write-plans.ts';

/** A token is remembered for ten minutes (API reference, TransactWriteItems). */
const TOKEN_MS = 600_000;

/** All items of a transaction together (DynamoDB quotas, "Transactions"). */
const MAX_BYTES = 4 * 1024 * 1024;

const PLANS: Readonly<Record<string, PlanRequest>> = {
  ConditionCheck: planCheck,
  Put: planPut,
  Delete: planDelete,
  Update: planUpdate,
};

interface TransactionInput {
  readonly TransactItems: readonly Readonly<Record<string, ItemInput | undefined>>[];
  readonly ReturnConsumedCapacity?: string;
  readonly ClientRequestToken?: string;
}

/** Why a transaction was cancelled, for each of its items. */
interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

const NONE: Reason = { Code: 'None' };

/** The transactions, under DynamoDB's names. They throw AwsError. */
export function transactionOperations(room: TableRoom): Readonly<Record<string, TableOperation>> {
  room.context.database.define(
    'CREATE TABLE IF NOT EXISTS tables_tokens (token TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL)',
  );
  return {
    TransactWriteItems: (body) =>
      transactWrite(room, readInput<TransactionInput>('TransactWriteItems', withNames(body))),
    TransactGetItems: (body) => transactGet(room, readInput<TransactionInput>('TransactGetItems', withNames(body))),
  };
}

function transactWrite(room: TableRoom, input: TransactionInput): object {
  const requests = input.TransactItems.map(requestOf);
  if (input.ClientRequestToken !== undefined && alreadyDone(room, input)) {
    return consumedByTable(input, new Map(requests.map(({ request }) => [request.TableName, 1])));
  }
  const plans = requests.map((each) => planOf(room, each));
  checkDistinct(plans);
  return commit(room, input, requests, plans);
}

interface Request {
  readonly kind: string;
  readonly request: ItemInput;
}

function requestOf(item: TransactionInput['TransactItems'][number]): Request {
  const given = Object.entries(item).flatMap(([kind, request]) => (request ? [{ kind, request }] : []));
  const [first, second] = given;
  if (!first || second) {
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  return first;
}

function planOf(room: TableRoom, { kind, request }: Request): WritePlan {
  const plan = PLANS[kind];
  if (!plan) throw validationError(`TransactItems cannot contain ${kind}`);
  return plan(request, room);
}

function checkDistinct(plans: readonly WritePlan[]): void {
  const seen = new Set<string>();
  for (const { table, key } of plans) {
    const place = `${table.id}/${key.hash.toString('hex')}/${key.range.toString('hex')}`;
    if (seen.has(place)) throw validationError('Transaction request cannot include multiple operations on one item');
    seen.add(place);
  }
}

function commit(room: TableRoom, input: TransactionInput, requests: readonly Request[], plans: WritePlan[]): object {
  const befores = plans.map(({ table, key }) => room.items.get(table, key));
  const outcomes = plans.map((plan, at) => outcomeOf(plan, befores[at], requests[at]));
  const reasons = outcomes.map(({ reason }) => reason);
  if (reasons.some((reason) => reason.Code !== 'None')) throw cancelled(reasons);
  const bytes = outcomes.reduce((sum, { after }) => sum + (after ? itemSize(after) : 0), 0);
  if (bytes > MAX_BYTES) throw validationError('Transaction size exceeds the maximum allowed size of 4 MB');
  const units = new Map<string, number>();
  room.context.database.write(() => {
    for (const [at, plan] of plans.entries()) {
      const after = outcomes[at]?.after;
      if (requests[at]?.kind !== 'ConditionCheck') room.change(plan.table, plan.key, befores[at], after);
      const used = 2 * writeUnits(befores[at], after);
      units.set(plan.table.name, (units.get(plan.table.name) ?? 0) + used);
    }
    rememberToken(room, input);
  });
  return consumedByTable(input, units);
}

function outcomeOf(plan: WritePlan, before: Item | undefined, request: Request | undefined) {
  if (!plan.holds(before)) {
    const shown = request?.request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before ? { Item: before } : {};
    const reason = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', ...shown };
    return { reason, after: undefined };
  }
  try {
    return { reason: NONE, after: plan.after(before) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { reason: { Code: 'ValidationError', Message: error.message }, after: undefined };
  }
}

function cancelled(reasons: readonly Reason[]): TableError {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  return new TableError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}

function alreadyDone(room: TableRoom, input: TransactionInput): boolean {
  const { database, clock } = room.context;
  database.run('DELETE FROM tables_tokens WHERE at < ?', clock.now() - TOKEN_MS);
  const row = database.get('SELECT digest FROM tables_tokens WHERE token = ?', input.ClientRequestToken ?? '');
  if (!row) return false;
  if (text(row, 'digest') === digestOf(input)) return true;
  throw new AwsError(
    'IdempotentParameterMismatchException',
    'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical.',
  );
}

function rememberToken(room: TableRoom, input: TransactionInput): void {
  if (input.ClientRequestToken === undefined) return;
  room.context.database.run(
    'INSERT OR REPLACE INTO tables_tokens (token, digest, at) VALUES (?, ?, ?)',
    ...[input.ClientRequestToken, digestOf(input), room.context.clock.now()],
  );
}

function digestOf({ TransactItems }: TransactionInput): string {
  return createHash('sha256').update(JSON.stringify(TransactItems)).digest('base64');
}

function transactGet(room: TableRoom, input: TransactionInput): object {
  const units = new Map<string, number>();
  const responses = input.TransactItems.map(({ Get: request }) => {
    if (!request) throw validationError('TransactItems can only contain Get');
    const { Item: item } = getItem(room, { ...request, ConsistentRead: true });
    units.set(request.TableName, (units.get(request.TableName) ?? 0) + 2 * readUnits(item, true));
    return item ? { Item: item } : {};
  });
  return { Responses: responses, ...consumedByTable(input, units) };
}

/** The same transaction with its tables by name, where they were given by ARN. */
function withNames(body: Input): Input {
  const items = body['TransactItems'];
  if (!Array.isArray(items)) return body;
  return { ...body, TransactItems: items.map((item: unknown) => withTableName(item)) };
}

function withTableName(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  return Object.fromEntries(
    Object.entries(item).map(([kind, request]) => {
      const name: unknown = request?.TableName;
      return [kind, typeof name === 'string' ? { ...request, TableName: nameOfTable(name) } : request];
    }),
  );
}
