/**
 * DynamoDB's transactions: all of the writes or none, and reads of one moment.
 * Source: API reference, TransactWriteItems and TransactGetItems.
 */
import { validationError } from '../table-errors.ts';
import { addUnits, consumedByTable, readUnits } from './capacity.ts';
import { type Input, type ItemInput, nameOfTable, readInput } from './item-input.ts';
import { getItem, type TableOperation } from './item-operations.ts';
import type { TableRoom } from './table-room.ts';
import { TOKENS, transact } from './transaction.ts';
import { type PlanRequest, planCheck, planDelete, planPut, planUpdate, type WritePlan } from './write-plans.ts';

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

/** The transactions, under DynamoDB's names. They throw AwsError. */
export function transactionOperations(room: TableRoom): Readonly<Record<string, TableOperation>> {
  room.context.database.define(TOKENS);
  return {
    TransactWriteItems: (body) =>
      transactWrite(room, readInput<TransactionInput>('TransactWriteItems', withNames(body))),
    TransactGetItems: (body) => transactGet(room, readInput<TransactionInput>('TransactGetItems', withNames(body))),
  };
}

function transactWrite(room: TableRoom, input: TransactionInput): object {
  const requests = input.TransactItems.map(requestOf);
  return transact(room, input, {
    contents: input.TransactItems,
    tables: requests.map(({ request }) => request.TableName),
    writes: () =>
      requests.map(({ kind, request }) => ({
        plan: planOf(room, { kind, request }),
        checks: kind === 'ConditionCheck',
        ReturnValuesOnConditionCheckFailure: request.ReturnValuesOnConditionCheckFailure,
      })),
  });
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

function transactGet(room: TableRoom, input: TransactionInput): object {
  const units = new Map<string, number>();
  const responses = input.TransactItems.map(({ Get: request }) => {
    if (!request) throw validationError('TransactItems can only contain Get');
    const { Item: item } = getItem(room, { ...request, ConsistentRead: true });
    addUnits(units, request.TableName, 2 * readUnits(item, true));
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
