/**
 * The values that stand in a statement: texts, numbers, lists, structures, and sets in double angle brackets.
 * Source: DynamoDB guide, "PartiQL data types".
 */
import { AwsError } from '../../errors.ts';
import { validationError } from '../table-errors.ts';
import { type AttributeValue, checkedValue } from '../values/attribute-value.ts';
import { normalNumber } from '../values/number.ts';
import type { Token } from './lexer.ts';
import { notWellFormed } from './statement-errors.ts';
import type { StatementReader } from './statement-reader.ts';

/** Beyond these AWS can convert neither exponent nor scale of a number. */
const MAX_SCALE = 2 ** 31 - 1;

/** True when the token at hand begins a value. */
export function atLiteral(reader: StatementReader): boolean {
  const { kind } = reader.peek();
  if (kind === 'string' || kind === 'number') return true;
  return ['{', '[', '<<', '?', '-', '+', 'NULL', 'TRUE', 'FALSE', 'MISSING'].some((text) => reader.at(text));
}

/** Reads a value; `path` is where it lies in the whole one, as AWS tells it of numbers out of range. */
export function readLiteral(reader: StatementReader, path = 'root'): AttributeValue {
  if (reader.at('{')) return { M: readStructure(reader, (name) => `${path}.${name}`) };
  if (reader.take('[')) return { L: reader.deeper(() => readMembers(reader, ']', path)) };
  if (reader.take('<<')) return reader.deeper(() => setOf(readMembers(reader, '>>', path)));
  return readScalar(reader, path);
}

/** Reads a structure; `pathOf` tells where the value of a name lies. */
export function readStructure(
  reader: StatementReader,
  pathOf: (name: string) => string,
): Readonly<Record<string, AttributeValue>> {
  const members = new Map<string, AttributeValue>();
  reader.need('{', 'Unexpected term');
  reader.deeper(() => {
    while (!reader.at('}')) {
      if (members.size > 0) reader.need(',', 'Expected comma');
      const { kind, text: name } = reader.next();
      if (kind !== 'string') throw notWellFormed('Unexpected term');
      reader.need(':', 'Expected colon');
      if (members.has(name)) throw validationError(`Duplicate keys in tuple. Key: ${name} under root`);
      members.set(name, readLiteral(reader, pathOf(name)));
    }
  });
  reader.need('}', 'Unexpected term');
  return Object.fromEntries(members);
}

function readMembers(reader: StatementReader, closing: ']' | '>>', path: string): AttributeValue[] {
  const members: AttributeValue[] = [];
  while (!reader.take(closing)) {
    if (members.length > 0) reader.need(',', 'Expected comma');
    members.push(readLiteral(reader, `${path}[${members.length}]`));
  }
  return members;
}

function setOf(members: readonly AttributeValue[]): AttributeValue {
  if (members.length === 0) throw validationError('Empty bags are not supported');
  for (const type of ['S', 'N', 'B'] as const) {
    const texts = members.flatMap((member) => member[type] ?? []);
    if (texts.length === members.length) return checkedValue({ [`${type}S`]: texts });
  }
  throw validationError('Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags');
}

function readScalar(reader: StatementReader, path: string): AttributeValue {
  if (reader.take('?')) return reader.parameter();
  if (reader.take('NULL')) return { NULL: true };
  if (reader.take('TRUE')) return { BOOL: true };
  if (reader.take('FALSE')) return { BOOL: false };
  if (reader.at('MISSING')) throw validationError('MISSING must be compared using IS operator');
  const sign = reader.take('-') ? '-' : '';
  if (sign === '') reader.take('+');
  const token = reader.peek();
  if (token.kind === 'number') return { N: numberOf(`${sign}${reader.next().text}`, path) };
  if (token.kind === 'string' && sign === '') return { S: reader.next().text };
  if (reader.atName() && reader.peek(1).text === '(') throw unsupported(reader, token, path);
  throw reader.noTerm();
}

function unsupported(reader: StatementReader, token: Token, path: string): Error {
  return validationError(
    `Unsupported data type: ${token.text.toLowerCase()} under key ${path} at ${reader.placeOf(token)}`,
  );
}

function numberOf(text: string, path: string): string {
  const [, fraction = '', exponent = '0'] = /^[+-]?[0-9]*\.?([0-9]*)(?:[eE](.*))?$/.exec(text) ?? [];
  const scale = Math.max(Math.abs(Number(exponent)), Math.abs(fraction.length - Number(exponent)));
  if (scale > MAX_SCALE) throw notWellFormed('');
  try {
    return normalNumber(text.replace(/\.(?=[eE]|$)/, ''));
  } catch (error) {
    throw error instanceof AwsError ? validationError(`${error.message} under ${path}`) : error;
  }
}
