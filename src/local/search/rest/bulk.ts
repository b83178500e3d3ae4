/**
 * Stands in for OpenSearch's `_bulk`: index, create, update and delete, each entry with its own outcome.
 * A 200 may hold failed entries (`errors: true`); pipelines, routing and external versions are refused by name.
 */
import type { LocalDatabase } from '../../database.ts';
import { isObject, type Json, parseJson } from '../json.ts';
import { illegalArgument, notDone, SearchError } from '../search-error.ts';
import type { DocumentResult, Documents } from '../store/documents.ts';
import type { IndexState } from '../store/index-state.ts';
import type { Indices } from '../store/indices.ts';
import type { Segments } from '../store/segments.ts';

const ACTIONS = ['index', 'create', 'update', 'delete'];

const METADATA = ['_index', '_id', 'if_seq_no', 'if_primary_term', 'retry_on_conflict', 'require_alias', '_source'];

interface Entry {
  readonly action: string;
  readonly metadata: Json;
  readonly source: string;
}

export interface BulkOptions {
  readonly domain: string;
  readonly defaultIndex?: string | undefined;
  /** True where an entry has to name an alias, unless it says otherwise. */
  readonly requireAlias?: boolean;
  /** True when the next entry is to be refused with a 429, as a node under load does. */
  readonly rejectNext?: (() => boolean) | undefined;
  /** True where the request refreshes what it wrote. */
  readonly forcedRefresh?: boolean;
}

/** Does every entry of an NDJSON body and answers for each; throws SearchError when the body itself cannot be read. */
export function runBulk(
  deps: { database: LocalDatabase; indices: Indices; documents: Documents; segments: Segments },
  body: string,
  options: BulkOptions,
): Json {
  const entries = readEntries(body);
  const started = performance.now();
  const touched = new Set<IndexState>();
  let errors = false;
  const written = new Set<IndexState>();
  /** Does an entry; what is told of it depends on those after it. */
  const run = (entry: Entry): (() => Json) => {
    const name = typeof entry.metadata['_index'] === 'string' ? entry.metadata['_index'] : (options.defaultIndex ?? '');
    const id = entry.metadata['_id'] === undefined ? undefined : String(entry.metadata['_id']);
    try {
      if (options.rejectNext?.()) throw rejected();
      if (name === '') {
        throw new SearchError(400, 'action_request_validation_exception', 'Validation Failed: 1: index is missing;');
      }
      if (entry.metadata['require_alias'] ?? options.requireAlias) deps.indices.requireAlias(options.domain, name);
      const index = deps.indices.writable(options.domain, name, true);
      touched.add(index);
      const done = apply(deps.documents, index, id, entry);
      if (done.result !== 'noop') written.add(index);
      return () => {
        // A shard is refreshed for all of its entries, if it is for one.
        const forced = options.forcedRefresh === true && written.has(index);
        return { ...resultBody(index, done, { forced, copies: copiesOf(index) }), status: resultStatus(done) };
      };
    } catch (error) {
      if (!(error instanceof SearchError)) throw error;
      errors = true;
      const item = { _index: name, ...(id === undefined ? {} : { _id: id }) };
      return () => ({ ...item, status: error.status, error: error.summary() });
    }
  };
  try {
    const items = deps.database.write(() => {
      const done = entries.map((entry) => ({ action: entry.action, told: run(entry) }));
      for (const index of touched) deps.indices.save(index);
      return done.map(({ action, told }) => ({ [action]: told() }));
    });
    return { took: Math.round(performance.now() - started), errors, items };
  } catch (error) {
    for (const index of touched) {
      deps.indices.reload(index);
      deps.segments.forget(index);
    }
    throw error;
  }
}

function readEntries(body: string): Entry[] {
  if (body !== '' && !body.endsWith('\n'))
    throw illegalArgument('The bulk request must be terminated by a newline [\\n]');
  const lines = body.split('\n');
  const entries: Entry[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line.trim() === '') continue;
    const { action, metadata } = readAction(line, i + 1);
    if (action === 'delete') entries.push({ action, metadata, source: '' });
    else {
      const source = lines[++i] ?? '';
      if (i >= lines.length - 1 && source === '') {
        throw illegalArgument(`Malformed action/metadata line [${i}], expected a source line after it`);
      }
      entries.push({ action, metadata, source });
    }
  }
  if (entries.length === 0) {
    throw new SearchError(400, 'action_request_validation_exception', 'Validation Failed: 1: no requests added;');
  }
  return entries;
}

function readAction(line: string, number: number): { action: string; metadata: Json } {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (cause) {
    throw new SearchError(
      400,
      'illegal_argument_exception',
      `Malformed action/metadata line [${number}], it is not JSON`,
      {},
      cause,
    );
  }
  const [pair, ...more] = isObject(value) ? Object.entries(value) : [];
  if (!pair || more.length > 0 || !isObject(pair[1])) {
    throw illegalArgument(`Malformed action/metadata line [${number}], expected one action with an object`);
  }
  const [action, metadata] = [pair[0], pair[1]];
  if (!ACTIONS.includes(action)) {
    throw illegalArgument(
      `Malformed action/metadata line [${number}], expected field [create], [delete], [index] or [update] but found [${action}]`,
    );
  }
  for (const key of Object.keys(metadata)) {
    if (METADATA.includes(key)) continue;
    if (['routing', 'pipeline', 'version', 'version_type'].includes(key)) throw notDone(`[${key}] of a bulk action`);
    throw illegalArgument(`Action/metadata line [${number}] contains an unknown parameter [${key}]`);
  }
  return { action, metadata };
}

function apply(documents: Documents, index: IndexState, id: string | undefined, entry: Entry): DocumentResult {
  const sequence = typeof entry.metadata['if_seq_no'] === 'number' ? entry.metadata['if_seq_no'] : undefined;
  if (entry.action === 'index') return documents.put(index, id, entry.source, { sequence });
  if (entry.action === 'create') return documents.put(index, id, entry.source, { create: true });
  if (id === undefined) {
    throw new SearchError(400, 'action_request_validation_exception', 'Validation Failed: 1: id is missing;');
  }
  if (entry.action === 'delete') return documents.remove(index, id, { sequence });
  return documents.update(index, id, parseUpdate(entry.source));
}

function parseUpdate(source: string): Json {
  try {
    const body = parseJson(source);
    if (isObject(body)) return body;
  } catch (cause) {
    throw new SearchError(400, 'x_content_parse_exception', 'the update is not JSON', {}, cause);
  }
  throw new SearchError(400, 'x_content_parse_exception', 'the update is not a JSON object');
}

/** The outcome of one change, as `_bulk` and the document APIs show it; `copies` is of how many it was to be made, of which one is there. */
export function resultBody(
  { name }: IndexState,
  { id, version, result, sequence }: DocumentResult,
  { forced, copies }: { forced: boolean; copies: number },
): Json {
  return {
    _index: name,
    _id: id,
    _version: version,
    result,
    ...(forced ? { forced_refresh: true } : {}),
    _shards: { total: copies, successful: Math.min(1, copies), failed: 0 },
    _seq_no: sequence,
    _primary_term: 1,
  };
}

/** How many copies of its documents an index asks for. */
export function copiesOf({ settings }: IndexState): number {
  return 1 + (Number(settings['number_of_replicas'] ?? 1) || 0);
}

/** The HTTP status of a change. */
export function resultStatus({ result }: DocumentResult): number {
  return result === 'created' ? 201 : result === 'not_found' ? 404 : 200;
}

function rejected(): SearchError {
  return new SearchError(
    429,
    'rejected_execution_exception',
    'rejected execution of coordinating operation: the node is overloaded',
  );
}
