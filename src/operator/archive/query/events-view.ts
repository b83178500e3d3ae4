import type { ArchivedObject } from '../../../aws/archive/list-archive.ts';
import { identifier, literal, type QueryDatabase } from './database.ts';
import { type FieldFacts, mergeFacts, noFacts, occurrences, valueExpression } from './field-type.ts';
import { foldName, foldPath } from './key-spelling.ts';
import { objectId } from './object-cache.ts';
import type { Share } from './segment.ts';

/** A field of the events. */
interface Leaf {
  readonly path: readonly string[];
  /** The paths of which it has the value, as JSON; where an event has several, the first of them. */
  readonly spellings: readonly string[];
  readonly facts: FieldFacts;
  readonly column: string;
}

/**
 * Makes the table `events` of what segments hold: a column for each field at the top, a struct where only parts of it are
 * named. Keys that differ in case alone are one column. A field that no event has is none, unless there is no event.
 */
export async function createEventsView(
  database: QueryDatabase,
  {
    shares,
    objects,
    paths,
    window,
  }: {
    shares: readonly Share[];
    objects: readonly ArchivedObject[];
    paths: readonly (readonly string[])[];
    window: { from: number; to: number } | undefined;
  },
): Promise<void> {
  await database.createTable(
    'objects',
    ['n BIGINT', 'key VARCHAR', 'arrived BIGINT'],
    objects.map(({ key, arrivedAt }, n) => [n, key, arrivedAt]),
  );
  const events = shares.reduce((sum, { segment }) => sum + segment.events, 0);
  const leaves = leavesOf(paths, shares);
  const rows = shares.length === 0 ? noRows(leaves) : rowsOf(shares, objects, leaves);
  const shown = leaves.filter(
    ({ path, facts }) => events === 0 || occurrences(facts) > 0 || OF_ENVELOPE.includes(path[0] ?? ''),
  );
  const columns = [...columnsOf(shown), 'key AS "_key"'];
  const times = window && [`_published_at >= ${timestamp(window.from)}`, `_published_at < ${timestamp(window.to)}`];
  await database.run(
    `CREATE VIEW events AS SELECT * FROM (SELECT ${columns.join(', ')} FROM (${rows}) JOIN objects USING (n))${
      times ? ` WHERE ${times.join(' AND ')}` : ''
    }`,
  );
}

function leavesOf(paths: readonly (readonly string[])[], shares: readonly Share[]): Leaf[] {
  const held = [...new Set(shares.flatMap(({ segment }) => Object.keys(segment.fields)))].sort();
  const byFold = Map.groupBy(held, (field) => foldPath(JSON.parse(field)));
  const named = new Map(paths.map((path) => [JSON.stringify(path), path]));
  return [...Map.groupBy(named, ([, path]) => foldPath(path))].flatMap(([fold, same], index) => {
    const spellings = [...new Set([...same.map(([field]) => field), ...(byFold.get(fold) ?? [])])];
    const facts = shares
      .flatMap(({ segment }) => spellings.map((field) => segment.fields[field]?.facts ?? noFacts))
      .reduce(mergeFacts, noFacts);
    return same.slice(0, 1).map(([, path]): Leaf => ({ path, spellings, facts, column: `f${index}` }));
  });
}

function rowsOf(shares: readonly Share[], objects: readonly ArchivedObject[], leaves: readonly Leaf[]): string {
  const numbers = new Map(objects.map((object, n) => [objectId(object), n]));
  return shares
    .map(({ segment, taken }) => {
      // Objects are numbered anew: those of a segment have its own numbers.
      const list = segment.objects.map((id, index) => (taken.has(index) ? (numbers.get(id) ?? -1) : -1));
      const columns = leaves.map(({ spellings, column }) => {
        const own = spellings.flatMap((field) => segment.fields[field]?.column ?? []);
        return `${own.length === 0 ? 'NULL::VARCHAR' : `coalesce(${own.join(', ')})`} AS ${column}`;
      });
      const renumbered = `[${list.join(', ')}][n + 1]`;
      const selected = `SELECT ${[`${renumbered} AS n`, ...columns].join(', ')} FROM read_parquet(${literal(segment.file)}) WHERE b > 1`;
      return taken.size === segment.objects.length ? selected : `SELECT * FROM (${selected}) WHERE n >= 0`;
    })
    .join(' UNION ALL ');
}

function noRows(leaves: readonly Leaf[]): string {
  return `SELECT ${['0::BIGINT AS n', ...leaves.map(({ column }) => `NULL::VARCHAR AS ${column}`)].join(', ')} WHERE false`;
}

function columnsOf(leaves: readonly Leaf[]): string[] {
  const named = leaves.filter(({ path }) => path[0] !== '_key');
  return membersOf(named, 0).map(([name, parts]) => `${partsOf(parts, 1)} AS ${identifier(name)}`);
}

/** Leaves by their name at a depth, which is spelled as in the first of them. */
function membersOf(leaves: readonly Leaf[], depth: number): [string, Leaf[]][] {
  const members = Map.groupBy(leaves, ({ path }) => foldName(path[depth] ?? ''));
  return [...members.values()].map((parts) => [parts[0]?.path[depth] ?? '', parts]);
}

/** A field that is named as a whole is that; else a struct of the parts that are named. */
function partsOf(leaves: readonly Leaf[], depth: number): string {
  const whole = leaves.find(({ path }) => path.length === depth);
  if (whole !== undefined) return expressionOf(whole);
  const packed = membersOf(leaves, depth).map(([name, parts]) => `${identifier(name)} := ${partsOf(parts, depth + 1)}`);
  return `struct_pack(${packed.join(', ')})`;
}

/** What every event has, or could have. */
const OF_ENVELOPE = ['_id', '_published_at', '_attributes', '_event'];

/** A plain body keeps no time of its own: its object's is the nearest. */
function expressionOf({ path, column, facts }: Leaf): string {
  if (path[0] === '_event') return `${column}::JSON`;
  if (path[0] !== '_published_at')
    return occurrences(facts) === 0 && path[0] !== '_id' ? 'NULL' : valueExpression(column, facts);
  return `coalesce(substr(${column}, 2, 23)::TIMESTAMP, epoch_ms(arrived))::TIMESTAMPTZ`;
}

function timestamp(epochMs: number): string {
  return `TIMESTAMPTZ ${literal(new Date(epochMs).toISOString())}`;
}
