/**
 * What `query_string` and `simple_query_string` share: a piece of their text as a query over the fields it may be found in.
 * Stands in for OpenSearch's parsers' field handling; fuzziness and regular expressions are not done.
 */
import type { Json } from '../json.ts';
import { analyze } from '../mapping/analyzer.ts';
import type { QueryContext } from './clause.ts';
import { expandFields } from './text-queries.ts';

/** Terms without operators between them, as one match. */
export function termsOverFields(
  fields: readonly string[],
  text: string,
  operator: string,
  boost: number,
  lenient: boolean,
): Json {
  return { multi_match: { query: text, fields, operator, boost, lenient, type: 'best_fields' } };
}

/** Quoted text, as one phrase. */
export function phraseOverFields(fields: readonly string[], text: string, boost: number, lenient: boolean): Json {
  return { multi_match: { query: text, fields, boost, lenient, type: 'phrase' } };
}

/** A pattern of `*` and `?`; a text field sees it in lower case. */
export function wildcardOverFields(
  context: QueryContext,
  fields: readonly string[],
  pattern: string,
  boost: number,
): Json {
  const queries = expandFields(context, fields).flatMap(([name, weight]): Json[] => {
    const field = context.index.mapping.fields.get(name);
    if (!field || (field.type !== 'text' && field.type !== 'keyword')) return [];
    const value = field.type === 'text' ? pattern.toLowerCase() : pattern;
    return [{ wildcard: { [name]: { value, boost: boost * weight } } }];
  });
  return queries.length === 0 ? { match_none: {} } : { dis_max: { queries } };
}

/** A term that only begins, as `simple_query_string` writes `term*`. */
export function prefixOverFields(context: QueryContext, fields: readonly string[], prefix: string): Json {
  const queries = expandFields(context, fields).flatMap(([name, weight]): Json[] => {
    const field = context.index.mapping.fields.get(name);
    if (!field || (field.type !== 'text' && field.type !== 'keyword')) return [];
    const tokens = field.type === 'text' ? analyze(prefix) : [prefix];
    const last = tokens.at(-1);
    return last === undefined ? [] : [{ prefix: { [name]: { value: last, boost: weight } } }];
  });
  return queries.length === 0 ? { match_none: {} } : { dis_max: { queries, tie_breaker: 1 } };
}
