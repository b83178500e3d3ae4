import { compareNumbers, isNumber, isPlainObject, isScalar, type Scalar, scalarText } from './exact-json.ts';

/** One member of a key's list, compiled. */
export interface Condition {
  /** The operator's name as the policy writes it; a bare value is `exact`. */
  readonly operator: string;
  /** The condition as JSON text. */
  readonly text: string;
  /** True when one value of the message satisfies the condition. */
  readonly test: (value: Scalar) => boolean;
  /** True for `exists: false`, which a key without any value satisfies, and nothing else. */
  readonly absent: boolean;
  /** The points of SNS's wildcard budget: a pattern with one wildcard 1, with several 3 each, anything-but 1, all else 0. */
  readonly points: number;
  /** True when the condition holds a wildcard pattern, so that the budget applies to its key. */
  readonly wildcard: boolean;
}

/** Builds a condition that one value of the message satisfies. */
export function condition(
  operator: string,
  text: string,
  test: (value: Scalar) => boolean,
  { points = 0, wildcard = false } = {},
): Condition {
  return { operator, text, test, absent: false, points, wildcard };
}

/** Tests equality with a value of the policy: numbers by their decimal value, everything else by type and text. */
export function equality(expected: Scalar): (value: Scalar) => boolean {
  if (!isNumber(expected)) return (value) => value === expected;
  return (value) => isNumber(value) && compareNumbers(value, expected) === 0;
}

/** Tests strings only: a number, `true` or `null` never starts, ends or lies in a range of addresses. */
export function ofText(test: (text: string) => boolean): (value: Scalar) => boolean {
  return (value) => typeof value === 'string' && test(value);
}

/** JSON text of a part of a policy, long numbers with every digit. */
export function jsonText(value: unknown): string {
  if (isScalar(value)) return scalarText(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (!isPlainObject(value)) return String(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`);
  return `{${members.join(',')}}`;
}

/** One way to satisfy a policy: every path has a value that satisfies one of its conditions. */
export type Branch = ReadonlyMap<string, readonly Condition[]>;
