import * as v from 'valibot';
import { ENVELOPE_HEAD } from '../../../domain/envelope-head.ts';
import { literal, type QueryDatabase } from './database.ts';
import { pointer } from './event-columns.ts';

/** The lines of files as they are: no quotes, no columns; nothing that is JSON holds the control character that would part it. */
export function linesOf(files: readonly string[]): string {
  const options = {
    columns: "{'line': 'VARCHAR'}",
    auto_detect: 'false',
    header: 'false',
    delim: "'\u0001'",
    quote: "''",
    escape: "''",
    comment: "''",
    new_line: "'\\n'",
    filename: 'true',
    strict_mode: 'false',
    null_padding: 'true',
    ignore_errors: 'true',
    max_line_size: '16777216',
    buffer_size: '17825792',
  };
  const given = Object.entries(options).map(([name, value]) => `${name} = ${value}`);
  return `read_csv([${files.map(literal).join(', ')}], ${given.join(', ')})`;
}

/** The expression for the list of texts at the paths of a line, by one parse of it; what is not JSON has none. */
export function textsAt(paths: readonly (readonly string[])[]): string {
  const list = (pointers: readonly string[]) =>
    ofJson((line) => `json_extract(${line}, [${pointers.map(literal).join(', ')}])`);
  const envelope = list(paths.map((path) => pointer(inEnvelope(path))));
  const plain = list(paths.map((path) => pointer(inPlainBody(path))));
  return `CASE WHEN ${IS_ENVELOPE} THEN ${envelope} ELSE ${plain} END`;
}

/** The keys that lines have. */
export const LineKeys = v.object({
  /** At the top of the bodies, in the order in which events have them. */
  top: v.array(v.string()),
  /** Of any object within. */
  deeper: v.array(v.string()),
});
export type LineKeys = v.InferOutput<typeof LineKeys>;

/** Reads which keys the lines of files have. */
export async function readKeys(database: QueryDatabase, files: readonly string[]): Promise<LineKeys> {
  const top = `CASE WHEN ${IS_ENVELOPE} THEN ${ofJson((line) => `json_keys(${line}, '/event')`)} ELSE ${ofJson((line) => `json_keys(${line})`)} END`;
  const deeper = ofJson((line) => `flatten(json_keys(${line}, '$..*'))`);
  const lines = `SELECT ${top} AS top, ${deeper} AS deeper FROM ${linesOf(files)}`;
  // Most events are alike: each sort of them, by two hashes of 64 bits, is taken apart once.
  const sorts = `SELECT any_value(top) AS top, any_value(deeper) AS deeper FROM (${lines}) GROUP BY hash(top), hash(deeper)`;
  const keys = `SELECT unnest([0, 1]) AS depth, unnest([top, deeper]) AS k FROM (${sorts})`;
  const named = `SELECT depth, unnest(k) AS name, generate_subscripts(k, 1) AS place FROM (${keys})`;
  const placed = `SELECT depth, name, min(place) AS place FROM (${named}) GROUP BY depth, name`;
  const list = (depth: number) => `coalesce(list(name ORDER BY place, name) FILTER (depth = ${depth}), [])`;
  // Two lists: a row for each would cost several times as much, where keys are ids and so very many.
  const found = await database.run(`SELECT ${list(0)}, ${list(1)} FROM (${placed})`);
  const [atTop, within] = found.getRowsJson()[0] ?? [];
  return v.parse(LineKeys, { top: atTop, deeper: within });
}

/**
 * Reads a line as JSON; one that is none reads as NULL. DuckDB takes half a surrogate pair, escaped, for no JSON: a line with
 * one is read again with the replacement character instead, which is what UTF-8 makes of it elsewhere.
 */
function ofJson(read: (line: string) => string): string {
  const again = `CASE WHEN regexp_matches(line, '\\\\u[dD][89a-fA-F]') THEN ${read(WITHOUT_HALF_PAIRS)} END`;
  return `coalesce(TRY(${read('line')}), TRY(${again}))`;
}

/** Escaped backslashes and whole pairs are put aside, as control characters that JSON does not hold, and back. */
const WITHOUT_HALF_PAIRS = [
  [String.raw`\\\\`, 'chr(2)'],
  [
    String.raw`\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})`,
    String.raw`chr(1) || '\1' || chr(1) || '\2'`,
  ],
  [String.raw`\\u[dD][89a-fA-F][0-9a-fA-F]{2}`, String.raw`'\\ufffd'`],
  [String.raw`\x01`, String.raw`'\\u'`],
  [String.raw`\x02`, String.raw`'\\\\'`],
].reduce((text, [found, instead]) => `regexp_replace(${text}, '${found}', ${instead}, 'g')`, 'line');

const IS_ENVELOPE = `regexp_matches(line, ${literal(ENVELOPE_HEAD.source)})`;

/** What an envelope says of its event besides the body, and the body whole. */
const ENVELOPE_ROOTS = new Map([
  ['_id', 'id'],
  ['_published_at', 'publishedAt'],
  ['_attributes', 'attributes'],
  ['_event', 'event'],
]);
const NOWHERE = '\u0001';

function inEnvelope(path: readonly string[]): readonly string[] {
  const root = ENVELOPE_ROOTS.get(path[0] ?? '');
  return root === undefined ? ['event', ...path] : [root, ...path.slice(1)];
}

function inPlainBody(path: readonly string[]): readonly string[] {
  if (path[0] === '_event') return [];
  return ENVELOPE_ROOTS.has(path[0] ?? '') ? [NOWHERE] : path;
}
