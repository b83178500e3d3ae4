/**
 * Stands in for OpenSearch's `simple_query_string`: `+ | - " * ( )`, never an error for its syntax.
 * Fuzziness and slop (`~N`) and `flags` other than ALL are not done.
 */
import { isObject, type Json, listOf } from '../json.ts';
import { checkKeys, notDone, parsingError } from '../search-error.ts';
import type { Clause, CompileQuery, QueryContext } from './clause.ts';
import { boostOf } from './query-body.ts';
import { MAX_NESTING } from './query-string.ts';
import { phraseOverFields, prefixOverFields } from './query-string-fields.ts';

const KEYS = [
  'query',
  'fields',
  'default_operator',
  'flags',
  'lenient',
  'boost',
  'analyze_wildcard',
  'minimum_should_match',
  '_name',
];

type Occur = 'must' | 'should';

interface State {
  top: Json | undefined;
  current: Occur | undefined;
  previous: Occur | undefined;
  not: boolean;
}

/** `simple_query_string`. */
export function simpleQueryStringQuery(context: QueryContext, body: unknown, compile: CompileQuery): Clause {
  const options = isObject(body) ? body : {};
  checkKeys('simple_query_string', options, KEYS);
  const text = options['query'];
  if (typeof text !== 'string') throw parsingError('[simple_query_string] query text missing');
  if (options['flags'] !== undefined && options['flags'] !== 'ALL')
    throw notDone('[flags] of a [simple_query_string] query');
  if (options['minimum_should_match'] !== undefined)
    throw notDone('[minimum_should_match] of a [simple_query_string] query');
  const fields = listOf(options['fields'])
    .map(String)
    .filter((field) => field !== '*');
  const operator: Occur = String(options['default_operator'] ?? 'or').toLowerCase() === 'and' ? 'must' : 'should';
  const lenient = options['lenient'] === true || fields.length === 0;
  const query = parse(context, text, { fields, operator, lenient, depth: 1 });
  return compile(context, { bool: { must: [query ?? { match_none: {} }], boost: boostOf(options) } });
}

function parse(
  context: QueryContext,
  text: string,
  { fields, operator, lenient, depth }: { fields: readonly string[]; operator: Occur; lenient: boolean; depth: number },
): Json | undefined {
  if (depth > MAX_NESTING) throw parsingError(`[simple_query_string] nests deeper than ${MAX_NESTING} levels`);
  const state: State = { top: undefined, current: undefined, previous: undefined, not: false };
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    if (/\s/.test(character)) at++;
    else if (character === '+' || character === '|') {
      if (state.current === undefined && state.top !== undefined) state.current = character === '+' ? 'must' : 'should';
      at++;
    } else if (character === '-') {
      state.not = !state.not;
      at++;
    } else if (character === '(') {
      const end = closing(text, at);
      if (end > at) {
        const inner = { fields, operator, lenient, depth: depth + 1 };
        add(state, parse(context, text.slice(at + 1, end), inner), operator);
      }
      at = Math.max(end, at) + 1;
    } else if (character === '"') {
      const end = text.indexOf('"', at + 1);
      if (end > at) {
        if (text.charAt(end + 1) === '~') throw notDone('slop (~) in a [simple_query_string] query');
        add(state, phraseOverFields(fields, text.slice(at + 1, end), 1, lenient), operator);
      }
      at = Math.max(end, at) + 1;
    } else if (character === ')') at++;
    else {
      const word = /^(?:\\.|[^\s+|()"])+/su.exec(text.slice(at))?.[0] ?? character;
      at += word.length;
      if (/(?<!\\)~\d*$/.test(word)) throw notDone('a fuzzy term (~) in a [simple_query_string] query');
      add(state, wordQuery(context, fields, word, lenient), operator);
    }
  }
  return state.top;
}

function wordQuery(context: QueryContext, fields: readonly string[], word: string, lenient: boolean): Json {
  const plain = word.replace(/\\(.)/gsu, '$1');
  if (/(?<!\\)\*$/.test(word) && word.length > 1) return prefixOverFields(context, fields, plain.slice(0, -1));
  return { multi_match: { query: plain, fields, lenient, type: 'most_fields' } };
}

/** Lucene's SimpleQueryParser: a change of operator wraps what was read so far. */
function add(state: State, query: Json | undefined, operator: Occur): void {
  if (!query) return;
  const branch = state.not ? { bool: { must_not: [query], should: [{ match_all: {} }] } } : query;
  state.not = false;
  if (state.top === undefined) state.top = branch;
  else {
    const occur = state.current ?? operator;
    const known =
      state.previous === occur && isObject(state.top['bool']) ? listOf(state.top['bool'][occur]) : [state.top];
    state.top = { bool: { [occur]: [...known, branch] } };
    state.previous = occur;
  }
  state.current = undefined;
}

function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === '(') depth++;
    if (text.charAt(at) === ')' && --depth === 0) return at;
  }
  return -1;
}
