/**
 * Stands in for OpenSearch's `query_string`: Lucene's query syntax, turned into the query DSL.
 * Fuzzy terms, proximity, regular expressions and other analyzers are not done.
 */
import { isObject, type Json, listOf } from '../json.ts';
import { checkKeys, notDone, parsingError, SearchError } from '../search-error.ts';
import type { Clause, CompileQuery, QueryContext } from './clause.ts';
import { boostOf } from './query-body.ts';
import { phraseOverFields, termsOverFields, wildcardOverFields } from './query-string-fields.ts';

const KEYS = [
  'query',
  'default_field',
  'fields',
  'default_operator',
  'analyze_wildcard',
  'allow_leading_wildcard',
  'lenient',
  'boost',
  'minimum_should_match',
  'time_zone',
  'type',
  'tie_breaker',
  'quote_field_suffix',
  'escape',
  '_name',
];

/** Groups and fields in one another; Lucene's own parser goes as deep as its stack is. */
export const MAX_NESTING = 1000;

interface Token {
  readonly kind:
    | 'word'
    | 'phrase'
    | 'range'
    | 'open'
    | 'close'
    | 'and'
    | 'or'
    | 'not'
    | 'plus'
    | 'minus'
    | 'field'
    | 'boost';
  readonly text: string;
}

interface Part {
  query: Json;
  occur: 'must' | 'should' | 'must_not';
}

/** `query_string`. */
export function queryStringQuery(context: QueryContext, body: unknown, compile: CompileQuery): Clause {
  const options = isObject(body) ? body : {};
  checkKeys('query_string', options, KEYS);
  for (const key of ['quote_field_suffix', 'minimum_should_match', 'escape', 'type', 'tie_breaker']) {
    if (options[key] !== undefined) throw notDone(`[${key}] of a [query_string] query`);
  }
  if (typeof options['query'] !== 'string') throw parsingError('[query_string] must be provided with a [query]');
  const fields = listOf(options['fields'] ?? options['default_field'] ?? '*').map(String);
  const parser = createParser(context, options['query'], {
    fields: fields.includes('*') ? [] : fields,
    lenient: options['lenient'] === true || fields.includes('*'),
    operator: String(options['default_operator'] ?? 'or').toLowerCase() === 'and' ? 'and' : 'or',
    zone: options['time_zone'],
  });
  return compile(context, { bool: { must: [parser()], boost: boostOf(options) } });
}

interface Reading {
  readonly fields: readonly string[];
  readonly lenient: boolean;
  readonly operator: 'and' | 'or';
  readonly zone: unknown;
}

function createParser(context: QueryContext, text: string, reading: Reading): () => Json {
  const tokens = tokenize(text);
  let at = 0;
  const peek = () => tokens[at];
  const take = (kind: Token['kind']): Token | undefined => (peek()?.kind === kind ? tokens[at++] : undefined);
  const fail = () => new SearchError(400, 'query_shard_exception', `Failed to parse query [${text}]`);

  const boost = (): number => {
    const token = take('boost');
    return token ? Number(token.text) : 1;
  };
  let depth = 0;
  const atom = (fields: readonly string[]): Json => {
    if (++depth > MAX_NESTING) throw fail();
    const query = deeper(fields);
    depth--;
    return query;
  };
  const deeper = (fields: readonly string[]): Json => {
    if (take('open')) {
      const inner = group(fields);
      if (!take('close')) throw fail();
      const weight = boost();
      return weight === 1 ? inner : { bool: { must: [inner], boost: weight } };
    }
    const field = take('field');
    if (field) return field.text === '_exists_' ? exists() : atom([field.text]);
    const phrase = take('phrase');
    if (phrase) return phraseOverFields(fields, phrase.text, boost(), reading.lenient);
    const range = take('range');
    if (range) return rangeOver(fields, range.text, boost(), reading.zone);
    return words(fields);
  };
  const exists = (): Json => {
    const name = take('word') ?? take('phrase');
    if (!name) throw fail();
    return { exists: { field: name.text } };
  };
  const words = (fields: readonly string[]): Json => {
    const first = take('word');
    if (!first) throw fail();
    if (first.text === '*' && fields.length <= 1)
      return fields[0] === undefined ? { match_all: {} } : { exists: { field: fields[0] } };
    if (isPattern(first.text)) return wildcardOverFields(context, fields, first.text, boost());
    let text = withoutEscapes(first.text);
    // Words with no operator between them are one match, unless each must stand alone to carry its boost.
    for (
      let next = peek();
      next?.kind === 'word' && !isPattern(next.text) && tokens[at + 1]?.kind !== 'boost';
      next = peek()
    ) {
      if (['and', 'or'].includes(tokens[at + 1]?.kind ?? '')) break;
      text += ` ${withoutEscapes(next.text)}`;
      at++;
    }
    return termsOverFields(fields, text, reading.operator, boost(), reading.lenient);
  };
  /** Lucene's own rule: AND binds the clause before it too; there is no precedence of AND over OR. */
  const group = (fields: readonly string[]): Json => {
    const parts: Part[] = [];
    for (let next = peek(); next && next.kind !== 'close'; next = peek()) {
      const conjunction = take('and') ? 'and' : take('or') ? 'or' : undefined;
      const modifier = take('plus') ? 'plus' : take('minus') || take('not') ? 'minus' : undefined;
      const query = atom(fields);
      const last = parts.at(-1);
      if (last && last.occur !== 'must_not') {
        if (conjunction === 'and') last.occur = 'must';
        else if (conjunction === 'or' && reading.operator === 'and') last.occur = 'should';
      }
      const required =
        reading.operator === 'or'
          ? modifier === 'plus' || conjunction === 'and'
          : conjunction !== 'or' || modifier === 'plus';
      parts.push({ query, occur: modifier === 'minus' ? 'must_not' : required ? 'must' : 'should' });
    }
    return join(parts);
  };
  return () => {
    if (tokens.length === 0) return { match_none: {} };
    const query = group(reading.fields);
    if (peek()) throw fail();
    return query;
  };
}

function join(parts: readonly Part[]): Json {
  const [only] = parts;
  if (only && parts.length === 1 && only.occur !== 'must_not') return only.query;
  const of = (occur: Part['occur']) => parts.filter((part) => part.occur === occur).map((part) => part.query);
  return { bool: { must: of('must'), should: of('should'), must_not: of('must_not') } };
}

const TOKEN =
  /\s+|(&&|AND(?=\s|\()|AND$)|(\|\||OR(?=\s|\()|OR$)|(!|NOT(?=\s|\())|(\+)|(-)|(\()|(\))|"((?:\\.|[^"\\])*)"(~\d*)?|(\^)(\d+(?:\.\d+)?)|([[{](?=[^\]}]*[\]}])[^\]}]*?\sTO\s[^\]}]*[\]}])|(?<=:)((?:>=|<=|>|<)(?:\\.|[^\s()])+)|((?:\\.|[^\s+\-!():^[\]"{}~*?\\/]|(?<=\S)[+\-!*?/]|[*?])(?:\\.|[^\s!():^[\]"{}~\\])*)(~\d*(?:\.\d+)?)?(:(?!\s))?/uy;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const pattern = new RegExp(TOKEN.source, TOKEN.flags);
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) {
      if (text.charAt(at) === '/') throw notDone('a regular expression in a [query_string] query');
      throw new SearchError(400, 'query_shard_exception', `Failed to parse query [${text}]`);
    }
    const [, and, or, not, plus, minus, open, close, phrase, slop, , boost, range, comparison, word, fuzzy, colon] =
      match;
    if (slop !== undefined) throw notDone('proximity (~) in a [query_string] query');
    if (fuzzy !== undefined) throw notDone('a fuzzy term (~) in a [query_string] query');
    if (and !== undefined) tokens.push({ kind: 'and', text: and });
    else if (or !== undefined) tokens.push({ kind: 'or', text: or });
    else if (not !== undefined) tokens.push({ kind: 'not', text: not });
    else if (plus !== undefined) tokens.push({ kind: 'plus', text: plus });
    else if (minus !== undefined) tokens.push({ kind: 'minus', text: minus });
    else if (open !== undefined) tokens.push({ kind: 'open', text: open });
    else if (close !== undefined) tokens.push({ kind: 'close', text: close });
    else if (phrase !== undefined) tokens.push({ kind: 'phrase', text: withoutEscapes(phrase) });
    else if (boost !== undefined) tokens.push({ kind: 'boost', text: boost });
    else if (range !== undefined || comparison !== undefined)
      tokens.push({ kind: 'range', text: range ?? comparison ?? '' });
    else if (word !== undefined)
      tokens.push({ kind: colon ? 'field' : 'word', text: colon ? withoutEscapes(word) : word });
  }
  return tokens;
}

function isPattern(word: string): boolean {
  return /(?<!\\)[*?]/.test(word);
}

function withoutEscapes(text: string): string {
  return text.replace(/\\(.)/gsu, '$1');
}

function rangeOver(fields: readonly string[], text: string, boost: number, zone: unknown): Json {
  const options: Record<string, unknown> = { boost, ...(zone === undefined ? {} : { time_zone: zone }) };
  const comparison = /^(>=|<=|>|<)(.*)$/s.exec(text);
  const bounds = /^([[{])\s*(\S+)\s+TO\s+(\S+?)\s*([\]}])$/.exec(text);
  const plain = (bound: string) => withoutEscapes(bound).replace(/^"(.*)"$/, '$1');
  if (comparison) {
    const names: Readonly<Record<string, string>> = { '>=': 'gte', '<=': 'lte', '>': 'gt', '<': 'lt' };
    options[names[comparison[1] ?? ''] ?? 'gte'] = plain(comparison[2] ?? '');
  } else if (bounds) {
    if (bounds[2] !== '*') options[bounds[1] === '[' ? 'gte' : 'gt'] = plain(bounds[2] ?? '');
    if (bounds[3] !== '*') options[bounds[4] === ']' ? 'lte' : 'lt'] = plain(bounds[3] ?? '');
  } else throw parsingError(`Failed to parse query [${text}]`);
  if (fields.length === 0) throw notDone('a range without a field in a [query_string] query');
  return { dis_max: { queries: fields.map((field) => ({ range: { [field]: options } })) } };
}
