/**
 * Stands in for OpenSearch's full-text queries: match, match_phrase, match_phrase_prefix and multi_match.
 * Fuzziness, slop, other analyzers and cross_fields are not done.
 */
import { isObject, type Json, listOf } from '../json.ts';
import { analyze } from '../mapping/analyzer.ts';
import type { Field } from '../mapping/field-types.ts';
import { checkKeys, illegalArgument, notDone, parsingError, SearchError } from '../search-error.ts';
import { wildcardPattern } from '../wildcard.ts';
import { type Clause, everyDocument, noMatch, type QueryContext } from './clause.ts';
import { boolClause, disMaxClause, minimumShould } from './joined-clauses.ts';
import { boostOf, fieldClause } from './query-body.ts';
import { exactClause } from './term-queries.ts';
import { phraseClause, termClause } from './text-scoring.ts';

const MATCH_KEYS = [
  'query',
  'operator',
  'minimum_should_match',
  'boost',
  'lenient',
  'zero_terms_query',
  'auto_generate_synonyms_phrase_query',
  'analyzer',
  'max_expansions',
  'prefix_length',
  'fuzziness',
  'fuzzy_transpositions',
  'slop',
  '_name',
];

/** `match`: any (or, by `operator`, every) token of a text; the whole value of any other field. */
export function matchQuery(context: QueryContext, body: unknown): Clause {
  const { name, options } = fieldClause('match', body, 'query');
  checkText('match', options);
  return matchClause(context, name, options);
}

/** `match_phrase`: the tokens of a text one after another. */
export function matchPhraseQuery(context: QueryContext, body: unknown): Clause {
  const { name, options } = fieldClause('match_phrase', body, 'query');
  checkText('match_phrase', options);
  return onField(context, name, options, (field) =>
    phraseClause(context, field, analyze(textOf(options)), boostOf(options)),
  );
}

/** `match_phrase_prefix`: as match_phrase, the last token only begun. */
export function matchPhrasePrefixQuery(context: QueryContext, body: unknown): Clause {
  const { name, options } = fieldClause('match_phrase_prefix', body, 'query');
  checkText('match_phrase_prefix', options);
  return onField(context, name, options, (field) =>
    phraseClause(context, field, analyze(textOf(options)), boostOf(options), true),
  );
}

function checkText(query: string, options: Json): void {
  checkKeys(query, options, MATCH_KEYS);
  if (options['query'] === undefined || options['query'] === null)
    throw illegalArgument(`[${query}] requires query value`);
  if (isObject(options['query']) || Array.isArray(options['query']))
    throw parsingError(`[${query}] unknown token [START_OBJECT] after [query]`);
  if (options['fuzziness'] !== undefined) throw notDone(`[fuzziness] of a [${query}] query`);
  if (options['slop'] !== undefined && options['slop'] !== 0) throw notDone(`[slop] of a [${query}] query`);
  if (options['analyzer'] !== undefined && options['analyzer'] !== 'standard')
    throw notDone(`[analyzer] of a [${query}] query`);
}

function textOf(options: Json): string {
  return String(options['query']);
}

function onField(context: QueryContext, name: string, options: Json, onText: (field: Field) => Clause): Clause {
  const field = context.index.mapping.fields.get(name);
  if (!field) return noMatch;
  if (field.type === 'text') return onText(field);
  try {
    return exactClause(context, field, options['query'], boostOf(options));
  } catch (error) {
    if (error instanceof SearchError && options['lenient'] === true) return noMatch;
    throw error;
  }
}

function matchClause(context: QueryContext, name: string, options: Json): Clause {
  return onField(context, name, options, (field) => {
    const terms = analyze(textOf(options));
    const boost = boostOf(options);
    if (terms.length === 0) return options['zero_terms_query'] === 'all' ? everyDocument(boost) : noMatch;
    const clauses = terms.map((term) => termClause(context, field, term, boost));
    const [only] = clauses;
    if (only && clauses.length === 1) return only;
    const all = String(options['operator'] ?? 'or').toLowerCase() === 'and';
    return boolClause({
      must: all ? clauses : [],
      should: all ? [] : clauses,
      filter: [],
      mustNot: [],
      required: all ? 0 : minimumShould(options['minimum_should_match'], clauses.length, 1),
      boost: 1,
    });
  });
}

/** `multi_match`: a match over several fields (all of them when none is named); best_fields, most_fields, phrase and phrase_prefix. */
export function multiMatchQuery(context: QueryContext, body: unknown): Clause {
  const options = isObject(body) ? body : {};
  checkKeys('multi_match', options, [...MATCH_KEYS, 'fields', 'type', 'tie_breaker']);
  const { fields, type = 'best_fields', tie_breaker, boost, ...rest } = options;
  checkText('multi_match', rest);
  const named = listOf(fields).map(String);
  const match = (name: string, weight: number) => {
    const one = { ...rest, boost: weight, lenient: named.length === 0 ? true : (rest['lenient'] ?? false) };
    if (type === 'phrase')
      return onField(context, name, one, (field) => phraseClause(context, field, analyze(textOf(one)), weight));
    if (type === 'phrase_prefix') {
      return onField(context, name, one, (field) => phraseClause(context, field, analyze(textOf(one)), weight, true));
    }
    return matchClause(context, name, one);
  };
  if (!['best_fields', 'most_fields', 'phrase', 'phrase_prefix'].includes(String(type))) {
    throw notDone(`[type] [${String(type)}] of a [multi_match] query`);
  }
  const clauses = expandFields(context, named).map(([name, weight]) => match(name, weight));
  const tie = typeof tie_breaker === 'number' ? tie_breaker : type === 'most_fields' ? 1 : 0;
  return disMaxClause(clauses, tie, boostOf({ boost }));
}

/** Field names with boosts (`name^2`) and wildcards, resolved; every field that can be searched when none is given. */
export function expandFields(context: QueryContext, names: readonly string[]): [string, number][] {
  const all = [...context.index.mapping.fields.values()];
  const wanted = names.length === 0 ? ['*'] : names;
  const found = new Map<string, number>();
  for (const name of wanted) {
    const [pattern = '', boost = '1'] = name.split('^');
    if (!pattern.includes('*')) found.set(pattern, (found.get(pattern) ?? 1) * Number(boost));
    else {
      const like = wildcardPattern(pattern);
      for (const field of all) if (like.test(field.path) && field.type !== 'date') found.set(field.path, Number(boost));
    }
  }
  return [...found];
}
