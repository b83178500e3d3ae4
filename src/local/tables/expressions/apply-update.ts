/**
 * Carries out an update: every value is computed from the item as it was, and the elements of a list are meant
 * by their index in it, whatever else is removed or appended (DynamoDB guide, "Update expressions").
 */
import { validationError } from '../table-errors.ts';
import { type AttributeValue, attributeOf, type Item, typeOf } from '../values/attribute-value.ts';
import { addNumbers } from '../values/number.ts';
import { type Operand, type Path, valueAt } from './bindings.ts';
import { type PathTree, treeOf } from './paths.ts';
import type { Action, SetValue } from './update.ts';

/** What becomes of the value at a place: a new one, or none. */
type Change = { readonly value: AttributeValue | undefined };

/** The item after an update; throws DynamoDB's ValidationException when the item does not admit it. */
export function applyUpdate(item: Item, actions: readonly Action[]): Item {
  const values = actions.map((action) => (action.kind === 'SET' ? computed(item, action.value) : undefined));
  const changes = actions.map((action, at) => {
    checkParent(item, action.path);
    return [action.path, action.kind === 'SET' ? { value: values[at] } : changeOf(item, action)] as const;
  });
  return changed({ M: item }, treeOf(changes))?.M ?? {};
}

/** The value that ADD gives an attribute: the sum of numbers, or the union of sets. */
export function added(existing: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined {
  if (value.N !== undefined) {
    if (existing && existing.N === undefined) return undefined;
    return { N: existing?.N === undefined ? value.N : addNumbers(existing.N, value.N) };
  }
  const type = setType(value);
  if (!type || (existing && !existing[type])) return undefined;
  return { [type]: [...new Set([...(existing?.[type] ?? []), ...(value[type] ?? [])])] };
}

/** What DELETE leaves of a set: `value` is undefined when no member is left; undefined for two types. */
export function without(existing: AttributeValue, value: AttributeValue): Change | undefined {
  const type = setType(value);
  if (!type || !existing[type]) return undefined;
  const gone = new Set(value[type]);
  const left = existing[type].filter((member) => !gone.has(member));
  return { value: left.length > 0 ? { [type]: left } : undefined };
}

function setType(value: AttributeValue): 'SS' | 'NS' | 'BS' | undefined {
  const type = typeOf(value);
  return type === 'SS' || type === 'NS' || type === 'BS' ? type : undefined;
}

function changeOf(item: Item, action: Exclude<Action, { kind: 'SET' }>): Change {
  switch (action.kind) {
    case 'REMOVE':
      return { value: undefined };
    case 'ADD': {
      const value = added(valueAt(item, action.path), action.value);
      if (!value) throw incorrectType();
      return { value };
    }
    case 'DELETE': {
      const existing = valueAt(item, action.path);
      if (!existing) return { value: undefined };
      const change = without(existing, action.value);
      if (!change) throw incorrectType();
      return change;
    }
  }
}

function computed(item: Item, value: SetValue): AttributeValue {
  if (value.kind !== 'arithmetic') return operandValue(item, value);
  const [first, second] = value.operands.map((operand) => operandValue(item, operand).N);
  if (first === undefined || second === undefined) throw incorrectType();
  return { N: addNumbers(first, second, value.operator === '+' ? 1 : -1) };
}

function operandValue(item: Item, operand: Operand): AttributeValue {
  const found = foundValue(item, operand);
  if (found) return found;
  throw validationError('The provided expression refers to an attribute that does not exist in the item');
}

function foundValue(item: Item, operand: Operand): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.path);
  const [first, second] = operand.operands;
  if (!first || !second) return undefined;
  if (operand.name === 'if_not_exists') return foundValue(item, first) ?? operandValue(item, second);
  const front = operandValue(item, first).L;
  const back = operandValue(item, second).L;
  if (!front || !back) throw incorrectType();
  return { L: [...front, ...back] };
}

/** A change needs the map or list that it lies in; only a last name or index may be new. */
function checkParent(item: Item, path: Path): void {
  const last = path.at(-1);
  const parent = valueAt(item, path.slice(0, -1));
  if (typeof last === 'number' ? parent?.L : parent?.M) return;
  throw validationError('The document path provided in the update expression is invalid for update');
}

function changed(value: AttributeValue | undefined, tree: PathTree<Change>): AttributeValue | undefined {
  if (tree.leaf) return tree.leaf.value;
  if (value?.M) return { M: changedMap(value.M, tree) };
  return value?.L ? { L: changedList(value.L, tree) } : value;
}

function changedMap(map: Item, tree: PathTree<Change>): Item {
  const entries = new Map(Object.entries(map));
  for (const [step, within] of tree.within) {
    const name = String(step);
    const value = changed(attributeOf(map, name), within);
    if (value) entries.set(name, value);
    else entries.delete(name);
  }
  return Object.fromEntries(entries);
}

function changedList(list: readonly AttributeValue[], tree: PathTree<Change>): AttributeValue[] {
  const elements: (AttributeValue | undefined)[] = [...list];
  const steps = [...tree.within].sort(([first], [second]) => Number(first) - Number(second));
  for (const [step, within] of steps) {
    const index = Number(step);
    const value = changed(list[index], within);
    if (index < list.length) elements[index] = value;
    else elements.push(value);
  }
  return elements.filter((element) => element !== undefined);
}

function incorrectType(): Error {
  return validationError('An operand in the update expression has an incorrect data type');
}
