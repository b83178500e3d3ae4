/**
 * Reads the fields of a DynamoDB request at the edge, before dynalite sees it.
 * Stands in for DynamoDB's own parsing only where the edge answers itself; dynalite checks the rest.
 */
import { isObject } from '../../domain/is-object.ts';
import { validationError } from './table-errors.ts';

export type Input = Readonly<Record<string, unknown>>;

/** The table's name, also out of an ARN; a ValidationException when there is none. */
export function tableName(input: Input): string {
  const name = input['TableName'];
  if (typeof name !== 'string' || name === '') {
    throw validationError(
      "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    );
  }
  return name.startsWith('arn:') ? (name.split(':table/')[1]?.split('/')[0] ?? name) : name;
}

/** A member that is an object, or undefined. */
export function member(input: Input, name: string): Input | undefined {
  const value = input[name];
  return isObject(value) ? value : undefined;
}

/** The objects of a list member; absent is empty. */
export function members(input: Input, name: string): Input[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The JSON object in a text; an empty object for anything else. */
export function parseObject(text: string): Input {
  const value: unknown = JSON.parse(text);
  return isObject(value) ? value : {};
}
