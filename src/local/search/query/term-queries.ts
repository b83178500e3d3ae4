/**
 * Stands in for OpenSearch's term-level queries: term, terms, range, exists, ids, prefix and wildcard.
 * fuzzy, regexp, terms_set and terms lookups are not done.
 */
import { isObject, type Json, listOf } from '../json.ts';
import { lowerCase } from '../mapping/analyzer.ts';
import { parseDateBound } from '../mapping/dates.ts';
import { columnKind, type Field, roundTo } from '../mapping/field-types.ts';
import { checkKeys, notDone, parsingError, SearchError } from '../search-error.ts';
import { compareText, maskNumbers, maskStrings, numbersOf, stringsOf } from '../store/field-values.ts';
import type { Segment } from '../store/segments.ts';
import { tokensOf } from '../store/tokens.ts';
import { wildcardPattern } from '../wildcard.ts';
import { type Clause, constantClause, noMatch, type QueryContext } from './clause.ts';
import { boostOf, fieldClause } from './query-body.ts';
import { booleanClause, termClause } from './text-scoring.ts';

/** `term`: one exact value of a field; a text field is asked for one token. */
export function termQuery(context: QueryContext, body: unknown): Clause {
  const { name, options } = fieldClause('term', body, 'value');
  checkKeys('term', options, ['value', 'boost', 'case_insensitive', '_name']);
  const field = context.index.mapping.fields.get(name);
  const value = options['value'];
  if (value === undefined || value === null)
    throw new SearchError(400, 'illegal_argument_exception', 'value cannot be null');
  if (Array.isArray(value) || isObject(value)) throw parsingError('[term] query does not support array of values');
  if (name === '_id') return idsClause(context, [String(value)], boostOf(options));
  if (name === '_index')
    return constantClause(
      boostOf(options),
      everyIf(context, (index) => index === value),
    );
  return field ? exactClause(context, field, value, boostOf(options), options['case_insensitive'] === true) : noMatch;
}

/** A clause for one exact value, as `term` and a `match` on a field that is not text mean it. */
export function exactClause(
  context: QueryContext,
  field: Field,
  value: unknown,
  boost: number,
  anyCase = false,
): Clause {
  if (field.type === 'text' || field.type === 'keyword') {
    if (!anyCase) return termClause(context, field, String(value), boost);
    const wanted = lowerCase(String(value));
    return constantClause(boost, (segment) => maskTerms(segment, field, (term) => lowerCase(term) === wanted));
  }
  if (field.type === 'date') return rangeClause(context, field, { gte: value, lte: value }, boost);
  if (field.type === 'boolean') return booleanClause(context, field, booleanOf(value), boost);
  const number = numberOf(field, value);
  return constantClause(boost, (segment) => maskNumbers(segment, numbersOf(segment, field), (one) => one === number));
}

/** `terms`: any of a list of exact values. */
export function termsQuery(context: QueryContext, body: unknown): Clause {
  const { boost, _name, ...fields } = isObject(body) ? body : {};
  const [entry, ...more] = Object.entries(fields);
  if (!entry || more.length > 0) throw parsingError('[terms] query requires exactly one field');
  const [name, values] = entry;
  if (isObject(values)) throw notDone('a lookup in a [terms] query');
  if (!Array.isArray(values)) throw parsingError(`[terms] query does not support [${name}]`);
  if (values.length > 65_536) {
    throw new SearchError(
      400,
      'illegal_argument_exception',
      `The number of terms [${values.length}] used in the Terms Query request has exceeded the allowed maximum of [65536].`,
    );
  }
  const weight = typeof boost === 'number' ? boost : 1;
  if (name === '_id') return idsClause(context, values.map(String), weight);
  if (name === '_index')
    return constantClause(
      weight,
      everyIf(context, (index) => values.includes(index)),
    );
  const field = context.index.mapping.fields.get(name);
  if (!field) return noMatch;
  if (columnKind(field.type) === 'string') {
    const wanted = new Set(values.map(String));
    return constantClause(weight, (segment) => maskTerms(segment, field, (term) => wanted.has(term)));
  }
  if (field.type === 'date') {
    const clauses = values.map((value) => rangeClause(context, field, { gte: value, lte: value }, weight));
    return constantClause(weight, (segment) => anyOf(segment, clauses));
  }
  const wanted = new Set(values.map((value) => (field.type === 'boolean' ? booleanOf(value) : numberOf(field, value))));
  const [only] = wanted;
  if (field.type === 'boolean' && wanted.size === 1 && only !== undefined)
    return booleanClause(context, field, only, weight);
  return constantClause(weight, (segment) => maskNumbers(segment, numbersOf(segment, field), (one) => wanted.has(one)));
}

function anyOf(segment: Segment, clauses: readonly Clause[]): Uint8Array {
  const mask = new Uint8Array(segment.size);
  for (const clause of clauses) {
    const { docs } = clause.evaluate(segment);
    for (let i = 0; i < docs.length; i++) if (docs[i] === 1) mask[i] = 1;
  }
  return mask;
}

/** `range` over numbers, dates (with date math) and texts. */
export function rangeQuery(context: QueryContext, body: unknown): Clause {
  const { name, options } = fieldClause('range', body);
  checkKeys('range', options, [
    'gte',
    'gt',
    'lte',
    'lt',
    'from',
    'to',
    'include_lower',
    'include_upper',
    'boost',
    'format',
    'time_zone',
    'relation',
    '_name',
  ]);
  const field = context.index.mapping.fields.get(name);
  return field ? rangeClause(context, field, options, boostOf(options)) : noMatch;
}

function rangeClause(context: QueryContext, field: Field, given: Json, boost: number): Clause {
  const options = modernBounds(given);
  if (columnKind(field.type) === 'string') {
    const lower = options['gte'] ?? options['gt'];
    const upper = options['lte'] ?? options['lt'];
    const fits = (term: string) =>
      (lower === undefined ||
        lower === null ||
        compareText(term, String(lower)) >= (options['gt'] === undefined ? 0 : 1e-9)) &&
      (upper === undefined ||
        upper === null ||
        compareText(term, String(upper)) <= (options['lt'] === undefined ? 0 : -1e-9));
    return constantClause(boost, (segment) => maskTerms(segment, field, fits));
  }
  if (field.type === 'boolean' && options['gte'] !== undefined && options['gte'] === options['lte']) {
    return booleanClause(context, field, booleanOf(options['gte']), boost);
  }
  const { least, most } = numericBounds(context, field, options);
  return constantClause(boost, (segment) =>
    maskNumbers(segment, numbersOf(segment, field), (value) => least(value) && most(value)),
  );
}

function modernBounds(options: Json): Json {
  const { from, to, include_lower, include_upper, ...rest } = options;
  return {
    ...rest,
    ...(from === undefined ? {} : { [include_lower === false ? 'gt' : 'gte']: from }),
    ...(to === undefined ? {} : { [include_upper === false ? 'lt' : 'lte']: to }),
  };
}

type Test = (value: number) => boolean;

function numericBounds(context: QueryContext, field: Field, options: Json): { least: Test; most: Test } {
  const always: Test = () => true;
  const zone = typeof options['time_zone'] === 'string' ? options['time_zone'] : undefined;
  const format = typeof options['format'] === 'string' ? options['format'] : field.format;
  const bound = (key: string, roundUp: boolean): number | undefined => {
    const value = options[key];
    if (value === undefined || value === null) return undefined;
    if (field.type === 'boolean') return booleanOf(value);
    if (field.type !== 'date') return boundOf(field, value);
    if (typeof value !== 'string' && typeof value !== 'number')
      throw parsingError(`[range] bound [${key}] of [${field.path}] is not a date`);
    return parseDateBound(value, { format, now: context.now, roundUp, zone, field: field.path });
  };
  const [gte, gt, lte, lt] = [bound('gte', false), bound('gt', true), bound('lte', true), bound('lt', false)];
  return {
    least: gt !== undefined ? (value) => value > gt : gte !== undefined ? (value) => value >= gte : always,
    most: lt !== undefined ? (value) => value < lt : lte !== undefined ? (value) => value <= lte : always,
  };
}

/** A bound at the field's precision; a fraction against whole numbers is compared as it is. */
function boundOf(field: Field, value: unknown): number {
  const number = parseNumber(value);
  return field.type === 'scaled_float' ? number : roundTo(field, number);
}

function numberOf(field: Field, value: unknown): number {
  return roundTo(field, parseNumber(value));
}

function parseNumber(value: unknown): number {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number) || typeof value === 'boolean') {
    throw new SearchError(400, 'query_shard_exception', `failed to create query: For input string: "${String(value)}"`);
  }
  return number;
}

function booleanOf(value: unknown): number {
  if (value === true || value === 'true') return 1;
  if (value === false || value === 'false' || value === '') return 0;
  throw new SearchError(
    400,
    'query_shard_exception',
    `failed to create query: Can't parse boolean value [${String(value)}], expected [true] or [false]`,
  );
}

/** `exists`: documents with any value of a field, of the fields below an object, or of a pattern's fields. */
export function existsQuery(context: QueryContext, body: unknown): Clause {
  const options = isObject(body) ? body : {};
  checkKeys('exists', options, ['field', 'boost', '_name']);
  const name = options['field'];
  if (typeof name !== 'string') throw parsingError('[exists] must be provided with a [field]');
  const { fields, objects } = context.index.mapping;
  const like = name.includes('*') ? wildcardPattern(name) : undefined;
  const found = [...fields.values()].filter((field) =>
    like ? like.test(field.path) : field.path === name || (objects.has(name) && field.path.startsWith(`${name}.`)),
  );
  return constantClause(boostOf(options), (segment) => {
    const mask = new Uint8Array(segment.size);
    for (const field of found) {
      const column = columnKind(field.type) === 'string' ? stringsOf(segment, field) : numbersOf(segment, field);
      if (column)
        for (let i = 0; i < segment.size; i++) if ((column.offsets[i + 1] ?? 0) > (column.offsets[i] ?? 0)) mask[i] = 1;
    }
    return mask;
  });
}

/** `ids`: documents by `_id`. */
export function idsQuery(context: QueryContext, body: unknown): Clause {
  const options = isObject(body) ? body : {};
  checkKeys('ids', options, ['values', 'boost', '_name']);
  return idsClause(context, listOf(options['values']).map(String), boostOf(options));
}

function idsClause(context: QueryContext, ids: readonly string[], boost: number): Clause {
  const sequences = new Set(ids.map((id) => context.sequenceOf(id)).filter((sequence) => sequence !== undefined));
  return constantClause(boost, (segment) => {
    const mask = new Uint8Array(segment.size);
    for (const sequence of sequences) {
      if (sequence >= segment.first && sequence < segment.first + segment.size) mask[sequence - segment.first] = 1;
    }
    return mask;
  });
}

/** `prefix`: a value, or a token of a text, that starts so. */
export function prefixQuery(context: QueryContext, body: unknown): Clause {
  const { name, options } = fieldClause('prefix', body, 'value');
  checkKeys('prefix', options, ['value', 'boost', 'rewrite', 'case_insensitive', '_name']);
  const prefix = String(options['value'] ?? '');
  const anyCase = options['case_insensitive'] === true;
  return patternClause(context, 'prefix', name, boostOf(options), (term) =>
    anyCase ? lowerCase(term).startsWith(lowerCase(prefix)) : term.startsWith(prefix),
  );
}

/** `wildcard`: a value, or a token of a text, that a pattern of `*` and `?` matches. */
export function wildcardQuery(context: QueryContext, body: unknown): Clause {
  const { name, options } = fieldClause('wildcard', body, 'value');
  checkKeys('wildcard', options, ['value', 'wildcard', 'boost', 'rewrite', 'case_insensitive', '_name']);
  const pattern = wildcardPattern(
    String(options['value'] ?? options['wildcard'] ?? ''),
    options['case_insensitive'] === true ? 'sui' : 'su',
  );
  return patternClause(context, 'wildcard', name, boostOf(options), (term) => pattern.test(term));
}

function patternClause(
  context: QueryContext,
  query: string,
  name: string,
  boost: number,
  test: (term: string) => boolean,
): Clause {
  const field = context.index.mapping.fields.get(name);
  if (!field) return noMatch;
  if (columnKind(field.type) !== 'string') {
    throw new SearchError(
      400,
      'query_shard_exception',
      `Can only use ${query} queries on keyword, text and wildcard fields - not on [${name}] which is of type [${field.type}]`,
    );
  }
  return constantClause(boost, (segment) => maskTerms(segment, field, test));
}

/** Documents of which some term satisfies a test: a keyword's value, or a token of a text. */
function maskTerms(segment: Segment, field: Field, test: (term: string) => boolean): Uint8Array {
  if (field.type === 'keyword') return maskStrings(segment, stringsOf(segment, field), test);
  const view = tokensOf(segment, field);
  if (!view) return new Uint8Array(segment.size);
  const terms = [...view.terms.keys()];
  return maskStrings(segment, { kind: 'string', offsets: view.offsets, ordinals: view.tokens, terms }, test);
}

function everyIf(context: QueryContext, holds: (index: string) => boolean): (segment: Segment) => Uint8Array {
  return (segment) => new Uint8Array(segment.size).fill(holds(context.index.name) ? 1 : 0);
}
