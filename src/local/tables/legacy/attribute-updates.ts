/**
 * DynamoDB's legacy `AttributeUpdates`: a change for each attribute by its name.
 * Source: DynamoDB guide, "Legacy conditional parameters"; texts recorded by dynalite.
 */
import { added, without } from '../expressions/apply-update.ts';
import { invalidParameters, validationError } from '../table-errors.ts';
import { type AttributeValue, attributeOf, checkedValue, type Item, typeOf } from '../values/attribute-value.ts';

/** The change of one attribute. */
export interface AttributeUpdate {
  readonly Action?: string;
  readonly Value?: AttributeValue;
}

export type AttributeUpdates = Readonly<Record<string, AttributeUpdate>>;

const SETS = ['SS', 'NS', 'BS'];

/** The same updates with their values checked; throws DynamoDB's ValidationException for one that cannot be. */
export function checkedUpdates(updates: AttributeUpdates): AttributeUpdates {
  return Object.fromEntries(Object.entries(updates).map(([name, update]) => [name, checkedUpdate(update)]));
}

function checkedUpdate({ Action = 'PUT', Value }: AttributeUpdate): AttributeUpdate {
  const value = Value && checkedValue(Value);
  if (!value && Action !== 'DELETE') {
    throw invalidParameters('Only DELETE action is allowed when no attribute value is specified');
  }
  const type = value && typeOf(value);
  if (type && Action === 'DELETE' && !SETS.includes(type)) {
    throw invalidParameters(`DELETE action with value is not supported for the type ${type}`);
  }
  if (type && Action === 'ADD' && !['N', 'L', ...SETS].includes(type)) {
    throw invalidParameters(`ADD action is not supported for the type ${type}`);
  }
  return value ? { Action, Value: value } : { Action };
}

/** The item after the updates; throws DynamoDB's ValidationException when the item does not admit one. */
export function applyUpdates(item: Item, updates: AttributeUpdates): Item {
  const entries = new Map(Object.entries(item));
  for (const [name, update] of Object.entries(updates)) {
    const value = updated(attributeOf(item, name), update);
    if (value) entries.set(name, value);
    else entries.delete(name);
  }
  return Object.fromEntries(entries);
}

function updated(existing: AttributeValue | undefined, { Action, Value }: AttributeUpdate): AttributeValue | undefined {
  if (!Value) return undefined;
  if (Action === 'ADD') {
    const sum = Value.L ? appended(existing, Value.L) : added(existing, Value);
    if (!sum) throw validationError('Type mismatch for attribute to update');
    return sum;
  }
  if (Action !== 'DELETE') return Value;
  if (!existing) return undefined;
  const left = without(existing, Value);
  if (!left) throw validationError('Type mismatch for attribute to update');
  return left.value;
}

function appended(existing: AttributeValue | undefined, list: readonly AttributeValue[]): AttributeValue | undefined {
  return existing && !existing.L ? undefined : { L: [...(existing?.L ?? []), ...list] };
}
