/**
 * Stands in for the SAM CLI's readers of configuration files: TOML and YAML, as plain values.
 * JSON is not read, as the SAM CLI does not read it either.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parse as parseToml, TomlError } from 'smol-toml';
import { LineCounter, parseDocument, visit } from 'yaml';
import { messageOf } from '../../domain/errors.ts';
import { UsageError } from '../errors.ts';
import { pythonNumber } from './python-text.ts';

/** What a configuration file or the command line holds; integers are bigints, so that 1 and 1.0 stay apart. */
export type Written = string | bigint | number | boolean | null | Unwritable | readonly Written[] | WrittenTable;

/** A table of a file, in the order of its keys. */
export type WrittenTable = ReadonlyMap<string, Written>;

/** A date, or a number in a notation of its own: it has no text that the SAM CLI and this stack agree on. */
export class Unwritable {}

/** The endings of file names that can be read, the one that is preferred first. */
export const configExtensions: readonly string[] = ['.toml', '.yaml', '.yml'];

/** True for a list of values; `Array.isArray` alone does not know readonly ones. */
export function isList(value: Written): value is readonly Written[] {
  return Array.isArray(value);
}

/** True for a table of names. */
export function isTable(value: Written | undefined): value is WrittenTable {
  return value instanceof Map;
}

/** The text of the file at `path`, which errors call `file`. Throws a UsageError for one that cannot be read, or is not UTF-8. */
export function readConfiguration(file: string, path: string): string {
  const bytes = bytesOf(file, path);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const lines = bytes.toString('latin1').split('\n');
  const line = lines.findIndex((each) => !isUtf8(Buffer.from(each, 'latin1'))) + 1;
  throw new UsageError(`${file}:${line}: this is not UTF-8. Save the file as UTF-8.`);
}

function bytesOf(file: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${messageOf(cause)}. Make it a file that you may read.`, { cause });
  }
}

/** The value of a configuration file; an empty file is null. Throws a UsageError with the file, the line and the column. */
export function readWritten(file: string, text: string): Written {
  return extname(file) === '.toml' ? readToml(file, text) : readYaml(file, text);
}

function readToml(file: string, text: string): Written {
  try {
    return plain(parseToml(text, { integersAsBigInt: true }));
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [reason = ''] = cause.message.replace('Invalid TOML document: ', '').split('\n');
    throw new UsageError(
      `${file}:${cause.line}:${cause.column}: this is not TOML: ${reason}. Correct the line, or take it out.`,
      { cause },
    );
  }
}

/** What the YAML of the SAM CLI takes for a number or a time, and YAML 1.2 for a text: 1_000, 0b1, 2026-01-01T10:00:00Z. */
const AMBIGUOUS = /^[-+]?(?:0b[01_]+|[0-9][0-9_]*_[0-9_.]*|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d.*)$/;

function readYaml(file: string, text: string): Written {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, intAsBigInt: true, merge: true, logLevel: 'error' });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    const [reason = ''] = problem.message.split(/ at line |:?\n/);
    throw new UsageError(
      `${file}:${line}:${col}: this is not plain YAML: ${reason}. Correct the line, or take it out.`,
      {
        cause: problem,
      },
    );
  }
  visit(document, {
    Scalar(key, node) {
      if (key !== 'key' && node.type === 'PLAIN' && AMBIGUOUS.test(node.source ?? '')) node.value = new Unwritable();
    },
  });
  try {
    return plain(document.toJS({ mapAsMap: true }));
  } catch (cause) {
    throw new UsageError(`${file}: cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function plain(value: unknown): Written {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return table([...value]);
  switch (typeof value) {
    case 'string':
    case 'bigint':
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      return value instanceof Date || value instanceof Unwritable ? new Unwritable() : table(Object.entries(value));
    default:
      return new Unwritable();
  }
}

function table(entries: readonly (readonly [unknown, unknown])[]): WrittenTable {
  return new Map(entries.map(([key, value]) => [keyText(key), plain(value)]));
}

/** A key of YAML may be a number or a word such as `true`; the SAM CLI takes its Python text. */
function keyText(key: unknown): string {
  if (typeof key === 'number' || typeof key === 'bigint') return pythonNumber(key);
  if (typeof key === 'boolean') return key ? 'True' : 'False';
  return key === null ? 'None' : String(key);
}
