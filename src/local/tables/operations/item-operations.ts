/**
 * DynamoDB's operations on single items.
 */
import type { Path } from '../expressions/bindings.ts';
import { projectionOf } from '../expressions/projection.ts';
import { TableError } from '../table-errors.ts';
import { checkedItem, type Item } from '../values/attribute-value.ts';
import { consumed, readUnits, writeUnits } from './capacity.ts';
import { type Input, type ItemInput, readInput } from './item-input.ts';
import { checkKey, checkKeyPaths } from './key-checks.ts';
import { bindExpressions, checkAttributesToGet, checkParameters, nestedHeads } from './request-expressions.ts';
import { placeOfItem, type TableRoom } from './table-room.ts';
import { type PlanRequest, planDelete, planPut, planUpdate, type WritePlan } from './write-plans.ts';

export type TableOperation = (body: Input) => object;

/** The operations on single items, under DynamoDB's names. They throw AwsError. */
export function itemOperations(room: TableRoom): Readonly<Record<string, TableOperation>> {
  const write = (operation: string, plan: PlanRequest): TableOperation => {
    return (body) => {
      const input = readInput<ItemInput>(operation, body);
      return carryOut(room, input, plan(input, room));
    };
  };
  return {
    GetItem: (body) => getItem(room, readInput<ItemInput>('GetItem', body)),
    PutItem: write('PutItem', planPut),
    DeleteItem: write('DeleteItem', planDelete),
    UpdateItem: write('UpdateItem', planUpdate),
  };
}

/** Reads one item. */
export function getItem(room: TableRoom, input: ItemInput): { Item?: Item; ConsumedCapacity?: object } {
  checkParameters(input, ['ProjectionExpression'], ['AttributesToGet']);
  const key = checkedItem(input.Key);
  checkAttributesToGet(input.AttributesToGet);
  const { projection } = bindExpressions(input);
  const table = room.table(input.TableName);
  checkKey(key, table);
  checkKeyPaths(nestedHeads(projection?.paths ?? []), table);
  const item = room.items.get(table, placeOfItem(table, key));
  const wanted = projection ?? (input.AttributesToGet && projectionOf(input.AttributesToGet.map((name) => [name])));
  return {
    ...(item && { Item: wanted ? wanted.select(item) : item }),
    ...consumed(input, table.name, readUnits(item, input.ConsistentRead)),
  };
}

/** What a write gives back. */
export type WriteAnswer = Partial<
  Pick<ItemInput, 'ReturnValues' | 'ReturnValuesOnConditionCheckFailure' | 'ReturnConsumedCapacity'>
>;

/** Carries out a write whose condition holds; ConditionalCheckFailedException when it does not. */
export function carryOut(
  room: TableRoom,
  input: WriteAnswer,
  plan: WritePlan,
): { Attributes?: Item; ConsumedCapacity?: { readonly CapacityUnits: number } } {
  const before = room.items.get(plan.table, plan.key);
  if (!plan.holds(before)) throw conditionFailed(input, before);
  const after = plan.after(before);
  room.change(plan.table, plan.key, before, after);
  return {
    ...returned(input.ReturnValues, plan.paths, before, after),
    ...consumed(input, plan.table.name, writeUnits(before, after)),
  };
}

function conditionFailed(input: WriteAnswer, before: Item | undefined): TableError {
  const shown = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before ? { Item: before } : {};
  return new TableError('ConditionalCheckFailedException', 'The conditional request failed', shown);
}

function returned(
  wanted: string | undefined,
  paths: readonly Path[],
  before: Item | undefined,
  after: Item | undefined,
): { Attributes?: Item } {
  switch (wanted) {
    case 'ALL_OLD':
      return before ? { Attributes: before } : {};
    case 'ALL_NEW':
      return after ? { Attributes: after } : {};
    case 'UPDATED_OLD':
      return before ? parts(before, paths) : {};
    case 'UPDATED_NEW':
      return after ? parts(after, paths) : {};
    default:
      return {};
  }
}

function parts(item: Item, paths: readonly Path[]): { Attributes?: Item } {
  const Attributes = projectionOf(paths).select(item);
  return Object.keys(Attributes).length > 0 ? { Attributes } : {};
}
