/**
 * Writes of one item as plans: what must hold of the old item and what the new one is.
 * PutItem, DeleteItem, UpdateItem, batches and transactions carry them out.
 */
import { applyUpdate } from '../expressions/apply-update.ts';
import type { Path } from '../expressions/bindings.ts';
import { satisfies } from '../expressions/condition.ts';
import { type Action, setType, type Update } from '../expressions/update.ts';
import { applyUpdates, checkedUpdates } from '../legacy/attribute-updates.ts';
import { satisfiesAll } from '../legacy/comparison.ts';
import { conditionsOf } from '../legacy/expected.ts';
import { keyNames, type TableDefinition } from '../store/definitions.ts';
import type { ItemKey } from '../store/items.ts';
import { invalidParameters, validationError } from '../table-errors.ts';
import { attributeOf, checkedItem, type Item, typeOf } from '../values/attribute-value.ts';
import { itemSize, MAX_ITEM_BYTES } from '../values/item-size.ts';
import type { ItemInput } from './item-input.ts';
import { checkIndexKeys, checkItemKeys, checkKey, checkKeyPaths, indexKeys } from './key-checks.ts';
import { bindExpressions, checkParameters, nestedHeads } from './request-expressions.ts';
import { placeOfItem, type TableRoom } from './table-room.ts';

/** A write that was checked as far as it can be without the old item. */
export interface WritePlan {
  readonly table: TableDefinition;
  readonly key: ItemKey;
  /** True when the old item is as the write's condition demands. */
  holds(before: Item | undefined): boolean;
  /** The new item, none for a deletion; throws when the old one does not admit the change. */
  after(before: Item | undefined): Item | undefined;
  /** The paths that an update changes. */
  readonly paths: readonly Path[];
}

/** The checks of a request that need no table, done at once; the plan that they lead to needs the table. */
export type PlanRequest = (input: ItemInput, room: TableRoom) => WritePlan;

/** A PutItem as a plan. */
export const planPut: PlanRequest = (input, room) => {
  checkParameters(input, ['ConditionExpression'], ['Expected']);
  const item = checkedItem(input.Item);
  checkReturnValues(input);
  checkItemSize(item);
  const holds = conditionOf(input);
  return putPlan(room.table(input.TableName), item, holds);
};

/** Throws when an item is larger than one can be. */
export function checkItemSize(item: Item): void {
  if (itemSize(item) > MAX_ITEM_BYTES) throw validationError('Item size has exceeded the maximum allowed size');
}

/** A plan to put an item of a size that can be, where the condition holds. */
export function putPlan(table: TableDefinition, item: Item, holds: WritePlan['holds']): WritePlan {
  checkItemKeys(item, table);
  return { table, key: placeOfItem(table, item), holds, after: () => item, paths: [] };
}

/** A DeleteItem as a plan. */
export const planDelete: PlanRequest = (input, room) => {
  checkParameters(input, ['ConditionExpression'], ['Expected']);
  const key = checkedItem(input.Key);
  checkReturnValues(input);
  const holds = conditionOf(input);
  return deletePlan(room.table(input.TableName), key, holds);
};

/** A plan to delete the item of a key, where the condition holds. */
export function deletePlan(table: TableDefinition, key: Item, holds: WritePlan['holds']): WritePlan {
  checkKey(key, table);
  return { table, key: placeOfItem(table, key), holds, after: () => undefined, paths: [] };
}

/** An UpdateItem as a plan. */
export const planUpdate: PlanRequest = (input, room) => {
  checkParameters(input, ['UpdateExpression', 'ConditionExpression'], ['AttributeUpdates', 'Expected']);
  const key = checkedItem(input.Key);
  const updates = checkedUpdates(input.AttributeUpdates ?? {});
  const expected = legacyCondition(input);
  const { update, condition } = bindExpressions(input);
  const table = room.table(input.TableName);
  const holds: WritePlan['holds'] = (before) =>
    condition ? satisfies(before ?? {}, condition.condition) : expected(before);
  if (update) return updatePlan(table, { key, update, holds });
  checkKey(key, table);
  checkUpdateNames(
    Object.entries(updates).map(([name, { Value }]) => [name, Value && typeOf(Value)]),
    table,
  );
  return {
    table,
    key: placeOfItem(table, key),
    holds,
    after: (before) => checkedUpdate(applyUpdates(before ?? key, updates)),
    paths: Object.keys(updates).map((name) => [name]),
  };
};

/** A plan to update the item of a key, where the condition holds. */
export function updatePlan(
  table: TableDefinition,
  { key, update, holds }: { readonly key: Item; readonly update: Update; readonly holds: WritePlan['holds'] },
): WritePlan {
  checkKey(key, table);
  checkUpdate(update, table);
  return {
    table,
    key: placeOfItem(table, key),
    holds,
    after(before) {
      const item = applyUpdate(before ?? key, update.actions);
      checkUpdatedIndexKeys(update.actions, item, table);
      return checkedUpdate(item);
    },
    paths: update.actions.map((action) => action.path),
  };
}

function checkedUpdate(item: Item): Item {
  if (itemSize(item) <= MAX_ITEM_BYTES) return item;
  throw validationError('Item size to update has exceeded the maximum allowed size');
}

/** A ConditionCheck of a transaction as a plan that changes nothing. */
export const planCheck: PlanRequest = (input, room) => {
  const plan = planDelete(input, room);
  return { ...plan, after: (before) => before };
};

/** The condition of a request, as an expression or a legacy parameter. */
function conditionOf(input: ItemInput): WritePlan['holds'] {
  const expected = legacyCondition(input);
  const { condition } = bindExpressions(input);
  return (before) => (condition ? satisfies(before ?? {}, condition.condition) : expected(before));
}

function legacyCondition({ Expected, ConditionalOperator }: ItemInput): WritePlan['holds'] {
  const conditions = conditionsOf(Expected ?? {});
  const none = Object.keys(conditions).length === 0;
  return (before) => none || satisfiesAll(before ?? {}, conditions, ConditionalOperator);
}

function checkReturnValues({ ReturnValues }: ItemInput): void {
  if (ReturnValues && ReturnValues !== 'ALL_OLD' && ReturnValues !== 'NONE') {
    throw validationError('ReturnValues can only be ALL_OLD or NONE');
  }
}

function checkUpdate({ actions, paths }: Update, table: TableDefinition): void {
  const types = actions.map((action) => [String(action.path[0]), typeGiven(action)] as const);
  checkUpdateNames(types, table);
  checkKeyPaths(nestedHeads(paths), table);
}

/** The type that an action gives a whole attribute, as far as it tells. */
function typeGiven(action: Action): string | undefined {
  if (action.path.length > 1 || action.kind === 'REMOVE') return undefined;
  return action.kind === 'SET' ? setType(action.value) : typeOf(action.value);
}

function checkUpdateNames(given: readonly (readonly [string, string | undefined])[], table: TableDefinition): void {
  const types = new Map(given);
  for (const name of keyNames(table.keys)) {
    if (types.has(name)) {
      throw invalidParameters(`Cannot update attribute ${name}. This attribute is part of the key`);
    }
  }
  for (const { index, name, type } of indexKeys(table)) {
    const actual = types.get(name);
    if (actual !== undefined && actual !== type) {
      throw invalidParameters(
        `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${index}`,
      );
    }
  }
}

/** What a SET made of an index's key is known only with the item. */
function checkUpdatedIndexKeys(actions: readonly Action[], item: Item, table: TableDefinition): void {
  const changed = actions.filter(({ path }) => path.length === 1).map(({ path }) => String(path[0]));
  const entries = changed.flatMap((name) => {
    const value = attributeOf(item, name);
    return value ? [[name, value] as const] : [];
  });
  checkIndexKeys(
    Object.fromEntries(entries),
    table,
    () => validationError('The update expression attempted to update the secondary index key to unsupported type'),
    (type) =>
      validationError(
        `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value.`,
      ),
  );
}
