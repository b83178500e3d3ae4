/**
 * Checks an input against the constraints of its shape and lists what is broken as DynamoDB does: at most ten, in order.
 */
import { isObject } from '../../../domain/is-object.ts';
import { validationError } from '../table-errors.ts';
import type { Rule } from './rules.ts';
import type { InputShape, Members, Shape } from './shape.ts';

const MAX_ERRORS = 10;

type Input = Readonly<Record<string, unknown>>;

/** Throws DynamoDB's ValidationException when the input breaks a constraint of its shape; `T` is the shape's type. */
export function validate<T>(input: Readonly<Record<string, unknown>>, shape: InputShape): asserts input is T & Input {
  for (const name of shape.required ?? []) {
    if (input[name] == null) {
      throw validationError(`The parameter '${name}' is required but was not present in the request`);
    }
    const given = input[name];
    if (shape.tableNames?.includes(name) && typeof given === 'string' && (given.length < 3 || given.length > 255)) {
      throw validationError(`${name} must be at least 3 characters long and at most 255 characters long`);
    }
  }
  const errors: string[] = [];
  validateMembers(input, shape.members, '', errors);
  if (errors.length === 0) return;
  const shown = errors.slice(0, MAX_ERRORS);
  throw validationError(
    `${shown.length} validation error${shown.length === 1 ? '' : 's'} detected: ${shown.join('; ')}`,
  );
}

function validateMembers(
  input: Readonly<Record<string, unknown>>,
  members: Members,
  parent: string,
  errors: string[],
): void {
  for (const [name, shape] of Object.entries(members)) {
    validateValue(input[name], shape, `${parent}${lowerFirst(name)}`, errors);
  }
}

function validateValue(given: unknown, shape: Shape, path: string, errors: string[]): void {
  for (const rule of shape.rules ?? []) {
    if (given == null && !rule.onNull) continue;
    if (!rule.holds(given)) errors.push(broken(given, path, rule.words));
  }
  if (given == null || errors.length >= MAX_ERRORS) return;
  if (shape.kind === 'Structure' && isObject(given)) validateMembers(given, shape.members, `${path}.`, errors);
  if ((shape.kind === 'List' || shape.kind === 'ParameterizedList') && Array.isArray(given)) {
    given.forEach((each: unknown, at) => {
      validateValue(each, shape.of, `${path}.${at + 1}.member`, errors);
    });
  }
  if ((shape.kind === 'Map' || shape.kind === 'ParameterizedMap') && isObject(given)) {
    validateEach(Object.keys(given), shape.keys, { what: 'keys', given, path }, errors);
    validateEach(Object.values(given), shape.values, { what: 'value', given, path }, errors);
    for (const [key, each] of Object.entries(given)) validateValue(each, shape.of, `${path}.${key}.member`, errors);
  }
}

function validateEach(
  values: readonly unknown[],
  rules: readonly Rule[] | undefined,
  map: { readonly what: 'keys' | 'value'; readonly given: unknown; readonly path: string },
  errors: string[],
): void {
  if (!rules) return;
  const words = `Map ${map.what} must satisfy constraint: [${rules.map((rule) => rule.words).join(', ')}]`;
  for (const each of values) {
    if (!rules.every((rule) => rule.holds(each))) errors.push(broken(map.given, map.path, words));
  }
}

function broken(given: unknown, path: string, words: string): string {
  const shown = given == null ? 'null' : `'${shownValue(given)}'`;
  return `Value ${shown} at '${path}' failed to satisfy constraint: ${words}`;
}

function shownValue(given: unknown): string {
  if (given == null) return 'null';
  if (Array.isArray(given)) return `[${given.map(shownValue).join(', ')}]`;
  return typeof given === 'object' ? JSON.stringify(given) : String(given);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
