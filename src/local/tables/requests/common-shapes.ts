/** Parts that the inputs of several DynamoDB operations share. */
import { maxLength, minLength, NAME_PATTERN, nameCharacters, notNull, oneOf, type Rule } from './rules.ts';
import { boolean, element, list, map, memberValue, type Shape, text, value } from './shape.ts';

const COMPARISONS = oneOf(
  ...['IN', 'NULL', 'BETWEEN', 'LT', 'NOT_CONTAINS', 'EQ', 'GT'],
  ...['NOT_NULL', 'NE', 'LE', 'BEGINS_WITH', 'GE', 'CONTAINS'],
);

/** The rules for the keys of a map by table, in the order in which DynamoDB names them. */
export const tableKeys: readonly Rule[] = [
  maxLength(255),
  minLength(3),
  { words: `Member must satisfy regular expression pattern: ${NAME_PATTERN}`, holds: nameCharacters.holds },
];

export const itemTable: Shape = text(notNull, nameCharacters, minLength(3), maxLength(255));
export const controlTable: Shape = text(nameCharacters);
/** In epoch seconds. */
export const time: Shape = { kind: 'Double' };
export const indexName: Shape = text(nameCharacters, minLength(3), maxLength(255));
export const returnConsumedCapacity: Shape = text(oneOf('INDEXES', 'TOTAL', 'NONE'));
export const returnItemCollectionMetrics: Shape = text(oneOf('SIZE', 'NONE'));
export const returnValues: Shape = text(oneOf('ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'));
export const returnOnFailure: Shape = text(oneOf('ALL_OLD', 'NONE'));
export const conditionalOperator: Shape = text(oneOf('OR', 'AND'));
export const attributesToGet: Shape = list(text(), minLength(1), maxLength(255));
export const item: Shape = map('AttributeValue', value);
export const requiredItem: Shape = map('AttributeValue', value, notNull);
export const attributeNames: Shape = map('java.lang.String', text());

export const expected: Shape = map(
  'ExpectedAttributeValue',
  element('ExpectedAttributeValue', {
    AttributeValueList: list(value),
    ComparisonOperator: text(COMPARISONS),
    Exists: boolean,
    Value: memberValue,
  }),
);

export const queryFilter: Shape = map(
  'Condition',
  element('Condition', {
    AttributeValueList: list(value),
    ComparisonOperator: text(notNull, COMPARISONS),
  }),
);

export const keyConditions: Shape = map(
  'Condition',
  element('Condition', {
    ComparisonOperator: text(notNull, COMPARISONS),
    AttributeValueList: list(value),
  }),
);
