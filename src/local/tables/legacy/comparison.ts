/**
 * The comparison operators of DynamoDB's legacy parameters (Expected, QueryFilter, ScanFilter, KeyConditions).
 * Source: DynamoDB guide, "Legacy conditional parameters"; texts recorded by dynalite.
 */
import { compares } from '../expressions/condition.ts';
import { invalidParameters, validationError } from '../table-errors.ts';
import { type AttributeValue, attributeOf, checkedValue, type Item, typeOf } from '../values/attribute-value.ts';
import { beginsWith, compareValues, containsValue, valuesEqual } from '../values/compare.ts';

/** One legacy condition as it is read from a request. */
export interface LegacyCondition {
  readonly ComparisonOperator: string;
  readonly AttributeValueList?: readonly AttributeValue[];
}

export type LegacyConditions = Readonly<Record<string, LegacyCondition>>;

const SCALARS = ['S', 'N', 'B'];
const SIMPLE = ['S', 'N', 'B', 'SS', 'NS', 'BS'];
const VALUE_TYPES: Readonly<Record<string, readonly string[]>> = {
  EQ: SIMPLE,
  NE: SIMPLE,
  LE: SCALARS,
  LT: SCALARS,
  GE: SCALARS,
  GT: SCALARS,
  CONTAINS: SCALARS,
  NOT_CONTAINS: SCALARS,
  BEGINS_WITH: ['S', 'B'],
  IN: SCALARS,
  BETWEEN: SCALARS,
};

/** True when a value (or its absence) satisfies an operator. */
export function satisfiesLegacy(
  value: AttributeValue | undefined,
  operator: string,
  values: readonly AttributeValue[],
): boolean {
  const [first, second] = values;
  if (operator === 'NULL') return value === undefined;
  if (operator === 'NOT_NULL') return value !== undefined;
  if (operator === 'NE') return value === undefined || !first || !valuesEqual(value, first);
  if (operator === 'NOT_CONTAINS') return value === undefined || !first || !containsValue(value, first);
  if (value === undefined || !first) return false;
  switch (operator) {
    case 'EQ':
      return valuesEqual(value, first);
    case 'LE':
      return compares('<=', value, first);
    case 'LT':
      return compares('<', value, first);
    case 'GE':
      return compares('>=', value, first);
    case 'GT':
      return compares('>', value, first);
    case 'CONTAINS':
      return containsValue(value, first);
    case 'BEGINS_WITH':
      return beginsWith(value, first);
    case 'IN':
      return values.some((each) => valuesEqual(value, each));
    default:
      return second !== undefined && compares('>=', value, first) && compares('<=', value, second);
  }
}

/** True when an item satisfies all of the conditions, or with OR one of them. */
export function satisfiesAll(item: Item, conditions: LegacyConditions, conditionalOperator: unknown): boolean {
  const results = Object.entries(conditions).map(([name, { ComparisonOperator, AttributeValueList }]) =>
    satisfiesLegacy(attributeOf(item, name), ComparisonOperator, AttributeValueList ?? []),
  );
  return conditionalOperator === 'OR' ? results.some(Boolean) : results.every(Boolean);
}

/** The same conditions with their values checked; throws DynamoDB's ValidationException for one that cannot be. */
export function checkedConditions(conditions: LegacyConditions): LegacyConditions {
  return Object.fromEntries(Object.entries(conditions).map(([name, condition]) => [name, checkedCondition(condition)]));
}

function checkedCondition({ ComparisonOperator: operator, AttributeValueList }: LegacyCondition): LegacyCondition {
  const values = (AttributeValueList ?? []).map((value) => checkedValue(value));
  checkCount(operator, values.length);
  checkOneType(values);
  const wrong = values.map(typeOf).find((type) => VALUE_TYPES[operator]?.includes(type) === false);
  if (wrong) throw invalidParameters(`ComparisonOperator ${operator} is not valid for ${wrong} AttributeValue type`);
  checkBounds(operator, values);
  return { ComparisonOperator: operator, AttributeValueList: values };
}

/** Throws when an operator is not given as many values as it takes. */
export function checkCount(operator: string, count: number): void {
  const fits =
    operator === 'NULL' || operator === 'NOT_NULL'
      ? count === 0
      : operator === 'BETWEEN'
        ? count === 2
        : operator === 'IN'
          ? count > 0
          : count === 1;
  if (!fits) throw invalidParameters(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
}

/** Throws when the values of a condition are of several types. */
export function checkOneType(values: readonly AttributeValue[]): void {
  if (new Set(values.map(typeOf)).size > 1) {
    throw invalidParameters('AttributeValues inside AttributeValueList must be of same type');
  }
}

/** Throws when the bounds of BETWEEN are the wrong way about. */
export function checkBounds(operator: string, [lower, upper]: readonly AttributeValue[]): void {
  if (operator === 'BETWEEN' && lower && upper && (compareValues(lower, upper) ?? 0) > 0) {
    throw validationError(
      'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
    );
  }
}
