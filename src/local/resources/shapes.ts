/**
 * Stands in for the type checks of CloudFormation's resource schemas.
 * It checks what the local engines read, not every pattern and bound; those are the engines' own.
 */

import { isObject } from '../../domain/is-object.ts';
import { kindName, type MapOf, type ScalarNode, usageError, type Value } from '../template/nodes.ts';
import { type Json, toJson } from '../template/plain.ts';

/** Where a value stands among the properties, and who hears of what has no effect. */
export interface Reader {
  /** How errors name the resource: `OrdersQueue (AWS::SQS::Queue)`. */
  readonly subject: string;
  readonly path: string;
  /** Called with the dotted path of every property that is accepted without effect. */
  ignored(path: string): void;
}

/** How one kind of value is read. `read` gives undefined only for a value that is not known yet. */
export interface Shape<T> {
  readonly name: string;
  read(value: Value, reader: Reader): T | undefined;
  /** The properties inside, when it has some of its own. */
  readonly table?: PropertyTable;
}

export type Effect = 'performed' | 'accepted';

/** One property of a resource type, and what the local stack makes of it. */
export interface Property<T, Needed extends boolean> {
  readonly shape: Shape<T>;
  readonly effect: Effect;
  readonly required: Needed;
  /** True where CloudFormation's update behaviour is Replacement. */
  readonly replaces: boolean;
}

export type PropertyTable = Readonly<Record<string, Property<unknown, boolean>>>;

/** The values that a table reads. */
export type Values<T extends PropertyTable> = {
  readonly [K in keyof T]: T[K] extends Property<infer V, infer Needed>
    ? Needed extends true
      ? V
      : V | undefined
    : never;
};

/** A property that the local stack acts upon. */
export function performed<T>(shape: Shape<T>, update?: 'replaces'): Property<T, false> {
  return { shape, effect: 'performed', required: false, replaces: update === 'replaces' };
}

/** A property that the local stack acts upon and cannot do without. */
export function required<T>(shape: Shape<T>, update?: 'replaces'): Property<T, true> {
  return { shape, effect: 'performed', required: true, replaces: update === 'replaces' };
}

/** A property that is taken and has no effect locally. */
export function accepted(): Property<Json, false>;
/** A property of one shape that is taken and has no effect on what the engine does. */
export function accepted<T>(shape: Shape<T>, update?: 'replaces'): Property<T, false>;
/** Of any JSON where no shape is given. */
export function accepted(shape: Shape<unknown> = anything, update?: 'replaces'): Property<unknown, false> {
  return { shape, effect: 'accepted', required: false, replaces: update === 'replaces' };
}

/** Any JSON. */
export const anything: Shape<Json> = { name: 'any', read: (value) => toJson(value) };

/** A text; numbers and booleans are taken as they are written. */
export const text: Shape<string> = {
  name: 'text',
  read: (value, reader) => (value.kind === 'scalar' ? value.text : wrong(value, reader, 'a text')),
};

/** A whole number, also as a text, as parameters give it. */
export const whole: Shape<number> = {
  name: 'whole number',
  read(value, reader) {
    if (value.kind === 'scalar' && /^-?\d+$/.test(value.text)) return Number(value.text);
    return wrong(value, reader, 'a whole number');
  },
};

/** true or false, also as a text, as parameters give it. */
export const flag: Shape<boolean> = {
  name: 'boolean',
  read(value, reader) {
    if (value.kind === 'scalar' && /^(true|false)$/i.test(value.text)) return value.text.toLowerCase() === 'true';
    return wrong(value, reader, 'true or false');
  },
};

/** A JSON object, or the text of one; never encoded a second time. */
export const document: Shape<Readonly<Record<string, Json>>> = {
  name: 'JSON',
  read(value, reader) {
    const json = value.kind === 'scalar' ? parseText(value, reader) : toJson(value);
    if (json === undefined && (value.kind === 'map' || value.kind === 'list')) return undefined;
    return isObject(json) ? json : wrong(value, reader, 'a JSON object');
  },
};

/** One of the values that the local stack performs. */
export function oneOf<T extends string>(...allowed: readonly T[]): Shape<T> {
  return {
    name: allowed.join(' | '),
    read(value, reader) {
      const found = value.kind === 'scalar' ? allowed.find((each) => each === value.text) : undefined;
      return found ?? wrong(value, reader, `${allowed.join(' or ')} locally`);
    },
  };
}

/** A list, each of its items of one shape. */
export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    name: `list of ${item.name}`,
    ...(item.table ? { table: item.table } : {}),
    read(value, reader) {
      if (value.kind !== 'list') return wrong(value, reader, 'a list');
      return value.items.map((each) => readShape(item, each, reader)).filter((each) => each !== undefined);
    },
  };
}

/** A map from free names to values of one shape. */
export function mapOf<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    name: `map of ${item.name}`,
    ...(item.table ? { table: item.table } : {}),
    read(value, reader) {
      if (value.kind !== 'map') return wrong(value, reader, 'a map');
      const entries: [string, T][] = [];
      for (const [name, { node }] of value.entries) {
        const read = readShape(item, node, { ...reader, path: join(reader.path, name) });
        if (read !== undefined) entries.push([name, read]);
      }
      return Object.fromEntries(entries);
    },
  };
}

/** An object with properties of its own. */
export function objectOf<T extends PropertyTable>(table: T): Shape<Values<T>> {
  return {
    name: 'object',
    table,
    read: (value, reader) => (value.kind === 'map' ? readTable(table, value, reader) : wrong(value, reader, 'a map')),
  };
}

/** Reads properties by their table: whatever is not in it is refused, with the property, the file and the line. */
export function readTable<T extends PropertyTable>(table: T, value: MapOf<Value>, reader: Reader): Values<T>;
/** The values by their names; a generic table gives them their types. */
export function readTable(table: PropertyTable, value: MapOf<Value>, reader: Reader): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, { node, place }] of value.entries) {
    const property = Object.hasOwn(table, name) ? table[name] : undefined;
    const path = join(reader.path, name);
    if (!property) {
      throw usageError(
        place,
        `${reader.subject}: property ${path} is not performed locally; remove it, or see docs/local-stack-limits.md`,
      );
    }
    if (node.kind === 'nothing') continue;
    if (property.effect === 'accepted') reader.ignored(path);
    values[name] = readShape(property.shape, node, { ...reader, path });
  }
  for (const [name, property] of Object.entries(table)) {
    if (property.required && !isGiven(value, name)) {
      throw usageError(value.place, `${reader.subject}: property ${join(reader.path, name)} is missing`);
    }
  }
  return values;
}

function isGiven(value: MapOf<Value>, name: string): boolean {
  const node = value.entries.get(name)?.node;
  return node !== undefined && node.kind !== 'nothing';
}

/** What is not known yet is checked in every form it may take, and read as undefined. */
function readShape<T>(shape: Shape<T>, value: Value, reader: Reader): T | undefined {
  if (value.kind !== 'unknown') return value.kind === 'nothing' ? undefined : shape.read(value, reader);
  for (const choice of value.choices) readShape(shape, choice, reader);
  return undefined;
}

function wrong(value: Value, reader: Reader, wanted: string): never {
  throw usageError(value.place, `${reader.subject}: ${reader.path} is ${kindName(value)}; it must be ${wanted}`);
}

function parseText(value: ScalarNode, reader: Reader): Json {
  try {
    return JSON.parse(value.text);
  } catch {
    throw usageError(value.place, `${reader.subject}: ${reader.path} is not valid JSON: ${kindName(value)}`);
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
