/**
 * Stands in for the SAM CLI's reading of `--parameter-overrides` (samcli/cli/types.py of 1.170, CfnParameterOverridesType), text by text:
 * what it leaves unread is left unread here too, and told. Values that are no text, number or list are refused by name.
 */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { pythonNumber, pythonStrip } from './python-text.ts';
import {
  configExtensions,
  isList,
  isTable,
  readConfiguration,
  readWritten,
  Unwritable,
  type Written,
  type WrittenTable,
} from './written.ts';

/** Where overrides were written, for messages and for the paths of the files that they name. */
export interface OverridesPlace {
  /** `--parameter-overrides`, or the file and section. */
  readonly name: string;
  /** What `file://` and `$include` are relative to: the working directory, or the folder of the file that names them. */
  readonly folder: string;
}

export interface Overrides {
  readonly parameters: ReadonlyMap<string, string>;
  /** One sentence for each text of which the SAM CLI's patterns take only a part. */
  readonly unread: readonly string[];
}

/** What the SAM CLI would give its parameters. Throws a UsageError where the SAM CLI fails. */
export function readOverrides(written: Written, place: OverridesPlace): Overrides {
  return read(written, place, new Set());
}

/** The answer to the arguments behind the flag; one empty argument is none. */
export function readOverrideArguments(values: readonly string[], place: OverridesPlace): Overrides {
  return values.length === 1 && values[0] === '' ? NOTHING : readOverrides(values, place);
}

const NOTHING: Overrides = { parameters: new Map(), unread: [] };
const KEY = `([A-Za-z0-9"']+)`;
/** Python's `.` is everything but a line feed. The groups are not nested as there: an open quote would take exponential time. */
const VALUE = String.raw`("(?:\\[^\n]|[^"\\])*"|'(?:\\[^\n]|[^'\\])*'|(?:\\[^\n]|[^ "\\])+)`;
const PATTERNS = [`ParameterKey=${KEY},ParameterValue=${VALUE}`, ` ${KEY}=${VALUE}`];

function read(written: Written, place: OverridesPlace, within: ReadonlySet<string>): Overrides {
  if (written === '' || written === null) return NOTHING;
  const raw = new Map<string, string>();
  const unread: string[] = [];
  const take = (overrides: Overrides) => {
    for (const [name, text] of overrides.parameters) raw.set(name, text);
    unread.push(...overrides.unread);
  };
  for (const value of flatten(written)) {
    if (value === null) continue;
    if (typeof value === 'string') {
      take(value.startsWith('file://') ? readFile(value, place, within) : readText(value, place));
    } else if (isTable(value)) {
      takeTable(value);
    } else {
      throw new UsageError(`${place.name}: ${describe(value)} is no parameter; write it as Name=Value.`);
    }
  }
  return { parameters: new Map([...raw].map(([name, text]) => [unquote(name), unquote(text)])), unread };

  function takeTable(table: WrittenTable): void {
    for (const [name, value] of table) {
      if (value === null) raw.set(name, '');
      else if (name === '$include') {
        if (typeof value !== 'string' && !isList(value))
          throw new UsageError(`${place.name}: $include is a file:// path or a list of them, not ${describe(value)}.`);
        take(read(value, place, within));
      } else raw.set(name, valueText(name, value, place));
    }
  }
}

function flatten(written: Written): Written[] {
  return isList(written) ? written.flatMap(flatten) : [written];
}

/** The `A=x` and `ParameterKey=A,ParameterValue=x` of a text; the second form rules the first out. */
function readText(value: string, { name }: OverridesPlace): Overrides {
  const text = ` ${pythonStrip(value)}`;
  for (const pattern of PATTERNS) {
    const matches = [...text.matchAll(new RegExp(pattern, 'gu'))];
    if (matches.length === 0) continue;
    return {
      parameters: new Map(matches.map(([, key = '', taken = '']) => [key, taken])),
      unread: matches.flatMap(([whole, key], index) => {
        const end = (matches[index]?.index ?? 0) + whole.length;
        const rest = text.slice(end, matches[index + 1]?.index ?? text.length);
        return pythonStrip(rest) === '' ? [] : [unreadAfter(name, key ?? '')];
      }),
    };
  }
  // No value is shown: it may be a secret.
  const [shown = ''] = value.slice(0, 60).split('=');
  throw new UsageError(
    `${name}: '${shown}${value.includes('=') ? '=…' : ''}' gives no parameter; write Name=Value, Name="two words", ParameterKey=Name,ParameterValue=Value or file://parameters.yaml (a name has letters and digits only).`,
  );
}

function unreadAfter(place: string, name: string): string {
  return `${place}: what stands behind the value of ${name} is left unread, as the SAM CLI leaves it; a value with spaces or double quotes goes into quotes, as in ${name}='…'.`;
}

function readFile(reference: string, place: OverridesPlace, within: ReadonlySet<string>): Overrides {
  const given = resolve(place.folder, reference.slice('file://'.length));
  if (!existsSync(given) || !statSync(given).isFile())
    throw new UsageError(`${place.name}: ${reference} is no file; it would be ${given}.`);
  const path = realpathSync(given);
  if (!configExtensions.includes(extname(path)))
    throw new UsageError(
      `${place.name}: ${reference} ends in none of ${configExtensions.join(', ')}; only these are read.`,
    );
  if (within.has(path))
    throw new UsageError(`${place.name}: ${reference} includes itself; take one of the includes out.`);
  const written = readWritten(path, readConfiguration(path, path));
  return read(written, { name: path, folder: dirname(path) }, new Set([...within, path]));
}

/** The text of a value of a table; lists become texts joined by commas, without their empty items. */
function valueText(name: string, value: Written, place: OverridesPlace): string {
  if (isList(value)) {
    const items = value.filter((item) => item !== null && item !== '');
    return items.map((item) => pythonStrip(scalarText(name, item, place))).join(',');
  }
  return scalarText(name, value, place);
}

function scalarText(name: string, value: Written, place: OverridesPlace): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint' || typeof value === 'number') return pythonNumber(value);
  throw new UsageError(`${place.name}: ${name} is ${describe(value)}; write its text in quotes.`);
}

function describe(value: Written): string {
  if (isList(value)) return 'a list';
  if (isTable(value)) return 'a table';
  if (value instanceof Unwritable) return 'a date, a time or a number that is not read everywhere alike';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
}

/** Quotes around the whole go, and `\ `, `\"` and `\'` lose their backslash. */
function unquote(text: string): string {
  const first = text[0];
  const bare = (first === '"' || first === "'") && text.at(-1) === first ? text.slice(1, -1) : text;
  return bare.replaceAll('\\ ', ' ').replaceAll('\\"', '"').replaceAll("\\'", "'");
}
