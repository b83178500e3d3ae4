import { open, stat } from 'node:fs/promises';
import * as v from 'valibot';
import type { ArchivedObject, Unreadable } from '../../../aws/archive/list-archive.ts';
import { ENVELOPE_HEAD } from '../../../domain/envelope-head.ts';
import { literal, type QueryDatabase } from './database.ts';
import { FieldFacts, factExpressions } from './field-type.ts';
import { objectId } from './object-cache.ts';
import { addSegment, type Segment } from './segment.ts';

/** An object of the archive and its copy on this machine. */
export interface LocalObject {
  readonly object: ArchivedObject;
  readonly file: string;
}

/**
 * Takes fields out of the events of some objects into a new segment, by their paths in the raw lines: nothing else of a
 * line is looked at. With `everything`, the fields at the top of every body are taken too. `inspect` is asked about each
 * object of which not every byte was read.
 */
export async function extractFields(
  database: QueryDatabase,
  {
    folder,
    objects,
    paths,
    everything,
    inspect,
  }: {
    folder: string;
    objects: readonly LocalObject[];
    paths: readonly (readonly string[])[];
    everything: boolean;
    inspect: (object: ArchivedObject) => Promise<Unreadable[]>;
  },
): Promise<Segment> {
  await database.run('DROP TABLE IF EXISTS copies');
  await database.createTable(
    'copies',
    ['n BIGINT', 'file VARCHAR'],
    objects.map(({ file }, n) => [n, file]),
  );
  const lines = `${linesOf(objects.map(({ file }) => file))} JOIN copies ON file = filename`;
  const all = everything ? uniquePaths([...(await topFields(database, lines)), ...paths]) : paths;
  return addSegment(folder, async (parquet) => {
    const columns = all.map((_, index) => `nullif(j[${index + 1}]::VARCHAR, 'null') AS c${index}`);
    const values = `SELECT n, coalesce(strlen(line), 0) + 1 AS b, ${all.length === 0 ? 'NULL' : extraction(all)} AS j FROM ${lines}`;
    await database.run(
      `COPY (SELECT ${['n', 'b', ...columns].join(', ')} FROM (${values})) TO ${literal(parquet)} (FORMAT parquet)`,
    );
    const { events, facts } = await readFacts(database, parquet, all.length);
    return {
      objects: objects.map(({ object }) => objectId(object)),
      fields: Object.fromEntries(
        all.map((path, index) => [
          JSON.stringify(path),
          { column: `c${index}`, facts: facts[index] ?? v.parse(FieldFacts, {}) },
        ]),
      ),
      complete: everything,
      events,
      unreadable: await findUnreadable(database, { parquet, objects, inspect }),
    };
  });
}

/** Lines as they are: no quotes, no columns; nothing that is JSON holds the control character that would part it. */
function linesOf(files: readonly string[]): string {
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

/** The texts at the paths, one parse a line; what is not JSON has none. */
function extraction(paths: readonly (readonly string[])[]): string {
  const list = (pointers: readonly string[]) => `TRY(json_extract(line, [${pointers.map(literal).join(', ')}]))`;
  const envelope = list(
    paths.map((path) => pointer(ENVELOPE_ROOTS.get(path[0] ?? '') ?? ['event', path[0] ?? ''], path)),
  );
  const plain = list(
    paths.map((path) => pointer([ENVELOPE_ROOTS.has(path[0] ?? '') ? NOWHERE : (path[0] ?? '')], path)),
  );
  return `CASE WHEN regexp_matches(line, ${literal(ENVELOPE_HEAD.source)}) THEN ${envelope} ELSE ${plain} END`;
}

/** What an envelope says of its event besides the body. */
const ENVELOPE_ROOTS = new Map([
  ['_id', ['id']],
  ['_published_at', ['publishedAt']],
  ['_attributes', ['attributes']],
]);
const NOWHERE = '\u0001';

/** RFC 6901, but that DuckDB takes a backslash as it is. */
function pointer(root: readonly string[], path: readonly string[]): string {
  return [...root, ...path.slice(1)].map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The names at the top of the bodies, in the order in which events have them. */
async function topFields(database: QueryDatabase, lines: string): Promise<string[][]> {
  const keys = `CASE WHEN regexp_matches(line, ${literal(ENVELOPE_HEAD.source)}) THEN TRY(json_keys(line, '/event')) ELSE TRY(json_keys(line)) END`;
  const named = `SELECT unnest(k) AS name, generate_subscripts(k, 1) AS place FROM (SELECT ${keys} AS k FROM ${lines})`;
  const found = await database.run(`SELECT name FROM (${named}) GROUP BY name ORDER BY min(place), name`);
  return v.parse(v.array(v.tuple([v.string()])), found.getRowsJson());
}

function uniquePaths(paths: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

const Numeric = v.pipe(v.union([v.string(), v.number()]), v.transform(Number));

async function readFacts(database: QueryDatabase, parquet: string, columns: number) {
  const wanted = Array.from({ length: columns }, (_, index) => factExpressions(`c${index}`));
  const read = await database.run(
    `SELECT ${['count(*)', ...wanted.flat()].join(', ')} FROM read_parquet(${literal(parquet)}) WHERE b > 1`,
  );
  const [events = 0, ...counts] = v.parse(v.array(Numeric), read.getRowsJson()[0]);
  const names = Object.keys(FieldFacts.entries);
  const facts = wanted.map((_, index) =>
    v.parse(FieldFacts, Object.fromEntries(names.map((name, n) => [name, counts[index * names.length + n]]))),
  );
  return { events, facts };
}

/** DuckDB reads what is cut short as if it were whole, and leaves out what is not UTF-8: the bytes tell. */
async function findUnreadable(
  database: QueryDatabase,
  {
    parquet,
    objects,
    inspect,
  }: { parquet: string; objects: readonly LocalObject[]; inspect: (object: ArchivedObject) => Promise<Unreadable[]> },
) {
  const read = await database.run(`SELECT n, sum(b) FROM read_parquet(${literal(parquet)}) GROUP BY n`);
  const bytes = new Map(v.parse(v.array(v.tuple([Numeric, Numeric])), read.getRowsJson()));
  const unreadable = [];
  for (const [n, { object, file }] of objects.entries()) {
    const missing = (await contentBytes(file)) - (bytes.get(n) ?? 0);
    // The last line may end without a line feed, which is counted here.
    if (missing === 0 || missing === -1) continue;
    for (const { line, ...found } of await inspect(object))
      unreadable.push({ ...found, ...(line === undefined ? {} : { line }) });
  }
  return unreadable;
}

/** The length of a file's content; a gzip file ends in it, modulo 2^32 (RFC 1952). */
async function contentBytes(file: string): Promise<number> {
  const { size } = await stat(file);
  if (!file.endsWith('.gz') || size < 4) return size;
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, size - 4);
    return buffer.readUInt32LE();
  } finally {
    await handle.close();
  }
}
