/**
 * Stands in for OpenSearch's document parser: the values that a document puts into each column, and the fields it adds.
 * `copy_to` and ingest pipelines are not done.
 */
import { parseJsonNumbers } from '../../../domain/json/parse-json-numbers.ts';
import { isObject, type Json, parseJson } from '../json.ts';
import { illegalArgument, mappingError, SearchError } from '../search-error.ts';
import { dynamicDefinition } from './dynamic-mapping.ts';
import { columnKind, convertValue, type Field, fieldOf, isFieldType, NumberText, ValueError } from './field-types.ts';
import { type Mapping, mergeMapping, refuseDepth } from './mapping.ts';

/** A document ready to be kept. */
export interface DocumentValues {
  /** Field and value, in the order of the document. */
  readonly values: readonly (readonly [Field, string | number])[];
  /** The mapping with the fields that this document brings; the given one when it brings none. */
  readonly mapping: Mapping;
}

const METADATA = new Set([
  '_id',
  '_index',
  '_source',
  '_type',
  '_routing',
  '_field_names',
  '_ignored',
  '_version',
  '_seq_no',
]);

/** The longest term that Lucene keeps, in bytes of UTF-8. */
const MAX_TERM_BYTES = 32_766;

/** Reads a document's text; throws mapper_parsing_exception when it is not a JSON object or a field refuses its value. */
export function readDocument(mapping: Mapping, text: string, id: string): DocumentValues {
  const source = parseSource(text);
  return walkDocument(mapping, text, source, id) ?? walkDocument(mapping, text, withNumberTexts(text), id) ?? never();
}

function never(): never {
  throw new TypeError('a document with every number as text needs no second reading');
}

function parseSource(text: string): Json {
  try {
    const source = parseJson(text);
    if (isObject(source)) return source;
  } catch (cause) {
    throw new SearchError(400, 'mapper_parsing_exception', 'failed to parse', {
      caused_by: { type: 'json_parse_exception', reason: String(cause) },
    });
  }
  throw new SearchError(400, 'mapper_parsing_exception', 'failed to parse', {
    caused_by: { type: 'not_x_content_exception', reason: 'the document is not a JSON object' },
  });
}

/** The document with every number as it is written: `450.00` makes a float field, `450` a long. */
function withNumberTexts(text: string): Json {
  const source = parseJsonNumbers(text, (number) => new NumberText(number));
  return isObject(source) ? source : {};
}

/** Undefined when a number's text matters and is not known. */
function walkDocument(mapping: Mapping, text: string, source: Json, id: string): DocumentValues | undefined {
  const values: [Field, string | number][] = [];
  const additions: Record<string, Json> = {};
  const added = new Map<string, readonly Field[]>();
  const addedObjects = new Set<string>();
  let textMissing = false;

  const add = (path: string, definition: Json): readonly Field[] => {
    additions[path] = definition;
    const type = definition['type'];
    const fields = isFieldType(type) ? [fieldOf(path, path, type, definition)] : [];
    added.set(path, fields);
    return fields;
  };
  const scalar = (path: string, dynamic: unknown, value: string | number | boolean | NumberText) => {
    if (addedObjects.has(path))
      throw illegalArgument(`can't merge a non object mapping [${path}] with an object mapping`);
    if (mapping.objects.has(path)) {
      throw mappingError(
        `object mapping for [${path}] tried to parse field [${path}] as object, but found a concrete value`,
      );
    }
    let known = value;
    let targets = added.get(path) ?? mapping.targets.get(path);
    if (!targets && !isDynamic(dynamic, path)) return;
    const isNew = !mapping.targets.has(path);
    if (typeof known === 'number' && (isNew || targets?.some((field) => columnKind(field.type) === 'string'))) {
      if (isNew && !Number.isInteger(known)) known = new NumberText(String(known));
      else if (isWrittenWhole(text, known)) known = new NumberText(String(known));
      else {
        textMissing = true;
        return;
      }
    }
    if (isNew && typeof known !== 'number') {
      const definition = dynamicDefinition(mapping, path, known);
      const first = additions[path];
      if (!first) targets = add(path, definition);
      else if (first['type'] !== definition['type']) {
        // One document cannot give a new field two types: OpenSearch refuses even a long beside a float.
        throw illegalArgument(
          `mapper [${path}] cannot be changed from type [${String(first['type'])}] to [${String(definition['type'])}]`,
        );
      }
    }
    for (const field of targets ?? []) keep(values, field, known, id);
  };
  const visit = (path: string, dynamic: unknown, value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(path, dynamic, item);
    else if (value === null) {
      for (const field of mapping.targets.get(path) ?? []) {
        const substitute = field.nullValue;
        if (isScalar(substitute)) keep(values, field, substitute, id);
      }
    } else if (isScalar(value) || value instanceof NumberText) scalar(path, dynamic, value);
    else if (isObject(value)) object(path, dynamic, value);
  };
  const object = (path: string, inherited: unknown, value: Json) => {
    const definition = mapping.objects.get(path);
    if (definition?.['enabled'] === false) return;
    const dynamic = definition?.['dynamic'] ?? inherited;
    if (!definition && !addedObjects.has(path)) {
      if (added.has(path)) throw illegalArgument(`can't merge a non object mapping [${path}] with an object mapping`);
      const field = mapping.targets.get(path)?.[0];
      if (field) throw refused(field, JSON.stringify(value), id, "Can't get text on a START_OBJECT");
      if (!isDynamic(dynamic, path)) return;
      refuseDepth(path);
      addedObjects.add(path);
      additions[path] = dynamicDefinition(mapping, path, value);
    }
    for (const name in value) {
      if (name === '') throw mappingError('field name cannot be an empty string');
      if (path === '' && METADATA.has(name)) {
        throw mappingError(
          `Field [${name}] is a metadata field and cannot be added inside a document. Use the index API request parameters.`,
        );
      }
      visit(path === '' ? name : `${path}.${name}`, dynamic, value[name]);
    }
  };
  object('', true, source);
  if (textMissing) return undefined;
  return {
    values,
    mapping: added.size + addedObjects.size === 0 ? mapping : mergeMapping(mapping, { properties: additions }),
  };
}

function isDynamic(dynamic: unknown, path: string): boolean {
  if (dynamic === 'strict' || dynamic === 'strict_allow_templates') {
    throw new SearchError(
      400,
      'strict_dynamic_mapping_exception',
      `mapping set to strict, dynamic introduction of [${path}] within [_doc] is not allowed`,
    );
  }
  return dynamic !== false && dynamic !== 'false';
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** True when every place of a whole number's digits in the text shows it without fraction and exponent. */
function isWrittenWhole(text: string, value: number): boolean {
  if (!Number.isSafeInteger(value)) return false;
  const digits = String(value);
  let at = text.indexOf(digits);
  if (at < 0) return false;
  for (; at >= 0; at = text.indexOf(digits, at + 1)) if (/[.eE]/.test(text.charAt(at + digits.length))) return false;
  return true;
}

function keep(
  values: [Field, string | number][],
  field: Field,
  value: string | number | boolean | NumberText,
  id: string,
) {
  try {
    const kept = convertValue(field, value);
    if (typeof kept === 'string' && field.type === 'keyword' && kept.length > MAX_TERM_BYTES / 4)
      checkTermLength(field, kept);
    values.push([field, kept]);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    if (!field.ignoreMalformed)
      throw refused(field, value instanceof NumberText ? value.text : String(value), id, error.message);
  }
}

function checkTermLength(field: Field, value: string) {
  if (field.ignoreAbove !== Number.POSITIVE_INFINITY || Buffer.byteLength(value) <= MAX_TERM_BYTES) return;
  throw new SearchError(
    400,
    'illegal_argument_exception',
    `Document contains at least one immense term in field="${field.path}" (whose UTF8 encoding is longer than the max length ${MAX_TERM_BYTES}), all of which were skipped.`,
  );
}

function refused(field: Field, value: string, id: string, reason: string): SearchError {
  return mappingError(
    `failed to parse field [${field.path}] of type [${field.type}] in document with id '${id}'. Preview of field's value: '${value.slice(0, 100)}'`,
    { type: 'illegal_argument_exception', reason },
  );
}
