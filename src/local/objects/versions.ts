/**
 * Objects with their versions and delete markers as rows: stands in for the index of Amazon S3.
 * A bucket that was never versioned has of each key the one version `null`.
 */
import * as v from 'valibot';
import { integer, type LocalDatabase, type Row, text } from '../database.ts';
import { type Texts, texts } from './texts.ts';
import { NULL_VERSION, newVersionId } from './version-id.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS objects_versions (
  bucket TEXT NOT NULL, key TEXT NOT NULL, seq INTEGER NOT NULL, version TEXT NOT NULL,
  latest INTEGER NOT NULL, marker INTEGER NOT NULL, body TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
  modified INTEGER NOT NULL, headers TEXT NOT NULL, checksums TEXT NOT NULL, tags TEXT NOT NULL, parts TEXT NOT NULL,
  PRIMARY KEY (bucket, key, seq DESC)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS objects_current ON objects_versions (bucket, key) WHERE latest = 1 AND marker = 0;
`;

/** A part of an upload, as its object remembers it. */
export interface ObjectPart {
  readonly number: number;
  readonly size: number;
  readonly checksums: Texts;
}

/** An object to be written, without its bytes; `etag` is unquoted, `headers` holds what S3 gives back with it. */
export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: string;
  readonly size: number;
  readonly etag: string;
  readonly modified: number;
  readonly headers: Texts;
  readonly checksums: Texts;
  readonly tags: string;
  /** Of which it was put together; none for an object that came whole. */
  readonly parts: readonly ObjectPart[];
}

/** An object in one of its versions. */
export interface StoredObject extends NewObject {
  readonly version: string;
}

/** A version or a delete marker, which has no body. */
export interface StoredVersion extends StoredObject {
  /** Its place among the versions of its key: the newest has the highest. */
  readonly order: number;
  readonly isLatest: boolean;
  readonly isMarker: boolean;
}

/** Where a listing of versions goes on: behind the version `order` of `key`. */
export interface VersionPosition {
  readonly key: string;
  readonly order: number;
}

export interface ObjectVersions {
  /** True where the bucket holds no version and no delete marker. */
  isEmpty(bucket: string): boolean;
  /** The object that a key has now; undefined behind a delete marker. */
  find(bucket: string, key: string): StoredObject | undefined;
  /** The newest version of a key, which may be a delete marker. */
  latest(bucket: string, key: string): StoredVersion | undefined;
  version(bucket: string, key: string, version: string): StoredVersion | undefined;
  /**
   * Adds the newest version of a key: beside the others with an id of its own where `keep`, else as `null`, in place of what had
   * that id. Returns it, and the body file that is no longer needed.
   */
  add(object: NewObject, keep: boolean): { added: StoredVersion; replaced: string | undefined };
  /** The same with a delete marker. */
  addMarker(
    marker: Pick<NewObject, 'bucket' | 'key' | 'modified'>,
    keep: boolean,
  ): { added: StoredVersion; replaced: string | undefined };
  /** Removes one version for good, and returns it; the one before it becomes the latest. */
  removeVersion(bucket: string, key: string, version: string): StoredVersion | undefined;
  saveTags(object: StoredObject, tags: string): void;
  /** Current objects in the order of their keys' UTF-8 bytes, from the first key after `after`. */
  page(bucket: string, prefix: string, after: string, limit: number): StoredVersion[];
  /** Versions and delete markers in the order of their keys, of each key the newest first. */
  versionPage(bucket: string, prefix: string, after: VersionPosition, limit: number): StoredVersion[];
}

/** Above every key that starts with a prefix: no key holds a character after it. */
export const AFTER_ALL = '\u{10FFFF}';

/** Opens the table of versions, and takes over the objects of before there were any. */
export function openVersions(database: LocalDatabase): ObjectVersions {
  database.define(SCHEMA);
  takeOverObjects(database);
  const latest = (bucket: string, key: string) => {
    const row = database.get(
      'SELECT * FROM objects_versions WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1',
      bucket,
      key,
    );
    return row && versionOf(row);
  };
  const version = (bucket: string, key: string, id: string) => {
    const row = database.get(
      'SELECT * FROM objects_versions WHERE bucket = ? AND key = ? AND version = ?',
      ...[bucket, key, id],
    );
    return row && versionOf(row);
  };
  const remove = ({ bucket, key, order }: StoredVersion) =>
    database.run('DELETE FROM objects_versions WHERE bucket = ? AND key = ? AND seq = ?', bucket, key, order);
  const add = (object: NewObject, isMarker: boolean, keep: boolean) =>
    database.write(() => {
      const { bucket, key } = object;
      const order = (latest(bucket, key)?.order ?? 0) + 1;
      const replaced = keep ? undefined : version(bucket, key, NULL_VERSION);
      if (replaced) remove(replaced);
      database.run('UPDATE objects_versions SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1', bucket, key);
      const id = keep ? newVersionId(order) : NULL_VERSION;
      insert(database, { ...object, order, version: id, isLatest: true, isMarker });
      const added = { ...object, order, version: id, isLatest: true, isMarker };
      return { added, replaced: replaced?.isMarker ? undefined : replaced?.body };
    });
  return {
    isEmpty: (bucket) => database.get('SELECT 1 FROM objects_versions WHERE bucket = ? LIMIT 1', bucket) === undefined,
    find(bucket, key) {
      const found = latest(bucket, key);
      return found?.isMarker ? undefined : found;
    },
    latest,
    version,
    add: (object, keep) => add(object, false, keep),
    addMarker: (marker, keep) => add({ ...NO_CONTENT, ...marker }, true, keep),
    removeVersion: (bucket, key, id) =>
      database.write(() => {
        const removed = version(bucket, key, id);
        if (!removed) return undefined;
        remove(removed);
        const next = removed.isLatest ? latest(bucket, key)?.order : undefined;
        if (next !== undefined)
          database.run(
            'UPDATE objects_versions SET latest = 1 WHERE bucket = ? AND key = ? AND seq = ?',
            ...[bucket, key, next],
          );
        return removed;
      }),
    saveTags: ({ bucket, key, version: id }, tags) => {
      database.run(
        'UPDATE objects_versions SET tags = ? WHERE bucket = ? AND key = ? AND version = ?',
        ...[tags, bucket, key, id],
      );
    },
    page: (bucket, prefix, after, limit) =>
      database
        .all(
          'SELECT * FROM objects_versions WHERE latest = 1 AND marker = 0 AND bucket = ? AND key >= ? AND key > ? AND key < ? ORDER BY key LIMIT ?',
          ...[bucket, prefix, after, prefix + AFTER_ALL, limit],
        )
        .map(versionOf),
    versionPage: (bucket, prefix, { key, order }, limit) =>
      database
        .all(
          'SELECT * FROM objects_versions WHERE bucket = ? AND key >= max(?, ?) AND key < ? AND (key > ? OR seq < ?) ORDER BY key, seq DESC LIMIT ?',
          ...[bucket, prefix, key, prefix + AFTER_ALL, key, order, limit],
        )
        .map(versionOf),
  };
}

const NO_CONTENT = { body: '', size: 0, etag: '', headers: {}, checksums: {}, tags: '', parts: [] } as const;

function insert(database: LocalDatabase, version: StoredVersion): void {
  const { bucket, key, order, version: id, isLatest, isMarker, body, size, etag, modified } = version;
  const [headers, checksums] = [JSON.stringify(version.headers), JSON.stringify(version.checksums)];
  database.run(
    'INSERT INTO objects_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ...[bucket, key, order, id, Number(isLatest), Number(isMarker), body, size, etag, modified, headers, checksums],
    ...[version.tags, JSON.stringify(version.parts)],
  );
}

/** Objects of a state folder that knew no versions: each is the version `null` of its key. */
function takeOverObjects(database: LocalDatabase): void {
  const former = database.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'objects_objects'");
  if (former === undefined) return;
  database.write(() => {
    database.run(
      `INSERT INTO objects_versions SELECT bucket, key, 1, '${NULL_VERSION}', 1, 0, body, size, etag, modified, headers, checksums, tags, '[]' FROM objects_objects`,
    );
    database.run('DELETE FROM objects_objects');
  });
  database.define('DROP TABLE objects_objects');
}

const partsSchema = v.array(
  v.object({ number: v.number(), size: v.number(), checksums: v.record(v.string(), v.string()) }),
);

function versionOf(row: Row): StoredVersion {
  return {
    bucket: text(row, 'bucket'),
    key: text(row, 'key'),
    version: text(row, 'version'),
    order: integer(row, 'seq'),
    isLatest: integer(row, 'latest') === 1,
    isMarker: integer(row, 'marker') === 1,
    body: text(row, 'body'),
    size: integer(row, 'size'),
    etag: text(row, 'etag'),
    modified: integer(row, 'modified'),
    headers: texts(row, 'headers'),
    checksums: texts(row, 'checksums'),
    tags: text(row, 'tags'),
    parts: v.parse(partsSchema, JSON.parse(text(row, 'parts'))),
  };
}
