/**
 * Checks keys, items and paths against the keys of a table and of its indexes. Texts recorded by dynalite.
 */
import type { AwsError } from '../../errors.ts';
import { attributeType, type Keys, keyNames, type TableDefinition } from '../store/definitions.ts';
import { invalidParameters, validationError } from '../table-errors.ts';
import { type AttributeValue, attributeOf, type Item, typeOf } from '../values/attribute-value.ts';

const MAX_HASH_BYTES = 2048;
const MAX_RANGE_BYTES = 1024;

const NO_MATCH = 'The provided key element does not match the schema';

/** Throws unless the key has exactly the attributes of the table's key, of their types and sizes. */
export function checkKey(key: Item, table: TableDefinition): void {
  if (Object.keys(key).length !== keyNames(table.keys).length) throw validationError(NO_MATCH);
  for (const name of keyNames(table.keys)) checkKeyPiece(key, name, table, table.keys);
}

/** Throws unless the key has this attribute of a key, of its type and size. */
export function checkKeyPiece(key: Item, name: string, table: TableDefinition, keys: Keys): void {
  const type = attributeType(table, name);
  const value = attributeOf(key, name)?.[type];
  if (value === undefined) throw validationError(NO_MATCH);
  if (value === '') {
    throw invalidParameters(
      `The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. Key: ${name}`,
    );
  }
  checkKeySize(value, type, keys.hashes.includes(name));
}

/** Throws unless the item has the table's key, and where it has attributes of an index's key, of their types. */
export function checkItemKeys(item: Item, table: TableDefinition): void {
  for (const name of keyNames(table.keys)) {
    const type = attributeType(table, name);
    const given = attributeOf(item, name);
    if (!given) throw invalidParameters(`Missing the key ${name} in the item`);
    const value = given[type];
    if (value === undefined) {
      throw invalidParameters(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(given)}`);
    }
    if (value === '') {
      throw validationError(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. Key: ${name}`,
      );
    }
    checkKeySize(value, type, table.keys.hashes.includes(name));
  }
  checkIndexKeys(item, table, (name, type, actual, index) =>
    invalidParameters(`Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${index}`),
  );
}

/** Throws what `mismatch` makes of the first attribute of an index's key that has another type, or is empty. */
export function checkIndexKeys(
  item: Item,
  table: TableDefinition,
  mismatch: (name: string, type: string, actual: string, index: string) => AwsError,
  empty = emptyIndexKey,
): void {
  for (const { index, name, type, isHash } of indexKeys(table)) {
    const given = attributeOf(item, name);
    if (!given) continue;
    const value = given[type];
    if (value === undefined) throw mismatch(name, type, typeOf(given), index);
    checkKeySize(value, type, isHash);
    if (value === '') throw empty(type, index, name);
  }
}

function emptyIndexKey(type: string, index: string, name: string): AwsError {
  return validationError(
    `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. IndexName: ${index}, IndexKey: ${name}`,
  );
}

/** An attribute of an index's key. */
interface IndexKey {
  readonly index: string;
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
  readonly isHash: boolean;
}

/** Every attribute of every index's key, global ones first. */
export function indexKeys(table: TableDefinition): IndexKey[] {
  const ordered = [...table.indexes].sort((first, second) => first.kind.localeCompare(second.kind));
  return ordered.flatMap((index) =>
    keyNames(index.keys)
      .filter((name) => index.kind === 'Global' || !index.keys.hashes.includes(name))
      .map((name) => ({
        index: index.name,
        name,
        type: attributeType(table, name),
        isHash: index.keys.hashes.includes(name),
      })),
  );
}

/** Throws when a path leads into an attribute of a key, which is never a list or map. */
export function checkKeyPaths(nested: ReadonlySet<string>, table: TableDefinition): void {
  const scalar = (what: string, name: string) =>
    validationError(
      `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${what}: ${name}`,
    );
  for (const name of keyNames(table.keys)) if (nested.has(name)) throw scalar('Key', name);
  for (const { name } of indexKeys(table)) if (nested.has(name)) throw scalar('IndexKey', name);
}

/** The part of an item that is a key. */
export function keyPart(item: Item, names: readonly string[]): Item {
  const entries = names.map((name) => [name, attributeOf(item, name)] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is readonly [string, AttributeValue] => entry[1] !== undefined),
  );
}

function checkKeySize(value: string, type: 'S' | 'N' | 'B', isHash: boolean): void {
  if (type === 'N') return;
  const size = Buffer.byteLength(value, type === 'B' ? 'base64' : 'utf8');
  if (isHash && size > MAX_HASH_BYTES) {
    throw invalidParameters('Size of hashkey has exceeded the maximum size limit of2048 bytes');
  }
  if (!isHash && size > MAX_RANGE_BYTES) {
    throw invalidParameters('Aggregated size of all range keys has exceeded the size limit of 1024 bytes');
  }
}
