/**
 * Buckets, their configuration and unfinished uploads as rows, beside the versions of objects: stands in for the index of Amazon S3.
 * A configuration document is a text here; what it does, if it does anything, is its reader's matter.
 */
import { integer, type LocalDatabase, optionalText, type Row, text } from '../database.ts';
import { type Algorithm, algorithmOf } from './request/checksums.ts';
import { type Texts, texts } from './texts.ts';
import { type ObjectVersions, openVersions } from './versions.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS objects_buckets (name TEXT PRIMARY KEY, created INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS objects_documents (
  bucket TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (bucket, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS objects_uploads (
  id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, initiated INTEGER NOT NULL, headers TEXT NOT NULL, tags TEXT NOT NULL,
  algorithm TEXT, type TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS objects_parts (
  upload TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
  modified INTEGER NOT NULL, checksums TEXT NOT NULL, PRIMARY KEY (upload, number)
) WITHOUT ROWID;
`;

export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: number;
  readonly headers: Texts;
  readonly tags: string;
  /** How its parts are checked, where it says so. */
  readonly checksum: { readonly algorithm: Algorithm; readonly type: 'COMPOSITE' | 'FULL_OBJECT' } | undefined;
}

export interface Part {
  readonly upload: string;
  readonly number: number;
  readonly body: string;
  readonly size: number;
  readonly etag: string;
  readonly modified: number;
  readonly checksums: Texts;
}

export interface ObjectStore extends ObjectVersions {
  /** False when the bucket is there already. */
  createBucket(name: string, now: number): boolean;
  deleteBucket(name: string): void;
  bucketCreated(name: string): number | undefined;
  buckets(): { name: string; created: number }[];
  document(bucket: string, name: string): string | undefined;
  saveDocument(bucket: string, name: string, body: string | undefined): void;
  saveUpload(upload: Upload): void;
  upload(id: string): Upload | undefined;
  uploads(bucket: string): Upload[];
  savePart(part: Part): string | undefined;
  parts(upload: string): Part[];
  /** Forgets an upload with its parts, and returns their body files. */
  removeUpload(id: string): string[];
  /** Every body file that a row names. */
  bodyFiles(): Set<string>;
}

/** Opens the tables of the objects room. */
export function openObjectStore(database: LocalDatabase): ObjectStore {
  database.define(SCHEMA);
  const columns = database.all("SELECT name FROM pragma_table_info('objects_uploads')").map((row) => text(row, 'name'));
  if (!columns.includes('algorithm'))
    database.define(
      'ALTER TABLE objects_uploads ADD COLUMN algorithm TEXT; ALTER TABLE objects_uploads ADD COLUMN type TEXT',
    );
  const bodyOf = (row: Row | undefined) => (row ? text(row, 'body') : undefined);
  return {
    ...openVersions(database),
    createBucket: (name, now) =>
      database.run('INSERT INTO objects_buckets VALUES (?, ?) ON CONFLICT DO NOTHING', name, now) > 0,
    deleteBucket(name) {
      database.write(() => {
        database.run('DELETE FROM objects_documents WHERE bucket = ?', name);
        database.run('DELETE FROM objects_buckets WHERE name = ?', name);
      });
    },
    bucketCreated(name) {
      const row = database.get('SELECT created FROM objects_buckets WHERE name = ?', name);
      return row && integer(row, 'created');
    },
    buckets: () =>
      database
        .all('SELECT name, created FROM objects_buckets ORDER BY name')
        .map((row) => ({ name: text(row, 'name'), created: integer(row, 'created') })),
    document(bucket, name) {
      const row = database.get('SELECT body FROM objects_documents WHERE bucket = ? AND name = ?', bucket, name);
      return row && optionalText(row, 'body');
    },
    saveDocument(bucket, name, body) {
      if (body === undefined) database.run('DELETE FROM objects_documents WHERE bucket = ? AND name = ?', bucket, name);
      else database.run('INSERT OR REPLACE INTO objects_documents VALUES (?, ?, ?)', bucket, name, body);
    },
    saveUpload({ id, bucket, key, initiated, headers, tags, checksum }) {
      const values = [id, bucket, key, initiated, JSON.stringify(headers), tags];
      database.run(
        'INSERT INTO objects_uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[...values, checksum?.algorithm ?? null, checksum?.type ?? null],
      );
    },
    upload(id) {
      const row = database.get('SELECT * FROM objects_uploads WHERE id = ?', id);
      return row && uploadOf(row);
    },
    uploads: (bucket) =>
      database.all('SELECT * FROM objects_uploads WHERE bucket = ? ORDER BY key, initiated, id', bucket).map(uploadOf),
    savePart(part) {
      const replaced = bodyOf(
        database.get('SELECT body FROM objects_parts WHERE upload = ? AND number = ?', part.upload, part.number),
      );
      database.run(
        'INSERT OR REPLACE INTO objects_parts VALUES (?, ?, ?, ?, ?, ?, ?)',
        part.upload,
        part.number,
        part.body,
        part.size,
        part.etag,
        part.modified,
        JSON.stringify(part.checksums),
      );
      return replaced;
    },
    parts: (upload) => database.all('SELECT * FROM objects_parts WHERE upload = ? ORDER BY number', upload).map(partOf),
    removeUpload(id) {
      const files = database.all('SELECT body FROM objects_parts WHERE upload = ?', id).map((row) => text(row, 'body'));
      database.write(() => {
        database.run('DELETE FROM objects_parts WHERE upload = ?', id);
        database.run('DELETE FROM objects_uploads WHERE id = ?', id);
      });
      return files;
    },
    bodyFiles: () =>
      new Set(
        database
          .all('SELECT body FROM objects_versions WHERE marker = 0 UNION ALL SELECT body FROM objects_parts')
          .map((row) => text(row, 'body')),
      ),
  };
}

function uploadOf(row: Row): Upload {
  const algorithm = algorithmOf(optionalText(row, 'algorithm') ?? '');
  return {
    id: text(row, 'id'),
    bucket: text(row, 'bucket'),
    key: text(row, 'key'),
    initiated: integer(row, 'initiated'),
    headers: texts(row, 'headers'),
    tags: text(row, 'tags'),
    checksum: algorithm && {
      ...{ algorithm, type: optionalText(row, 'type') === 'FULL_OBJECT' ? 'FULL_OBJECT' : 'COMPOSITE' },
    },
  };
}

function partOf(row: Row): Part {
  return {
    upload: text(row, 'upload'),
    number: integer(row, 'number'),
    body: text(row, 'body'),
    size: integer(row, 'size'),
    etag: text(row, 'etag'),
    modified: integer(row, 'modified'),
    checksums: texts(row, 'checksums'),
  };
}
