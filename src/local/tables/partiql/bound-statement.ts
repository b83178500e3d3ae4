/**
 * A statement against its table: the condition of its WHERE as it is evaluated, and what it demands of the table's key.
 */
import { createBindings, type Operand, type Path } from '../expressions/bindings.ts';
import { bindConditionSyntax, type Condition, type Leaf, satisfies } from '../expressions/condition.ts';
import type { ConditionNode } from '../expressions/condition-syntax.ts';
import { checkKeyPaths } from '../operations/key-checks.ts';
import { asValidation, nestedHeads } from '../operations/request-expressions.ts';
import { keyNames, type TableDefinition } from '../store/definitions.ts';
import { validationError } from '../table-errors.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import type { Statement } from './statement.ts';

/** A WHERE, or none, which every item satisfies. */
export interface Where {
  /** What must hold all together. */
  readonly conjuncts: readonly Condition[];
  holds(item: Item): boolean;
}

/** Binds a WHERE to its statement's values. Throws as DynamoDB does for a condition that it does not take. */
export function bindWhere(node: ConditionNode | undefined, statement: Statement, table: TableDefinition): Where {
  if (!node) return { conjuncts: [], holds: () => true };
  const { condition, paths } = asValidation(() =>
    bindConditionSyntax({ condition: node, redundantParentheses: false }, bindingsOf(statement)),
  );
  checkKeyPaths(nestedHeads(paths), table);
  return { conjuncts: conjunctsOf(condition), holds: (item) => satisfies(item, condition) };
}

/** The names and values of a statement, as an expression has them. */
export function bindingsOf({ names, values }: Statement) {
  return createBindings(names, values);
}

/** The key that a WHERE demands by equality of each attribute; undefined when it does not name the whole key. */
export function wholeKey({ conjuncts }: Where, table: TableDefinition): Item | undefined {
  const entries: [string, AttributeValue][] = [];
  for (const name of keyNames(table.keys)) {
    const asked = conjuncts.filter((condition): condition is Leaf => isAsked(condition, name));
    const value = asked.map((leaf) => equalTo(leaf, name)).find((each) => each !== undefined);
    if (value === undefined) return undefined;
    if (asked.length > 1) {
      throw validationError(
        `Multiple conditions on same key ${name}. Only single item Update/Insert/Delete are supported`,
      );
    }
    entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

/** The value that a comparison demands an attribute to be equal to. */
export function equalTo({ operator, operands }: Leaf, name: string): AttributeValue | undefined {
  if (operator !== '=') return undefined;
  const [first, second] = operands;
  if (first && isPath(first, [name])) return givenValue(second);
  return second && isPath(second, [name]) ? givenValue(first) : undefined;
}

/** The value of an operand that is one. */
export function givenValue(operand: Operand | undefined): AttributeValue | undefined {
  return operand?.kind === 'value' ? operand.value : undefined;
}

/** True for a comparison or a function with this attribute as an operand. */
export function isAsked(condition: Condition, name: string): condition is Leaf {
  return condition.kind === 'leaf' && condition.operands.some((operand) => isPath(operand, [name]));
}

function isPath(operand: Operand, path: Path): boolean {
  return operand.kind === 'path' && operand.path.length === 1 && operand.path[0] === path[0];
}

function conjunctsOf(condition: Condition): readonly Condition[] {
  return condition.kind === 'and' ? condition.conditions.flatMap(conjunctsOf) : [condition];
}
