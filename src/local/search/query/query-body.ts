/**
 * Reads the bodies of query clauses: `{"field": value}` or `{"field": {"query": value, …}}`.
 * Stands in for OpenSearch's query parsers; line and column of a mistake are not given.
 */
import { isObject, type Json } from '../json.ts';
import { parsingError } from '../search-error.ts';

/** The one field of a clause and its options; a plain value becomes the option `short`. */
export function fieldClause(query: string, body: unknown, short?: string): { name: string; options: Json } {
  if (!isObject(body)) throw parsingError(`[${query}] query malformed, no start_object after query name`);
  const [entry, ...more] = Object.entries(body);
  const second = more[0];
  if (second) {
    throw parsingError(`[${query}] query doesn't support multiple fields, found [${entry?.[0]}] and [${second[0]}]`);
  }
  if (!entry) throw parsingError(`[${query}] query malformed, no field`);
  const [name, value] = entry;
  if (isObject(value)) return { name, options: value };
  if (short === undefined) throw parsingError(`[${query}] query does not support [${name}]`);
  return { name, options: { [short]: value } };
}

/** The `boost` of a clause, 1 when there is none. */
export function boostOf(options: Json): number {
  const boost = options['boost'];
  if (boost === undefined) return 1;
  const number = Number(boost);
  if (Number.isNaN(number) || number < 0) throw parsingError(`negative or invalid [boost] [${String(boost)}]`);
  return number;
}
