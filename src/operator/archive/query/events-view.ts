import type { ArchivedObject } from '../../../aws/archive/list-archive.ts';
import { identifier, literal, type QueryDatabase } from './database.ts';
import { type FieldFacts, mergeFacts, noFacts, occurrences, valueExpression } from './field-type.ts';
import { objectId } from './object-cache.ts';
import type { Share } from './segment.ts';

/** A field of the events, by its path as JSON. */
interface Leaf {
  readonly path: readonly string[];
  readonly facts: FieldFacts;
  readonly column: string;
}

/**
 * Makes the table `events` of what segments hold: a column for each field at the top, a struct where only parts of it are
 * named. A field that no event has is none, unless there is no event.
 */
export async function createEventsView(
  database: QueryDatabase,
  {
    shares,
    objects,
    fields,
    window,
  }: {
    shares: readonly Share[];
    objects: readonly ArchivedObject[];
    fields: readonly string[];
    window: { from: number; to: number } | undefined;
  },
): Promise<void> {
  await database.createTable(
    'objects',
    ['n BIGINT', 'key VARCHAR', 'arrived BIGINT'],
    objects.map(({ key, arrivedAt }, n) => [n, key, arrivedAt]),
  );
  const events = shares.reduce((sum, { segment }) => sum + segment.events, 0);
  const leaves = fields.map((field, index): Leaf => {
    const path: string[] = JSON.parse(field);
    const facts = shares.reduce(
      (all, { segment }) => mergeFacts(all, segment.fields[field]?.facts ?? noFacts),
      noFacts,
    );
    return { path, facts, column: `f${index}` };
  });
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

function rowsOf(shares: readonly Share[], objects: readonly ArchivedObject[], leaves: readonly Leaf[]): string {
  const numbers = new Map(objects.map((object, n) => [objectId(object), n]));
  return shares
    .map(({ segment, taken }) => {
      // Objects are numbered anew: those of a segment have its own numbers.
      const list = segment.objects.map((id, index) => (taken.has(index) ? (numbers.get(id) ?? -1) : -1));
      const columns = leaves.map(({ path, column }) => {
        const own = segment.fields[JSON.stringify(path)]?.column;
        return `${own ?? 'NULL::VARCHAR'} AS ${column}`;
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
  const names = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const name = leaf.path[0] ?? '';
    if (name === '_key') continue;
    // SQL does not tell names apart by their case: the first one is taken.
    const taken = [...names.keys()].find((one) => one.toLowerCase() === name.toLowerCase());
    if (taken === undefined) names.set(name, [leaf]);
    else if (taken === name) names.get(name)?.push(leaf);
  }
  return [...names].map(([name, parts]) => `${partsOf(parts, 1)} AS ${identifier(name)}`);
}

/** A field that is named as a whole is that; else a struct of the parts that are named. */
function partsOf(leaves: readonly Leaf[], depth: number): string {
  const whole = leaves.find(({ path }) => path.length === depth);
  if (whole !== undefined) return expressionOf(whole);
  const members = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const name = leaf.path[depth] ?? '';
    const taken = [...members.keys()].find((one) => one.toLowerCase() === name.toLowerCase());
    if (taken === undefined) members.set(name, [leaf]);
    else if (taken === name) members.get(name)?.push(leaf);
  }
  const packed = [...members].map(([name, parts]) => `${identifier(name)} := ${partsOf(parts, depth + 1)}`);
  return `struct_pack(${packed.join(', ')})`;
}

/** What every event has, or could have. */
const OF_ENVELOPE = ['_id', '_published_at', '_attributes'];

/** A plain body keeps no time of its own: its object's is the nearest. */
function expressionOf({ path, column, facts }: Leaf): string {
  if (path[0] !== '_published_at')
    return occurrences(facts) === 0 && path[0] !== '_id' ? 'NULL' : valueExpression(column, facts);
  return `coalesce(substr(${column}, 2, 23)::TIMESTAMP, epoch_ms(arrived))::TIMESTAMPTZ`;
}

function timestamp(epochMs: number): string {
  return `TIMESTAMPTZ ${literal(new Date(epochMs).toISOString())}`;
}
