/**
 * INSERT, UPDATE and DELETE as plans of the kind that PutItem, UpdateItem and DeleteItem make.
 * Source: DynamoDB guide, "PartiQL insert statements", "update statements" and "delete statements for DynamoDB".
 */
import { bindUpdateSyntax } from '../expressions/update.ts';
import { asValidation } from '../operations/request-expressions.ts';
import type { TableRoom } from '../operations/table-room.ts';
import { checkItemSize, deletePlan, putPlan, updatePlan, type WritePlan } from '../operations/write-plans.ts';
import type { TableDefinition } from '../store/definitions.ts';
import { validationError } from '../table-errors.ts';
import { checkedItem } from '../values/attribute-value.ts';
import { bindingsOf, bindWhere, wholeKey } from './bound-statement.ts';
import type { From, Operation, Returning, SelectStatement, Statement } from './statement.ts';
import { incompleteKey } from './statement-errors.ts';

/** A write of one item, and what it gives back as UpdateItem names it. */
export interface StatementWrite {
  readonly plan: WritePlan;
  readonly returns: string;
  /** True for a write that only demands a condition. */
  readonly checks: boolean;
  /** True for a write that an item in its place stands against. */
  readonly inserts: boolean;
}

const RETURN_VALUES: Readonly<Record<Returning, string>> = {
  'ALL OLD': 'ALL_OLD',
  'MODIFIED OLD': 'UPDATED_OLD',
  'ALL NEW': 'ALL_NEW',
  'MODIFIED NEW': 'UPDATED_NEW',
};

/** Why an INSERT is refused when an item with its key is there already. */
export const DUPLICATE = 'Duplicate primary key exists in table';

/** The plan of a statement that writes. Throws as DynamoDB does. */
export function planWrite(
  room: TableRoom,
  operation: Exclude<Operation, { kind: 'select' | 'exists' }>,
  statement: Statement,
): StatementWrite {
  const table = tableOf(room, operation.from);
  if (operation.kind === 'insert') {
    const item = checkedItem(operation.item);
    checkItemSize(item);
    const plan = putPlan(table, item, (before) => before === undefined);
    return { plan, returns: 'NONE', checks: false, inserts: true };
  }
  const where = bindWhere(operation.where, statement, table);
  const key = wholeKey(where, table);
  if (!key) throw incompleteKey();
  const returns = operation.returning ? RETURN_VALUES[operation.returning] : 'NONE';
  if (operation.kind === 'delete') {
    // Where there is no item nothing is deleted, whatever else was demanded of it.
    const plan = deletePlan(table, key, (before) => before === undefined || where.holds(before));
    return { plan, returns, checks: false, inserts: false };
  }
  const syntax = { actions: operation.actions, repeatedSection: undefined, redundantParentheses: false };
  const update = asValidation(() => bindUpdateSyntax(syntax, bindingsOf(statement)));
  const holds: WritePlan['holds'] = (before) => before !== undefined && where.holds(before);
  return { plan: updatePlan(table, { key, update, holds }), returns, checks: false, inserts: false };
}

/** The plan of an EXISTS, which demands a condition and changes nothing. */
export function planExists(
  room: TableRoom,
  { from, where: node }: SelectStatement,
  statement: Statement,
): StatementWrite {
  if (from.index !== undefined) throw validationError('Operations on indices are not supported in transactions');
  const table = room.table(from.table);
  const where = bindWhere(node, statement, table);
  const key = wholeKey(where, table);
  if (!key || where.conjuncts.length <= Object.keys(key).length) {
    throw validationError('EXISTS() must contain a single item read with additional condition');
  }
  const plan = deletePlan(table, key, (before) => where.holds(before ?? key));
  return { plan: { ...plan, after: (before) => before }, returns: 'NONE', checks: true, inserts: false };
}

function tableOf(room: TableRoom, { table, index }: From): TableDefinition {
  if (index !== undefined) throw validationError('This operation is not supported on an index');
  return room.table(table);
}
