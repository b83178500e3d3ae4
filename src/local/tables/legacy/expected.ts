/**
 * DynamoDB's legacy `Expected`: conditions of a write, each an operator with values or a value that is to be (or not).
 * Source: DynamoDB guide, "Legacy conditional parameters"; texts recorded by dynalite.
 */
import { invalidParameters } from '../table-errors.ts';
import { type AttributeValue, checkedValue } from '../values/attribute-value.ts';
import { checkBounds, checkCount, checkOneType, type LegacyCondition, type LegacyConditions } from './comparison.ts';

/** What is expected of one attribute. */
export interface ExpectedAttribute {
  readonly AttributeValueList?: readonly AttributeValue[];
  readonly ComparisonOperator?: string;
  readonly Exists?: boolean;
  readonly Value?: AttributeValue;
}

/** The same expectations as conditions with operators; throws DynamoDB's ValidationException for one that cannot be. */
export function conditionsOf(expected: Readonly<Record<string, ExpectedAttribute>>): LegacyConditions {
  return Object.fromEntries(Object.entries(expected).map(([name, each]) => [name, conditionOf(name, each)]));
}

function conditionOf(name: string, expected: ExpectedAttribute): LegacyCondition {
  const { ComparisonOperator: operator, AttributeValueList: list, Value } = expected;
  if (list && Value) {
    throw invalidParameters(`Value and AttributeValueList cannot be used together for Attribute: ${name}`);
  }
  if (operator !== undefined) return comparisonOf(name, operator, expected);
  if (list) {
    throw invalidParameters(`AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`);
  }
  return existenceOf(name, expected);
}

function comparisonOf(name: string, operator: string, expected: ExpectedAttribute): LegacyCondition {
  const { AttributeValueList: list, Value } = expected;
  if (expected.Exists !== undefined) {
    throw invalidParameters(`Exists and ComparisonOperator cannot be used together for Attribute: ${name}`);
  }
  if (operator !== 'NULL' && operator !== 'NOT_NULL' && !list && !Value) {
    throw invalidParameters(
      `Value or AttributeValueList must be used with ComparisonOperator: ${operator} for Attribute: ${name}`,
    );
  }
  const given = list ?? (Value ? [Value] : []);
  checkCount(operator, given.length);
  checkOneType(given);
  const values = given.map((value) => checkedValue(value));
  checkBounds(operator, values);
  return { ComparisonOperator: operator, AttributeValueList: values };
}

function existenceOf(name: string, { Exists, Value }: ExpectedAttribute): LegacyCondition {
  const exists = Exists ?? true;
  if (exists && !Value) {
    throw invalidParameters(`Value must be provided when Exists is ${Exists ?? 'null'} for Attribute: ${name}`);
  }
  if (!exists && Value) {
    throw invalidParameters(`Value cannot be used when Exists is false for Attribute: ${name}`);
  }
  return Value
    ? { ComparisonOperator: 'EQ', AttributeValueList: [checkedValue(Value)] }
    : { ComparisonOperator: 'NULL' };
}
