/**
 * What can be wrong with a condition expression, found in DynamoDB's order: the whole expression's faults first,
 * then those of the first comparison or function that has one. The order and texts were recorded by dynalite and
 * DynamoDB Local.
 */
import type { AttributeValue } from '../values/attribute-value.ts';
import { compareValues } from '../values/compare.ts';
import { immediateType, type Operand, type Path, shownPath } from './bindings.ts';
import type { OperandNode } from './reader.ts';
import { reservedName } from './reserved-words.ts';

const OPERAND_COUNTS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};
const TYPE_NAMES = ['S', 'N', 'B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'NS', 'M'];
const ORDERED = ['<', '<=', '>', '>=', 'BETWEEN'];
const MAX_IN_OPERANDS = 100;

/** The faults of one expression. */
export class ConditionChecks {
  private readonly parentheses: string | undefined;
  private unknownFunction: string | undefined;
  private misusedFunction: string | undefined;
  private reserved: string | undefined;
  private readonly leaves: LeafChecks[] = [];

  constructor(redundantParentheses: boolean) {
    this.parentheses = redundantParentheses ? 'The expression has redundant parentheses;' : undefined;
  }

  /** The checks of the next comparison or function. */
  leaf(): LeafChecks {
    const leaf = new LeafChecks(this);
    this.leaves.push(leaf);
    return leaf;
  }

  /** The names that stand in operands themselves. */
  names(operands: readonly OperandNode[]): void {
    for (const operand of operands) this.reserved ??= reservedName(operand);
  }

  unknown(name: string): void {
    this.unknownFunction ??= `Invalid function name; function: ${name}`;
  }

  misused(name: string): void {
    this.misusedFunction ??= `The function is not allowed to be used this way in an expression; function: ${name}`;
  }

  /** What DynamoDB would say first, or undefined. */
  error(): string | undefined {
    return (
      this.parentheses ??
      this.unknownFunction ??
      this.misusedFunction ??
      this.reserved ??
      this.leaves.map((leaf) => leaf.error()).find((error) => error !== undefined)
    );
  }
}

/** The faults of one comparison or function. */
class LeafChecks {
  private readonly whole: ConditionChecks;
  private undefinedText: string | undefined;
  private operand: string | undefined;
  private unordered: string | undefined;
  private distinct: string | undefined;
  private type: string | undefined;

  constructor(whole: ConditionChecks) {
    this.whole = whole;
  }

  undefinedName(message: string): void {
    this.undefinedText ??= message;
  }

  error(): string | undefined {
    return this.undefinedText ?? this.operand ?? this.unordered ?? this.distinct ?? this.type;
  }

  /** A comparator, BETWEEN or IN over operands. */
  comparison(operator: string, operands: readonly Operand[]): void {
    for (const operand of operands) this.functions(operand);
    this.checkUse(operands);
    if (operator === 'IN' && operands.length - 1 > MAX_IN_OPERANDS) {
      this.operand ??= `The IN operator is provided with too many operands; number of operands: ${operands.length - 1}`;
    }
    this.checkDistinct(operator, operands);
    if (ORDERED.includes(operator)) this.checkOrdered(operator, operands);
    if (operator === 'BETWEEN') this.checkBounds(operands[1], operands[2]);
  }

  /** A function that stands as a condition. */
  condition(call: Operand): void {
    this.functions(call);
    if (call.kind === 'function' && call.name === 'size') this.whole.misused('size');
  }

  /** Checks a function and the functions within, innermost first. */
  private functions(operand: Operand): void {
    if (operand.kind !== 'function') return;
    for (const argument of operand.operands) this.functions(argument);
    this.checkUse(operand.operands);
    this.checkFunction(operand.name, operand.operands);
  }

  private checkUse(operands: readonly Operand[]): void {
    for (const operand of operands) {
      if (operand.kind === 'function' && operand.name !== 'size') this.whole.misused(operand.name);
    }
  }

  private checkFunction(name: string, operands: readonly Operand[]): void {
    const count = Object.hasOwn(OPERAND_COUNTS, name) ? OPERAND_COUNTS[name] : undefined;
    if (count === undefined) {
      this.whole.unknown(name);
      return;
    }
    if (operands.length !== count) {
      this.operand ??= `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`;
      return;
    }
    this.checkDistinct(name, operands);
    this.type ??= functionFault(name, operands);
  }

  private checkDistinct(name: string, [first, ...others]: readonly Operand[]): void {
    if (first?.kind !== 'path' || !others.some((other) => other.kind === 'path' && samePath(first.path, other.path))) {
      return;
    }
    this.distinct ??= `The first operand must be distinct from the remaining operands for this operator or function; operator: ${name}, first operand: ${shownPath(first.path)}`;
  }

  private checkOrdered(operator: string, operands: readonly Operand[]): void {
    const wrong = operands.map(immediateType).find((type) => type && !['S', 'N', 'B'].includes(type));
    if (wrong) this.unordered ??= incorrectOperand(operator, wrong);
  }

  private checkBounds(lower: Operand | undefined, upper: Operand | undefined): void {
    if (lower?.kind !== 'value' || upper?.kind !== 'value' || !lower.value || !upper.value) return;
    const types = [immediateType(lower), immediateType(upper)];
    const bounds = `lower bound operand: ${shownValue(lower.value)}, upper bound operand: ${shownValue(upper.value)}`;
    if (types[0] !== types[1]) {
      this.type ??= `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`;
    } else if ((compareValues(lower.value, upper.value) ?? 0) > 0) {
      this.type ??= `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`;
    }
  }
}

function samePath(first: Path, second: Path): boolean {
  return first.length === second.length && first.every((step, at) => step === second[at]);
}

function functionFault(name: string, operands: readonly Operand[]): string | undefined {
  const [first, second] = operands;
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      if (first?.kind === 'path') return undefined;
      return `Operator or function requires a document path; operator or function: ${name}`;
    case 'begins_with': {
      const wrong = operands.map(typeOfOperand).find((type) => type && type !== 'S' && type !== 'B');
      return wrong && incorrectOperand(name, wrong);
    }
    case 'attribute_type': {
      const type = second && typeOfOperand(second);
      if (type !== 'S') return incorrectOperand(name, type ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}');
      const given = second?.kind === 'value' ? second.value?.S : undefined;
      if (given === undefined || TYPE_NAMES.includes(given)) return undefined;
      return `Invalid attribute type name found; type: ${given}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`;
    }
    case 'size': {
      const type = first && typeOfOperand(first);
      return type && ['N', 'BOOL', 'NULL'].includes(type) ? incorrectOperand(name, type) : undefined;
    }
    default:
      return undefined;
  }
}

function typeOfOperand(operand: Operand): string | undefined {
  if (operand.kind === 'function') return operand.name === 'size' ? 'N' : 'BOOL';
  return immediateType(operand);
}

function incorrectOperand(name: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
}

function shownValue(value: AttributeValue): string {
  const [type, member] = Object.entries(value)[0] ?? [];
  return `AttributeValue: {${type}:${typeof member === 'object' ? JSON.stringify(member) : member}}`;
}
