/**
 * Reads a JSON body as an operation's input, as DynamoDB's deserializer does: other types are refused in its words.
 * The words were recorded by dynalite; they name Java classes because DynamoDB does.
 */
import { isObject } from '../../../domain/is-object.ts';
import { serializationError, validationError } from '../table-errors.ts';
import type { Item } from '../values/attribute-value.ts';
import { boolean, type ListShape, list, type MapShape, type Members, type Shape, text, value } from './shape.ts';
import { validate } from './validate.ts';

/** What a body can hold at most, lists and maps within each other; beyond it lies no valid input. */
const MAX_DEPTH = 80;

const PARAMETERIZED =
  "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of loader 'bootstrap')";
const STRUCTURE = 'Start of structure or map found where not expected';

const ATTRIBUTES: MapShape = { kind: 'Map', className: 'AttributeValue', of: value };

const ATTRIBUTE_VALUE: Members = {
  S: text(),
  B: { kind: 'Blob' },
  N: text(),
  BOOL: boolean,
  NULL: boolean,
  BS: list({ kind: 'Blob' }),
  NS: list(text()),
  SS: list(text()),
  L: list(value),
  M: ATTRIBUTES,
};

/** The members of a body that an input has; throws SerializationException for a value of another type. */
export function conform(body: Readonly<Record<string, unknown>>, members: Members): Record<string, unknown> {
  return conformMembers(body, members, 0);
}

function conformMembers(body: Readonly<Record<string, unknown>>, members: Members, depth: number) {
  const entries: [string, unknown][] = [];
  for (const [name, shape] of Object.entries(members)) {
    const given = Object.hasOwn(body, name) ? body[name] : undefined;
    const read = given == null ? undefined : conformValue(given, shape, depth);
    if (read != null) entries.push([name, read]);
  }
  return Object.fromEntries(entries);
}

function conformValue(given: unknown, shape: Shape, depth: number): unknown {
  if (given == null) return null;
  if (depth > MAX_DEPTH) throw validationError('Nesting Levels have exceeded supported limits');
  switch (shape.kind) {
    case 'Boolean':
      return conformBoolean(given);
    case 'Integer':
    case 'Long':
    case 'Double':
      return conformNumber(given, shape.kind);
    case 'String':
      return conformString(given);
    case 'Blob':
      return conformBlob(given);
    case 'List':
    case 'ParameterizedList':
      return conformList(given, shape, depth + 1);
    case 'Map':
    case 'ParameterizedMap':
      return conformMap(given, shape, depth + 1);
    case 'Structure':
      return conformStructure(given, shape, shape.members, depth + 1);
    case 'AttributeValue':
      return conformStructure(given, { ...shape, className: 'AttributeValue' }, ATTRIBUTE_VALUE, depth + 1);
  }
}

function conformBoolean(given: unknown): unknown {
  if (typeof given === 'boolean') return given;
  if (typeof given === 'number') throw serializationError(`${numberKind(given)} cannot be converted to Boolean`);
  if (typeof given !== 'string') throw wrongStructure(given, 'java.lang.Boolean');
  const word = given.toUpperCase();
  if (['TRUE', '1', 'YES'].includes(word)) return true;
  if (['FALSE', '0', 'NO'].includes(word)) return false;
  throw serializationError('Unexpected token received from parser');
}

function conformNumber(given: unknown, kind: 'Integer' | 'Long' | 'Double'): unknown {
  if (typeof given === 'number') return kind === 'Double' ? given : Math.floor(given);
  if (typeof given === 'boolean') throw serializationError(`${booleanKind(given)} cannot be converted to ${kind}`);
  if (typeof given === 'string') throw serializationError(`STRING_VALUE cannot be converted to ${kind}`);
  throw wrongStructure(given, `java.lang.${kind}`);
}

function conformString(given: unknown): unknown {
  if (typeof given === 'string') return given;
  if (typeof given === 'boolean') throw serializationError(`${booleanKind(given)} cannot be converted to String`);
  if (typeof given === 'number') throw serializationError(`${numberKind(given)} cannot be converted to String`);
  throw wrongStructure(given, 'java.lang.String');
}

function conformBlob(given: unknown): unknown {
  if (typeof given === 'boolean' || typeof given === 'number') {
    throw serializationError('only base-64-encoded strings are convertible to bytes');
  }
  if (typeof given !== 'string') throw wrongStructure(given, 'java.nio.ByteBuffer');
  if (given.length % 4 !== 0) {
    throw serializationError(`Base64 encoded length is expected a multiple of 4 bytes but found: ${given.length}`);
  }
  if (Buffer.from(given, 'base64').toString('base64') !== given) {
    throw serializationError('Invalid last non-pad Base64 character dectected');
  }
  return given;
}

function conformList(given: unknown, shape: ListShape, depth: number): unknown {
  if (typeof given !== 'object') {
    throw serializationError(shape.kind === 'ParameterizedList' ? PARAMETERIZED : 'Unexpected field type');
  }
  if (!Array.isArray(given)) throw serializationError(STRUCTURE);
  return given.map((each: unknown) => conformElement(each, shape.of, depth));
}

function conformMap(given: unknown, shape: MapShape, depth: number): unknown {
  if (typeof given !== 'object') {
    throw serializationError(shape.kind === 'ParameterizedMap' ? PARAMETERIZED : 'Unexpected field type');
  }
  if (!isObject(given)) {
    throw serializationError(
      `Unrecognized collection type java.util.Map<java.lang.String, ${qualified(shape.className)}>`,
    );
  }
  return Object.fromEntries(Object.entries(given).map(([key, each]) => [key, conformElement(each, shape.of, depth)]));
}

/** A null within a list or map is an empty structure or collection; a scalar cannot be empty. */
function conformElement(given: unknown, shape: Shape, depth: number): unknown {
  if (given != null) return conformValue(given, shape, depth);
  if (shape.kind === 'List' || shape.kind === 'ParameterizedList') return [];
  if (shape.kind === 'Structure' || shape.kind === 'AttributeValue' || shape.kind.endsWith('Map')) return {};
  throw serializationError('Unexpected token received from parser');
}

function conformStructure(
  given: unknown,
  shape: { readonly className: string; readonly place: 'element' | 'member' },
  members: Members,
  depth: number,
): unknown {
  if (typeof given !== 'object') {
    throw serializationError(shape.place === 'element' ? 'Unexpected value type in payload' : 'Unexpected field type');
  }
  if (!isObject(given)) throw serializationError(`Unrecognized collection type class ${qualified(shape.className)}`);
  return conformMembers(given, members, depth);
}

function wrongStructure(given: unknown, javaClass: string): Error {
  return serializationError(Array.isArray(given) ? `Unrecognized collection type class ${javaClass}` : STRUCTURE);
}

function qualified(className: string): string {
  return className.includes('.') ? className : `com.amazonaws.dynamodb.v20120810.${className}`;
}

function numberKind(given: number): string {
  return given % 1 === 0 ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
}

function booleanKind(given: boolean): string {
  return given ? 'TRUE_VALUE' : 'FALSE_VALUE';
}

/** An item out of any JSON value; throws SerializationException when it is none. */
export function conformItem(given: unknown): Item {
  const input: Record<string, unknown> = conform({ item: given }, { item: ATTRIBUTES });
  validate<{ item: Item }>(input, { members: { item: ATTRIBUTES } });
  return input.item;
}
