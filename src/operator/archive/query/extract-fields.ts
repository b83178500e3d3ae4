import { open, stat } from 'node:fs/promises';
import * as v from 'valibot';
import type { ArchivedObject, Unreadable } from '../../../aws/archive/list-archive.ts';
import { literal, type QueryDatabase } from './database.ts';
import { type LineKeys, linesOf, textsAt } from './event-lines.ts';
import { FieldFacts, factExpressions, noFacts } from './field-type.ts';
import { foldKeys, foldPath, spellings } from './key-spelling.ts';
import { objectId } from './object-cache.ts';
import { addSegment, type Segment } from './segment.ts';

/** An object of the archive and its copy on this machine. */
export interface LocalObject {
  readonly object: ArchivedObject;
  readonly file: string;
}

/**
 * Takes fields out of the events of some objects into a new segment, by their paths in the raw lines, in every spelling that
 * differs in case alone: nothing else of a line is looked at. `keys` are all that the lines have. `inspect` is
 * asked about each object of which not every byte was read.
 */
export async function extractFields(
  database: QueryDatabase,
  {
    folder,
    objects,
    keys,
    paths,
    complete,
    inspect,
  }: {
    folder: string;
    objects: readonly LocalObject[];
    keys: LineKeys;
    paths: readonly (readonly string[])[];
    /** True where the paths are all that these events have. */
    complete: boolean;
    inspect: (object: ArchivedObject) => Promise<Unreadable[]>;
  },
): Promise<Segment> {
  await database.run('DROP TABLE IF EXISTS copies');
  await database.createTable(
    'copies',
    ['n BIGINT', 'file VARCHAR'],
    objects.map(({ file }, n) => [n, file]),
  );
  const alike = { top: foldKeys(keys.top), deeper: foldKeys(keys.deeper) };
  const lines = `${linesOf(objects.map(({ file }) => file))} JOIN copies ON file = filename`;
  return addSegment(folder, async (parquet) => {
    const spelled = uniquePaths(paths.flatMap((path) => spellings(path, alike)));
    const texts = spelled.map((_, index) => `nullif(j[${index + 1}]::VARCHAR, 'null') AS c${index}`);
    const values = `SELECT n, coalesce(strlen(line), 0) + 1 AS b, ${spelled.length === 0 ? 'NULL' : textsAt(spelled)} AS j FROM ${lines}`;
    await database.run(
      `COPY (SELECT ${['n', 'b', ...texts].join(', ')} FROM (${values})) TO ${literal(parquet)} (FORMAT parquet)`,
    );
    const columns = new Map(spelled.map((path, index) => [JSON.stringify(path), `c${index}`]));
    const { events, facts } = await readFacts(database, parquet, spelled.length);
    return {
      objects: objects.map(({ object }) => objectId(object)),
      keys,
      fields: Object.fromEntries(
        [...columns].map(([path, column], index) => [path, { column, facts: facts[index] ?? noFacts }]),
      ),
      clashes: await findClashes(database, parquet, columns),
      complete,
      events,
      unreadable: await findUnreadable(database, { parquet, objects, inspect }),
    };
  });
}

function uniquePaths(paths: readonly string[][]): string[][] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

/** The fields of which one event has several spellings. */
async function findClashes(
  database: QueryDatabase,
  parquet: string,
  columns: ReadonlyMap<string, string>,
): Promise<string[][][]> {
  const paths = [...columns.keys()].map((path): string[] => JSON.parse(path));
  const groups = Object.values(Object.groupBy(paths, foldPath)).filter(
    (group) => group !== undefined && group.length > 1,
  );
  if (groups.length === 0) return [];
  const several = groups.map((group = []) => {
    const held = group.map((path) => `(${columns.get(JSON.stringify(path))} IS NOT NULL)::INT`);
    return `coalesce(bool_or(${held.join(' + ')} > 1), false)`;
  });
  const read = await database.run(`SELECT ${several.join(', ')} FROM read_parquet(${literal(parquet)})`);
  const [answers = []] = v.parse(v.array(v.array(v.boolean())), read.getRowsJson());
  return groups.filter((_, index) => answers[index]).map((group = []) => group);
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
