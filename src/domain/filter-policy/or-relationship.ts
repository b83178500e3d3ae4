import { isPlainObject } from './exact-json.ts';

/**
 * True when the value of a `$or` key is an OR of objects; otherwise `$or` is an ordinary key.
 * SNS guide, AND/OR logic: at least two objects, none with a field named like an operator. Reserved names: event-ruler's constants.
 */
export function isOrRelationship(value: unknown): value is readonly object[] {
  return Array.isArray(value) && value.length >= 2 && value.every(isAlternative);
}

function isAlternative(value: unknown): value is object {
  return isPlainObject(value) && !Object.keys(value).some((key) => reservedNames.has(key));
}

const reservedNames: ReadonlySet<string> = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
]);
