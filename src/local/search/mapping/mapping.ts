/**
 * Stands in for an index's mapping: its fields, the merging of additions, and its JSON.
 * Field parameters without effect here (norms, store, doc_values …) are kept and shown; runtime fields and aliases are refused.
 */
import { isObject, type Json } from '../json.ts';
import { illegalArgument, mappingError, notDone } from '../search-error.ts';
import { checkDateFormat } from './dates.ts';
import { columnKind, type Field, fieldOf, isFieldType } from './field-types.ts';

/** The fields of one index, as they are now. */
export interface Mapping {
  /** As `GET _mapping` shows it. */
  readonly json: Json;
  readonly fields: ReadonlyMap<string, Field>;
  /** Every object's path (`''` is the document), with its own `dynamic` and `enabled`. */
  readonly objects: ReadonlyMap<string, Json>;
  /** The leaf and sub-fields that each value of a leaf feeds: one for each column. */
  readonly targets: ReadonlyMap<string, readonly Field[]>;
}

const LEAF_PARAMETERS = new Set([
  'type',
  'fields',
  'format',
  'print_format',
  'ignore_above',
  'scaling_factor',
  'ignore_malformed',
  'null_value',
  'index',
  'doc_values',
  'store',
  'norms',
  'coerce',
  'boost',
  'meta',
  'analyzer',
  'search_analyzer',
  'index_options',
  'similarity',
  'eager_global_ordinals',
  'fielddata',
  'split_queries_on_whitespace',
  'locale',
  'term_vector',
  'index_phrases',
  'position_increment_gap',
]);

const ROOT_PARAMETERS = new Set([
  'properties',
  'dynamic',
  'date_detection',
  'numeric_detection',
  'dynamic_date_formats',
  'dynamic_templates',
  '_source',
  '_meta',
  '_routing',
  'type',
  'enabled',
]);

const MAX_FIELDS = 1000;
const MAX_DEPTH = 20;

/** Reads a mapping definition; throws mapper_parsing_exception, or names what is not done. */
export function readMapping(json: Json): Mapping {
  const fields = new Map<string, Field>();
  const objects = new Map<string, Json>();
  const targets = new Map<string, Field[]>();
  const leaf = (path: string, definition: Json) => {
    const field = readLeaf(path, path, definition);
    fields.set(path, field);
    const fed = [field];
    const subFields = isObject(definition['fields']) ? definition['fields'] : {};
    for (const [name, sub] of Object.entries(subFields)) {
      if (!isObject(sub)) throw mappingError(`Illegal field [${name}], only fields can be specified inside fields`);
      const subPath = `${path}.${name}`;
      const own = readLeaf(subPath, subPath, sub);
      const shared = columnKind(own.type) === 'string' && columnKind(field.type) === 'string';
      fields.set(subPath, shared ? { ...own, column: path } : own);
      if (!shared) fed.push(own);
    }
    targets.set(path, fed);
  };
  const object = (path: string, definition: Json, depth: number) => {
    refuseDepth(path, depth);
    for (const key of Object.keys(definition)) {
      if (!ROOT_PARAMETERS.has(key)) {
        throw mappingError(
          `${path === '' ? 'Root mapping definition' : `Mapping definition for [${path}]`} has unsupported parameters:  [${key} : ${JSON.stringify(definition[key])}]`,
        );
      }
    }
    objects.set(path, definition);
    const properties = isObject(definition['properties']) ? definition['properties'] : {};
    for (const [name, child] of Object.entries(properties)) {
      const childPath = path === '' ? name : `${path}.${name}`;
      if (!isObject(child))
        throw mappingError(`Expected map for property [fields] on field [${name}] but got a class java.lang.String`);
      if (isObjectDefinition(child)) object(childPath, child, depth + 1);
      else leaf(childPath, child);
    }
  };
  object('', json, 1);
  if (fields.size + objects.size - 1 > MAX_FIELDS) {
    throw illegalArgument(`Limit of total fields [${MAX_FIELDS}] has been exceeded`);
  }
  return { json, fields, objects, targets };
}

/** Throws for an object field deeper than a mapping may be; the root's depth is 1. */
export function refuseDepth(path: string, depth = 1 + path.split('.').length): void {
  if (depth > MAX_DEPTH)
    throw illegalArgument(`Limit of mapping depth [${MAX_DEPTH}] has been exceeded due to object field [${path}]`);
}

/** True for the definition of an object, false for a leaf's. */
export function isObjectDefinition(definition: Json): boolean {
  return definition['type'] === 'object' || (definition['type'] === undefined && isObject(definition['properties']));
}

function readLeaf(path: string, column: string, definition: Json): Field {
  const type = definition['type'];
  if (type === undefined) throw mappingError(`No type specified for field [${path}]`);
  if (!isFieldType(type)) throw notDone(`field type [${String(type)}] of field [${path}]`);
  for (const key of Object.keys(definition)) {
    if (!LEAF_PARAMETERS.has(key))
      throw mappingError(`unknown parameter [${key}] on mapper [${path}] of type [${type}]`);
  }
  const analyzer = definition['analyzer'];
  if (analyzer !== undefined && analyzer !== 'standard')
    throw notDone(`analyzer [${String(analyzer)}] of field [${path}]`);
  if (type === 'scaled_float' && definition['scaling_factor'] === undefined) {
    throw mappingError(`Field [scaling_factor] is required`);
  }
  const field = fieldOf(path, column, type, definition);
  if (type === 'date') checkDateFormat(field.format);
  return field;
}

/** The mapping with an addition (a definition with `properties`) merged in; a field cannot change its type. */
export function mergeMapping(mapping: Mapping, addition: Json): Mapping {
  return readMapping(mergeObject(mapping.json, addition, ''));
}

function mergeObject(current: Json, addition: Json, path: string): Json {
  const { properties, ...settings } = addition;
  const merged: Record<string, unknown> = { ...current, ...settings };
  if (!isObject(properties)) return merged;
  const children = new Map(Object.entries(toObject(current['properties'])));
  for (const [name, definition] of expandDots(properties)) {
    const known = children.get(name);
    const childPath = path === '' ? name : `${path}.${name}`;
    children.set(name, isObject(known) && isObject(definition) ? mergeChild(known, definition, childPath) : definition);
  }
  // OpenSearch shows the type of an object that has no fields, and of no other.
  if (children.size > 0 && merged['type'] === 'object') delete merged['type'];
  merged['properties'] = Object.fromEntries([...children].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  return merged;
}

function mergeChild(known: Json, definition: Json, path: string): Json {
  if (isObjectDefinition(known) !== isObjectDefinition(definition)) {
    throw illegalArgument(
      `can't merge a ${isObjectDefinition(definition) ? 'object mapping' : 'non object mapping'} [${path}] with ${isObjectDefinition(known) ? 'an object mapping' : 'a non object mapping'}`,
    );
  }
  if (isObjectDefinition(known)) return mergeObject(known, definition, path);
  if (known['type'] !== definition['type']) {
    throw illegalArgument(
      `mapper [${path}] cannot be changed from type [${String(known['type'])}] to [${String(definition['type'])}]`,
    );
  }
  const fields = { ...toObject(known['fields']), ...toObject(definition['fields']) };
  return { ...known, ...definition, ...(Object.keys(fields).length === 0 ? {} : { fields }) };
}

/** `{"a.b": leaf}` means `{"a": {"properties": {"b": leaf}}}`. */
function expandDots(properties: Json): Map<string, unknown> {
  const expanded = new Map<string, unknown>();
  for (const [name, definition] of Object.entries(properties)) {
    const dot = name.indexOf('.');
    const first = dot <= 0 ? name : name.slice(0, dot);
    const wanted =
      dot <= 0 ? definition : mergeObject({}, { properties: { [name.slice(dot + 1)]: definition } }, first);
    const known = expanded.get(first);
    expanded.set(first, isObject(known) && isObject(wanted) ? mergeChild(known, wanted, first) : wanted);
  }
  return expanded;
}

function toObject(value: unknown): Json {
  return isObject(value) ? value : {};
}
