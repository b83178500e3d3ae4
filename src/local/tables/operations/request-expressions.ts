/**
 * The expressions of a request: which may stand together, and all of them bound to the request's names and values.
 * The order of the checks and the texts were recorded by dynalite.
 */
import { createBindings, type Path } from '../expressions/bindings.ts';
import { type BoundCondition, bindCondition } from '../expressions/condition.ts';
import { bindProjection, type Projection } from '../expressions/projection.ts';
import { ExpressionError } from '../expressions/tokens.ts';
import { bindUpdate, type Update } from '../expressions/update.ts';
import { invalidParameters, validationError } from '../table-errors.ts';
import { checkedValue, type Item } from '../values/attribute-value.ts';
import type { ExpressionInput } from './item-input.ts';

type ExpressionName = Extract<keyof ExpressionInput, `${string}Expression`>;

/** The expressions of one request. */
export interface Expressions {
  readonly update?: Update;
  readonly condition?: BoundCondition;
  readonly keyCondition?: BoundCondition;
  readonly filter?: BoundCondition;
  readonly projection?: Projection;
}

/** Throws when expressions stand beside legacy parameters, or names and values beside no expression. */
export function checkParameters(
  input: ExpressionInput,
  expressions: readonly ExpressionName[],
  legacy: readonly (keyof ExpressionInput)[],
): void {
  const given = expressions.filter((name) => input[name] !== undefined);
  const mixed = legacy.filter((name) => input[name] !== undefined && !isOnlyKeyConditions(input, name));
  if (given.length > 0 && mixed.length > 0) {
    throw validationError(
      `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${mixed.join(', ')}} Expression parameters: {${given.join(', ')}}`,
    );
  }
  if (input.ExpressionAttributeNames && given.length === 0) {
    throw validationError('ExpressionAttributeNames can only be specified when using expressions');
  }
  const withValues = expressions.filter((name) => name !== 'ProjectionExpression');
  if (
    input.ExpressionAttributeValues &&
    withValues.length > 0 &&
    withValues.every((name) => input[name] === undefined)
  ) {
    throw validationError(
      `ExpressionAttributeValues can only be specified when using expressions: ${withValues.join(' and ')} ${withValues.length > 1 ? 'are' : 'is'} null`,
    );
  }
}

/** KeyConditions may stand beside other expressions than KeyConditionExpression. */
function isOnlyKeyConditions(input: ExpressionInput, name: string): boolean {
  return name === 'KeyConditions' && input.KeyConditionExpression === undefined;
}

/** Throws when an attribute is asked for twice. */
export function checkAttributesToGet(names: readonly string[] | undefined): void {
  const repeated = names?.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) throw invalidParameters(`Duplicate value in attribute name: ${repeated}`);
}

/** Binds every expression of a request; throws DynamoDB's ValidationException for the first fault. */
export function bindExpressions(input: ExpressionInput): Expressions {
  checkNames(input.ExpressionAttributeNames);
  const values = checkedValues(input.ExpressionAttributeValues);
  const bindings = createBindings(input.ExpressionAttributeNames, values);
  const bind = <T>(name: ExpressionName, read: (expression: string) => T): T | undefined => {
    const expression = input[name];
    return expression === undefined ? undefined : asValidation(() => read(expression), `Invalid ${name}: `);
  };
  const update = bind('UpdateExpression', (text) => bindUpdate(text, bindings));
  const condition = bind('ConditionExpression', (text) => bindCondition(text, bindings));
  const keyCondition = bind('KeyConditionExpression', (text) => bindCondition(text, bindings));
  const filter = bind('FilterExpression', (text) => bindCondition(text, bindings));
  const projection = bind('ProjectionExpression', (text) => bindProjection(text, bindings));
  checkUsed('ExpressionAttributeNames', input.ExpressionAttributeNames, bindings.usedNames);
  checkUsed('ExpressionAttributeValues', input.ExpressionAttributeValues, bindings.usedValues);
  return {
    ...(update && { update }),
    ...(condition && { condition }),
    ...(keyCondition && { keyCondition }),
    ...(filter && { filter }),
    ...(projection && { projection }),
  };
}

/** Says an expression's fault as the request's, with words before it where there are any. */
export function asValidation<T>(read: () => T, words = ''): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ExpressionError ? validationError(`${words}${error.message}`) : error;
  }
}

function checkNames(names: Readonly<Record<string, string>> | undefined): void {
  if (!names) return;
  if (Object.keys(names).length === 0) throw validationError('ExpressionAttributeNames must not be empty');
  const wrong = Object.keys(names).find((name) => !/^#[0-9a-zA-Z_]+$/.test(name));
  if (wrong !== undefined) {
    throw validationError(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${wrong}"`);
  }
}

function checkedValues(values: Item | undefined): Item {
  if (!values) return {};
  const names = Object.keys(values);
  if (names.length === 0) throw validationError('ExpressionAttributeValues must not be empty');
  const wrong = names.find((name) => !/^:[0-9a-zA-Z_]+$/.test(name));
  if (wrong !== undefined) {
    throw validationError(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${wrong}"`);
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      try {
        return [name, checkedValue(value)];
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw validationError(`ExpressionAttributeValues contains invalid value: ${message} for key ${name}`);
      }
    }),
  );
}

function checkUsed(what: string, given: object | undefined, used: ReadonlySet<string>): void {
  const unused = Object.keys(given ?? {}).filter((name) => !used.has(name));
  if (unused.length > 0) {
    throw validationError(`Value provided in ${what} unused in expressions: keys: {${unused.join(', ')}}`);
  }
}

/** The names at which paths of more than one step begin. */
export function nestedHeads(paths: readonly Path[]): ReadonlySet<string> {
  return new Set(paths.filter((path) => path.length > 1).map((path) => String(path[0])));
}

/** The names at which paths begin. */
export function pathHeads(paths: readonly Path[]): ReadonlySet<string> {
  return new Set(paths.map((path) => String(path[0])));
}
