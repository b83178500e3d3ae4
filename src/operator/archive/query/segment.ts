import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { recordOf } from '../../../domain/record-of.ts';
import { isOwnColumn } from './event-columns.ts';
import { LineKeys } from './event-lines.ts';
import { FieldFacts } from './field-type.ts';
import { foldPath } from './key-spelling.ts';

const Manifest = v.object({
  /** The ids of the objects whose events are in it; a row has the index of its object here. */
  objects: v.array(v.string()),
  /** All keys that their lines have. */
  keys: LineKeys,
  /** By a path as JSON, in every spelling that the events may have, the column that has it, and what its values are. */
  fields: recordOf(v.object({ column: v.string(), facts: FieldFacts })),
  /** Fields that one event has in several spellings: these, as paths. */
  clashes: v.array(v.array(v.array(v.string()))),
  /** True where the fields are all that these events have. */
  complete: v.boolean(),
  events: v.number(),
  unreadable: v.array(
    v.object({ kind: v.literal('unreadable'), key: v.string(), line: v.optional(v.number()), reason: v.string() }),
  ),
});
type Manifest = v.InferOutput<typeof Manifest>;

/** Some fields of the events of some objects, as JSON texts in a Parquet file. */
export interface Segment extends Manifest {
  readonly file: string;
}

/** Reads what is known of the segments in a folder; one whose file is not there is none. */
export async function readSegments(folder: string): Promise<Segment[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  const files = names.filter((name) => name.endsWith('.parquet'));
  const segments = await Promise.all(
    files
      .filter((name) => names.includes(manifestOf(name)))
      .map(async (name) => {
        const manifest = v.safeParse(Manifest, JSON.parse(await readFile(join(folder, manifestOf(name)), 'utf8')));
        return manifest.success ? [{ ...manifest.output, file: join(folder, name) }] : [];
      }),
  );
  return segments.flat();
}

/** Adds a segment: `write` makes its Parquet file and tells what is in it. What is broken off leaves nothing. */
export async function addSegment(folder: string, write: (file: string) => Promise<Manifest>): Promise<Segment> {
  const name = `${randomUUID()}.parquet`;
  const partial = join(folder, `${name}.partial`);
  try {
    const manifest = await write(partial);
    await writeFile(join(folder, manifestOf(name)), JSON.stringify(manifest), { mode: 0o600 });
    await rename(partial, join(folder, name));
    return { ...manifest, file: join(folder, name) };
  } finally {
    await rm(partial, { force: true });
  }
}

/** A segment, and which of its objects are taken from it. */
export interface Share {
  readonly segment: Segment;
  /** Indexes in the segment's objects, with the ids. */
  readonly taken: ReadonlyMap<number, string>;
}

/**
 * Chooses segments for the objects of a query, each object from one, of those that have every field of it. `missing` are
 * the objects that no segment has.
 */
export function coverObjects(
  segments: readonly Segment[],
  wanted: ReadonlySet<string>,
  { paths, everything }: { paths: readonly (readonly string[])[]; everything: boolean },
): { shares: Share[]; missing: Set<string> } {
  const missing = new Set(wanted);
  const shares: Share[] = [];
  const usable = segments
    .filter((segment) => (segment.complete || !everything) && holdsAll(segment, paths))
    .sort((a, b) => Number(a.complete) - Number(b.complete) || b.objects.length - a.objects.length);
  for (const segment of usable) {
    const taken = new Map([...segment.objects.entries()].filter(([, id]) => missing.delete(id)));
    if (taken.size > 0) shares.push({ segment, taken });
  }
  return { shares, missing };
}

/** All that a segment has. */
export function wholeShare(segment: Segment): Share {
  return { segment, taken: new Map(segment.objects.entries()) };
}

/** A segment has a path in all spellings or in none; one at the top that is not among all fields is one that no event has. */
function holdsAll({ fields, complete }: Segment, paths: readonly (readonly string[])[]): boolean {
  const held = new Set(Object.keys(fields).map((path) => foldPath(JSON.parse(path))));
  return paths.every(
    (path) => held.has(foldPath(path)) || (complete && path.length === 1 && !isOwnColumn(path[0] ?? '')),
  );
}

function manifestOf(name: string): string {
  return name.replace(/\.parquet$/, '.json');
}
