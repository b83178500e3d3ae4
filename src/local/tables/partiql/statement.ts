/** A PartiQL statement as it was read. */
import type { ConditionNode } from '../expressions/condition-syntax.ts';
import type { PathNode } from '../expressions/reader.ts';
import type { ActionNode } from '../expressions/update-syntax.ts';
import type { Item } from '../values/attribute-value.ts';

/** What a statement reads or writes. */
export interface From {
  readonly table: string;
  readonly index: string | undefined;
}

/** What a write gives back. */
export type Returning = 'ALL OLD' | 'MODIFIED OLD' | 'ALL NEW' | 'MODIFIED NEW';

export interface SelectStatement {
  readonly kind: 'select';
  readonly from: From;
  /** The attributes that come back; undefined for all. */
  readonly paths: readonly PathNode[] | undefined;
  readonly where: ConditionNode | undefined;
  readonly order: readonly { readonly name: string; readonly descending: boolean }[];
}

export type Operation =
  | SelectStatement
  | { readonly kind: 'exists'; readonly select: SelectStatement }
  | { readonly kind: 'insert'; readonly from: From; readonly item: Item }
  | {
      readonly kind: 'update';
      readonly from: From;
      readonly actions: readonly ActionNode[];
      readonly where: ConditionNode | undefined;
      readonly returning: Returning | undefined;
    }
  | {
      readonly kind: 'delete';
      readonly from: From;
      readonly where: ConditionNode | undefined;
      readonly returning: Returning | undefined;
    };

/** The table that a statement is about, or an index of it. */
export function fromOf(operation: Operation): From {
  return operation.kind === 'exists' ? operation.select.from : operation.from;
}

/** A statement with its parameters in place; the nodes refer to the values and names. */
export interface Statement {
  readonly operation: Operation;
  readonly values: Item;
  readonly names: Readonly<Record<string, string>>;
}
