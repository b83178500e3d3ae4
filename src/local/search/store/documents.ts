/**
 * Stands in for OpenSearch's document store: index, create, update, delete and get by id, with versions and sequence numbers.
 * Routing, external versions and scripts are refused by name.
 */
import { randomBytes } from 'node:crypto';
import { integer, type LocalDatabase, text } from '../../database.ts';
import { isObject, type Json } from '../json.ts';
import { readDocument } from '../mapping/document-values.ts';
import { SearchError } from '../search-error.ts';
import type { IndexState } from './index-state.ts';
import type { Indices } from './indices.ts';
import { positionOf, type Segments } from './segments.ts';

/** A document as it is kept. */
export interface StoredDocument {
  readonly id: string;
  readonly sequence: number;
  readonly version: number;
  readonly source: string;
}

/** What a change of a document did. */
export interface DocumentResult {
  readonly id: string;
  readonly sequence: number;
  readonly version: number;
  readonly result: 'created' | 'updated' | 'deleted' | 'not_found' | 'noop';
}

/** Only when the document is at this sequence number; else version_conflict_engine_exception. */
export interface Precondition {
  readonly sequence?: number | undefined;
}

export interface Documents {
  get(index: IndexState, id: string): StoredDocument | undefined;
  /** The document at a sequence number. */
  at(index: IndexState, sequence: number): StoredDocument | undefined;
  /** Adds or replaces; with `create`, a document that is there is a conflict. No id makes one. */
  put(
    index: IndexState,
    id: string | undefined,
    source: string,
    options?: Precondition & { create?: boolean },
  ): DocumentResult;
  update(index: IndexState, id: string, body: Json): DocumentResult;
  remove(index: IndexState, id: string, options?: Precondition): DocumentResult;
  /** How many bytes the sources of an index take. */
  bytes(index: IndexState): number;
  /** Deletes an index with its documents. */
  removeIndex(index: IndexState): void;
}

const MAX_ID_BYTES = 512;

/** The documents of every index. Callers group their changes by `database.write` and save the index after them. */
export function createDocuments(database: LocalDatabase, indices: Indices, segments: Segments): Documents {
  database.define(`
    CREATE TABLE IF NOT EXISTS search_documents (
      position INTEGER PRIMARY KEY, index_id INTEGER NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, source TEXT NOT NULL,
      UNIQUE (index_id, id)
    );
  `);
  const get = (index: IndexState, id: string): StoredDocument | undefined => {
    const row = database.get(
      'SELECT position, version, source FROM search_documents WHERE index_id = ? AND id = ?',
      index.id,
      id,
    );
    if (!row) return undefined;
    const sequence = integer(row, 'position') - positionOf(index, 0);
    return { id, sequence, version: integer(row, 'version'), source: text(row, 'source') };
  };
  const check = (id: string, known: StoredDocument | undefined, wanted: number | undefined) => {
    if (wanted === undefined || known?.sequence === wanted) return;
    throw conflict(
      id,
      `required seqNo [${wanted}], primary term [1]. ${known ? `current document has seqNo [${known.sequence}] and primary term [1]` : 'but no document was found'}`,
    );
  };
  const documents: Documents = {
    get,
    at(index, sequence) {
      const row = database.get(
        'SELECT id, version, source FROM search_documents WHERE position = ?',
        positionOf(index, sequence),
      );
      return row && { id: text(row, 'id'), sequence, version: integer(row, 'version'), source: text(row, 'source') };
    },
    put(index, id, source, options = {}) {
      const name = id ?? randomBytes(15).toString('base64url');
      checkId(name);
      const known = id === undefined ? undefined : get(index, name);
      if (known && options.create) {
        throw conflict(name, `document already exists (current version [${known.version}])`);
      }
      check(name, known, options.sequence);
      const { values, mapping } = readDocument(index.mapping, source, name);
      if (mapping !== index.mapping) index.mapping = mapping;
      if (known) {
        database.run('DELETE FROM search_documents WHERE position = ?', positionOf(index, known.sequence));
        segments.kill(index, known.sequence);
      }
      const version = (known?.version ?? 0) + 1;
      const sequence = index.nextSequence;
      segments.append(index, sequence, values);
      index.nextSequence++;
      database.run(
        'INSERT INTO search_documents (position, index_id, id, version, source) VALUES (?, ?, ?, ?, ?)',
        positionOf(index, sequence),
        index.id,
        name,
        version,
        source,
      );
      return { id: name, sequence, version, result: known ? 'updated' : 'created' };
    },
    update(index, id, body) {
      checkUpdate(body);
      const known = get(index, id);
      const change = isObject(body['doc']) ? body['doc'] : undefined;
      if (!known) {
        const upsert = isObject(body['upsert']) ? body['upsert'] : body['doc_as_upsert'] === true ? change : undefined;
        if (!upsert) throw new SearchError(404, 'document_missing_exception', `[${id}]: document missing`);
        return documents.put(index, id, JSON.stringify(upsert));
      }
      const current: unknown = JSON.parse(known.source);
      const merged = JSON.stringify(mergeDocuments(isObject(current) ? current : {}, change ?? {}));
      if (body['detect_noop'] !== false && merged === JSON.stringify(current)) {
        return { id, sequence: known.sequence, version: known.version, result: 'noop' };
      }
      return documents.put(index, id, merged);
    },
    remove(index, id, options = {}) {
      const known = get(index, id);
      check(id, known, options.sequence);
      const sequence = index.nextSequence;
      segments.append(index, sequence, []);
      index.nextSequence++;
      segments.kill(index, sequence);
      if (!known) return { id, sequence, version: 1, result: 'not_found' };
      database.run('DELETE FROM search_documents WHERE position = ?', positionOf(index, known.sequence));
      segments.kill(index, known.sequence);
      return { id, sequence, version: known.version + 1, result: 'deleted' };
    },
    bytes(index) {
      const row = database.get(
        'SELECT COALESCE(SUM(LENGTH(source)), 0) AS bytes FROM search_documents WHERE position BETWEEN ? AND ?',
        positionOf(index, 0),
        positionOf(index, 2 ** 36 - 1),
      );
      return row ? integer(row, 'bytes') : 0;
    },
    removeIndex(index) {
      database.write(() => {
        const bounds = [positionOf(index, 0), positionOf(index, 2 ** 36 - 1)] as const;
        database.run('DELETE FROM search_documents WHERE position BETWEEN ? AND ?', ...bounds);
        database.run('DELETE FROM search_deleted WHERE position BETWEEN ? AND ?', ...bounds);
        database.run('DELETE FROM search_columns WHERE index_id = ?', index.id);
        indices.remove(index);
        segments.forget(index);
      });
    },
  };
  return documents;
}

function conflict(id: string, reason: string): SearchError {
  return new SearchError(409, 'version_conflict_engine_exception', `[${id}]: version conflict, ${reason}`);
}

function checkId(id: string): void {
  const size = Buffer.byteLength(id);
  const problem =
    size > MAX_ID_BYTES
      ? `id [${id}] is too long, must be no longer than ${MAX_ID_BYTES} bytes but was: ${size}`
      : id === ''
        ? 'if _id is specified it must not be empty'
        : undefined;
  if (problem) {
    throw new SearchError(400, 'action_request_validation_exception', `Validation Failed: 1: ${problem};`);
  }
}

function checkUpdate(body: Json): void {
  for (const key of Object.keys(body)) {
    if (['doc', 'upsert', 'doc_as_upsert', 'detect_noop', '_source'].includes(key)) continue;
    throw new SearchError(400, 'x_content_parse_exception', `[1:2] [UpdateRequest] unknown field [${key}]`);
  }
  if (!isObject(body['doc']) && !isObject(body['upsert'])) {
    throw new SearchError(
      400,
      'action_request_validation_exception',
      'Validation Failed: 1: script or doc is missing;',
    );
  }
}

function mergeDocuments(current: Json, change: Json): Json {
  const merged: Record<string, unknown> = { ...current };
  for (const [key, value] of Object.entries(change)) {
    const known = merged[key];
    merged[key] = isObject(known) && isObject(value) ? mergeDocuments(known, value) : value;
  }
  return merged;
}
