import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import type { Archive } from '../../../aws/archive/describe-archive.ts';
import {
  type ArchivedObject,
  type ArchiveWindow,
  listArchive,
  type Unreadable,
} from '../../../aws/archive/list-archive.ts';
import { readEvents } from '../../../aws/archive/read-events.ts';
import { reasonOf } from '../../../domain/errors.ts';
import { OperationError, RequestError } from '../../errors.ts';
import { literal, openQueryDatabase, type QueryDatabase } from './database.ts';
import { isColumnName, isOwnColumn } from './event-columns.ts';
import { type LineKeys, readKeys } from './event-lines.ts';
import { createEventsView } from './events-view.ts';
import { extractFields, type LocalObject } from './extract-fields.ts';
import { type HiddenKeys, hiddenKeys } from './hidden-keys.ts';
import { foldName } from './key-spelling.ts';
import { type NamedFields, namedFields } from './named-fields.ts';
import { type ObjectCache, objectId, openObjectCache, pruneFolder } from './object-cache.ts';
import { type QueryResult, readResult } from './query-result.ts';
import { coverObjects, readSegments, type Segment, wholeShare } from './segment.ts';

/** What a query found, and what it could not read. */
export interface ArchiveAnswer extends QueryResult {
  readonly objects: number;
  readonly fetched: number;
  readonly unreadable: readonly Unreadable[];
  /** Keys that the columns of the query do not show by themselves. */
  readonly hidden: readonly HiddenKeys[];
}

/** Told what is done, of how much. */
export type Progress = (done: number, all: number, what: string) => void;

/** Each of the two folders, objects and fields, keeps at most so much when a query is done. */
const MAX_CACHE_BYTES = 20 * 1024 ** 3;
/** How many objects are fetched at a time. */
const FETCHES = 12;

/**
 * Runs a query over the archive's events of a window. Objects are fetched once, and of their lines only the fields that the
 * query names are taken, once: a query that names the same fields again reads those alone. Throws RequestError for what is not
 * one SELECT, and OperationError for what DuckDB refuses.
 */
export async function queryArchive({
  s3,
  archive,
  window,
  wholeArchive,
  sql,
  folder,
  progress,
}: {
  s3: S3Client;
  archive: Archive;
  window: ArchiveWindow;
  wholeArchive: boolean;
  sql: string;
  folder: string;
  progress: Progress;
}): Promise<ArchiveAnswer> {
  const database = await openQueryDatabase(folder);
  try {
    const named = namedFields(await parseQuery(database, sql));
    const { objects, foreign } = await listObjects(s3, archive, window, progress);
    const paths = neededPaths(named, !wholeArchive);
    const segmentFolder = join(folder, 'fields');
    const wanted = new Set(objects.map(objectId));
    const { everything } = named;
    const segments = await readSegments(segmentFolder);
    const { shares, missing } = coverObjects(segments, wanted, { paths, everything });
    if (missing.size > 0) {
      const cache = await openObjectCache({ s3, bucket: archive.bucket, folder: join(folder, 'objects') });
      const needed = objects.filter((object) => missing.has(objectId(object)));
      const copies = await fetchAll(needed, cache, progress);
      progress(copies.length, copies.length, 'objects fetched, reading them');
      const keys = await keysOf(database, segments, copies);
      const inspect = (object: ArchivedObject) => unreadableOf(s3, archive, object);
      const taken = everything ? [...keys.top.filter(isColumnName).map((key) => [key]), ...paths] : paths;
      const work = { folder: segmentFolder, objects: copies, keys, paths: taken, complete: everything, inspect };
      shares.push(wholeShare(await extractFields(database, work)));
      await pruneFolder(join(folder, 'objects'), MAX_CACHE_BYTES);
    }
    const all = everything
      ? shares.flatMap(({ segment }) => segment.keys.top.filter(isColumnName).map((key) => [key]))
      : [];
    const shown = [...all, ...paths];
    await createEventsView(database, { shares, objects, paths: shown, window: wholeArchive ? undefined : window });
    const result = await runQuery(database, sql, segmentFolder);
    await pruneFolder(segmentFolder, MAX_CACHE_BYTES);
    const damaged = shares.flatMap(({ segment }) =>
      segment.unreadable.map(({ line, ...found }) => ({ ...found, line })),
    );
    const keys = new Set(objects.map(({ key }) => key));
    const unreadable = [...foreign, ...damaged.filter(({ key }) => keys.has(key))];
    return {
      ...result,
      objects: objects.length,
      fetched: missing.size,
      unreadable,
      hidden: hiddenKeys(
        shares.map(({ segment }) => segment),
        shown,
        everything,
      ),
    };
  } finally {
    database.close();
  }
}

const Parsed = v.union([
  v.object({ error: v.literal(false), statements: v.array(v.unknown()) }),
  v.object({ error: v.literal(true), error_message: v.string() }),
]);

/** DuckDB's own parser; it takes statements that read alone. */
async function parseQuery(database: QueryDatabase, sql: string): Promise<unknown> {
  const read = await database.run(`SELECT json_serialize_sql(${literal(sql)})::VARCHAR`);
  const parsed = v.parse(Parsed, JSON.parse(v.parse(v.string(), read.getRowsJson()[0]?.[0])));
  if (parsed.error) throw new RequestError(`the query cannot be read: ${parsed.error_message}`);
  if (parsed.statements.length !== 1) throw new RequestError(`give one SELECT, not ${parsed.statements.length}`);
  return parsed.statements[0];
}

/** `_key` needs no reading. A window needs the times; `*` means what an envelope says of its event, too. */
function neededPaths({ paths, everything }: NamedFields, timed: boolean): (readonly string[])[] {
  const extra = [
    ...(everything ? [['_id'], ['_attributes']] : []),
    ...(everything || timed ? [['_published_at']] : []),
  ];
  const all = [...extra, ...paths].map(ofOwnColumn).filter(([name]) => name !== '_key');
  return [...new Map(all.map((path) => [JSON.stringify(path), path])).values()];
}

/** SQL takes a column of ours in any case; the parts of `_event` are taken by DuckDB, which reads it as JSON. */
function ofOwnColumn(path: readonly string[]): readonly string[] {
  const [name = '', ...parts] = path;
  if (!isOwnColumn(name)) return path;
  return foldName(name) === '_event' ? ['_event'] : [foldName(name), ...parts];
}

/** Which keys the lines have is read once of each object. What other objects have besides does no harm. */
async function keysOf(
  database: QueryDatabase,
  segments: readonly Segment[],
  copies: readonly LocalObject[],
): Promise<LineKeys> {
  const unknown = new Set(copies.map(({ object }) => objectId(object)));
  const knowing = segments.filter(({ objects }) => objects.filter((id) => unknown.delete(id)).length > 0);
  const unread = copies.filter(({ object }) => unknown.has(objectId(object)));
  const files = unread.map(({ file }) => file);
  const read = files.length === 0 ? [] : [await readKeys(database, files)];
  const all = [...knowing.map(({ keys }) => keys), ...read];
  return { top: unique(all.flatMap(({ top }) => top)), deeper: unique(all.flatMap(({ deeper }) => deeper)) };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

async function listObjects(s3: S3Client, archive: Archive, window: ArchiveWindow, progress: Progress) {
  const objects: ArchivedObject[] = [];
  const foreign: Unreadable[] = [];
  for await (const entry of listArchive(s3, archive, window)) {
    if (entry.kind === 'object') objects.push(entry);
    else foreign.push(entry);
    if (objects.length % 1000 === 1) progress(0, objects.length, 'objects listed');
  }
  return { objects, foreign };
}

async function fetchAll(
  objects: readonly ArchivedObject[],
  cache: ObjectCache,
  progress: Progress,
): Promise<LocalObject[]> {
  const copies: LocalObject[] = [];
  const waiting = objects.values();
  const worker = async () => {
    for (const object of waiting) {
      copies.push({ object, file: await cache.fetch(object) });
      progress(copies.length, objects.length, 'objects fetched');
    }
  };
  await Promise.all(Array.from({ length: FETCHES }, worker));
  return copies;
}

async function unreadableOf(s3: S3Client, archive: Archive, object: ArchivedObject): Promise<Unreadable[]> {
  const unreadable: Unreadable[] = [];
  for await (const found of readEvents(s3, archive, object)) if (found.kind === 'unreadable') unreadable.push(found);
  return unreadable;
}

/** The query itself may read the extracted fields, and nothing else of this machine or the network. */
async function runQuery(database: QueryDatabase, sql: string, folder: string): Promise<QueryResult> {
  await database.run(`SET allowed_directories = [${literal(`${folder}/`)}]`);
  await database.run('SET enable_external_access = false');
  await database.run('SET lock_configuration = true');
  try {
    return readResult(await database.run(sql));
  } catch (error) {
    const [said = ''] = reasonOf(error).split('\n');
    const unknown = /not found|could not find/i.test(said) ? '; without SQL the fields are listed' : '';
    throw new OperationError(`${said}${unknown}`, { cause: error });
  }
}
