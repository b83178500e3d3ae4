/**
 * Stands in for OpenSearch's document parser: the values that a document puts into each column, and the fields it adds.
 * `copy_to` and ingest pipelines are not done.
 */
import { parseJsonNumbers } from '../../../domain/json/parse-json-numbers.ts';
import { isObject, type Json, parseJson } from '../json.ts';
import { mappingError, SearchError } from '../search-error.ts';
import { dynamicDefinition } from './dynamic-mapping.ts';
import { splitFieldName } from './field-names.ts';
import { columnKind, convertValue, type Field, fieldOf, isFieldType, NumberText, ValueError } from './field-types.ts';
import { type Mapping, refuseDepth } from './mapping.ts';
import { createNewFields } from './new-fields.ts';

/** A document ready to be kept. */
export interface DocumentValues {
  /** Field and value, in the order of the document. */
  readonly values: readonly (readonly [Field, string | number])[];
  /** The mapping with the fields that this document brings; the given one when it brings none. */
  readonly mapping: Mapping;
}

/** What OpenSearch keeps for itself at the top of a document. */
const METADATA = new Set([
  '_id',
  '_index',
  '_source',
  '_routing',
  '_field_names',
  '_ignored',
  '_version',
  '_seq_no',
  '_nested_path',
  '_data_stream_timestamp',
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

/** An object of the document. */
interface Place {
  /** As the document writes it. */
  readonly path: string;
  /** Its path in the mapping; undefined for an object that this document brings. */
  readonly mapped: string | undefined;
  readonly dynamic: unknown;
}

/**
 * Reads as OpenSearch's DocumentParser does: what a document brings is unknown until its end, so that each occurrence of a new
 * field is mapped anew, and only then may they clash. Undefined when a number's text matters and is not known.
 */
function walkDocument(mapping: Mapping, text: string, source: Json, id: string): DocumentValues | undefined {
  const values: [Field, string | number][] = [];
  const newFields = createNewFields();
  let textMissing = false;

  const placeOf = (path: string, mapped: string, inherited: unknown): Place => ({
    path,
    mapped,
    dynamic: mapping.objects.get(mapped)?.['dynamic'] ?? inherited,
  });
  /** The object at the end of a name's dots, brought by the document where need be; undefined where nothing may be added. */
  const parentOf = (place: Place, parts: readonly string[]): Place | undefined => {
    let parent = place;
    for (const part of parts.slice(0, -1)) {
      const path = join(parent.path, part);
      const field = mapping.fields.get(path);
      if (field) {
        throw mappingError(
          `Could not dynamically add mapping for field [${parts.join('.')}]. Existing mapping for [${path}] must be of type object but found [${field.type}].`,
        );
      }
      const next = mapping.objects.has(path) ? placeOf(path, path, parent.dynamic) : newObject(parent, path);
      if (!next) return undefined;
      parent = next;
    }
    return parent;
  };
  const newObject = (parent: Place, path: string): Place | undefined => {
    if (!isDynamic(parent.dynamic, path)) return undefined;
    refuseDepth(path);
    newFields.add(path, dynamicDefinition(mapping, path, {}));
    return { path, mapped: undefined, dynamic: parent.dynamic };
  };
  const put = (fields: readonly Field[], value: string | number | boolean | NumberText, isNew: boolean) => {
    const known = typeof value === 'number' && needsText(fields, value, isNew) ? writtenWhole(text, value) : value;
    if (known === undefined) textMissing = true;
    else for (const field of fields) keep(values, field, known, id);
  };
  const newValue = (place: Place, parts: readonly string[], value: string | number | boolean | NumberText) => {
    const parent = parentOf(place, parts);
    const path = parent && join(parent.path, parts.at(-1) ?? '');
    if (path === undefined || !isDynamic(parent?.dynamic, path)) return;
    const known = typeof value === 'number' ? writtenWhole(text, value) : value;
    if (known === undefined) {
      textMissing = true;
      return;
    }
    const definition = dynamicDefinition(mapping, path, known);
    newFields.add(path, definition);
    const type = definition['type'];
    if (isFieldType(type)) put([fieldOf(path, path, type, definition)], known, true);
  };
  const visit = (place: Place, name: string, value: unknown): void => {
    const parts = namesIn(name);
    const mapped = place.mapped === undefined ? undefined : join(place.mapped, parts.join('.'));
    const known = mapped !== undefined && mapping.objects.has(mapped) ? mapped : undefined;
    const fields = mapped === undefined ? undefined : mapping.targets.get(mapped);
    if (isDisabled(mapping, place.mapped, parts)) return;
    if (Array.isArray(value)) {
      const isKnown = known !== undefined || fields !== undefined;
      const parent = isKnown || (place.path === '' && METADATA.has(name)) ? place : parentOf(place, parts);
      if (!parent || (!isKnown && parent !== place && !isDynamic(parent.dynamic, name))) return;
      for (const item of value) visit(parent, parent === place ? name : (parts.at(-1) ?? ''), item);
    } else if (place.path === '' && METADATA.has(name)) throw isMetadata(name);
    else if (value === null) {
      for (const field of fields ?? []) if (isScalar(field.nullValue)) keep(values, field, field.nullValue, id);
    } else if (isScalar(value) || value instanceof NumberText) {
      if (known !== undefined && mapping.objects.get(known)?.['enabled'] !== false) throw isNoObject(known);
      if (fields) put(fields, value, false);
      else if (known === undefined) newValue(place, parts, value);
    } else if (isObject(value)) {
      const field = fields?.[0];
      if (field?.ignoreMalformed) return;
      if (field) throw refused(field, JSON.stringify(value), id, "Can't get text on a START_OBJECT");
      if (known !== undefined) object(placeOf(join(place.path, name), known, place.dynamic), value);
      else {
        const parent = parentOf(place, parts);
        const fresh = parent && newObject(parent, join(parent.path, parts.at(-1) ?? ''));
        if (fresh) object(fresh, value);
      }
    }
  };
  const object = (place: Place, value: Json) => {
    if (place.mapped !== undefined && mapping.objects.get(place.mapped)?.['enabled'] === false) return;
    for (const name in value) visit(place, name, value[name]);
  };
  object(placeOf('', '', true), source);
  return textMissing ? undefined : { values, mapping: newFields.mergeInto(mapping) };
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function namesIn(name: string): string[] {
  try {
    return splitFieldName(name);
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    throw mappingError('failed to parse', { type: error.type, reason: error.message });
  }
}

/** True below an object that is not read. */
function isDisabled(mapping: Mapping, mapped: string | undefined, parts: readonly string[]): boolean {
  if (mapped === undefined) return false;
  return parts
    .slice(0, -1)
    .some((_, i) => mapping.objects.get(join(mapped, parts.slice(0, i + 1).join('.')))?.['enabled'] === false);
}

function isMetadata(name: string): SearchError {
  return mappingError(
    `Field [${name}] is a metadata field and cannot be added inside a document. Use the index API request parameters.`,
  );
}

function isNoObject(path: string): SearchError {
  return mappingError(
    `object mapping for [${path}] tried to parse field [${path}] as object, but found a concrete value`,
  );
}

/** True where not the value alone decides, but how it is written. */
function needsText(fields: readonly Field[], value: number, isNew: boolean): boolean {
  const byText = fields.some((field) => field.type === 'date' || columnKind(field.type) === 'string');
  return isNew || byText || (Number.isInteger(value) && !Number.isSafeInteger(value));
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

/** A whole number as it is written; undefined unless every place of its digits in the text shows it without fraction and exponent. */
function writtenWhole(text: string, value: number): NumberText | undefined {
  if (!Number.isSafeInteger(value)) return undefined;
  const digits = String(value);
  let at = text.indexOf(digits);
  if (at < 0) return undefined;
  for (; at >= 0; at = text.indexOf(digits, at + 1))
    if (/[.eE]/.test(text.charAt(at + digits.length))) return undefined;
  return new NumberText(digits);
}

function keep(
  values: [Field, string | number][],
  field: Field,
  value: string | number | boolean | NumberText,
  id: string,
) {
  try {
    const kept = convertValue(field, value);
    if (kept === undefined) return;
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
