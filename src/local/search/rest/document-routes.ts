/**
 * Stands in for OpenSearch's document APIs: index, create, get, update, delete and `_bulk`.
 * Routing, versions given from outside, scripts and multi-get are not done.
 */
import type { LocalDatabase } from '../../database.ts';
import { toJson } from '../json.ts';
import { filterSource } from '../results/hits.ts';
import { illegalArgument, indexNotFound, SearchError } from '../search-error.ts';
import type { DocumentResult, Documents } from '../store/documents.ts';
import type { IndexState } from '../store/index-state.ts';
import type { Indices } from '../store/indices.ts';
import type { Segments } from '../store/segments.ts';
import { copiesOf, resultBody, resultStatus, runBulk } from './bulk.ts';
import { anyText, flag, notTaken, oneOf, type Parameters, wholeNumber } from './parameters.ts';
import type { Answer, Call, Route } from './routes.ts';

export interface Stores {
  readonly database: LocalDatabase;
  readonly indices: Indices;
  readonly documents: Documents;
  readonly segments: Segments;
}

/** What is written is found at once, in the one copy there is. */
const VISIBLE: Parameters = {
  refresh: oneOf(['', 'true', 'false', 'wait_for']),
  wait_for_active_shards: anyText,
  routing: notTaken,
};
const BULK: Parameters = {
  ...VISIBLE,
  require_alias: flag,
  pipeline: notTaken,
  _source: notTaken,
  _source_includes: notTaken,
  _source_excludes: notTaken,
};
const DELETE: Parameters = {
  ...VISIBLE,
  if_seq_no: wholeNumber,
  if_primary_term: wholeNumber,
  version: notTaken,
  version_type: notTaken,
};
const INDEX: Parameters = {
  ...DELETE,
  op_type: oneOf(['index', 'create']),
  require_alias: flag,
  pipeline: notTaken,
};
const UPDATE: Parameters = {
  ...VISIBLE,
  if_seq_no: notTaken,
  if_primary_term: notTaken,
  require_alias: flag,
  // No other change can come between the read and the write.
  retry_on_conflict: wholeNumber,
  lang: anyText,
  _source: notTaken,
  _source_includes: notTaken,
  _source_excludes: notTaken,
};
const READ: Parameters = {
  _source: anyText,
  _source_includes: anyText,
  _source_excludes: anyText,
  realtime: flag,
  refresh: flag,
  preference: anyText,
  routing: notTaken,
  stored_fields: notTaken,
  version: notTaken,
  version_type: notTaken,
};

/** The routes of documents. */
export function documentRoutes(stores: Stores): Route[] {
  const { documents, indices } = stores;
  const change = (call: Call, run: (index: IndexState) => DocumentResult): Answer => {
    const name = call.parts['index'] ?? '';
    if (call.flag('require_alias')) indices.requireAlias(call.domain, name);
    checkTerm(call);
    const index = indices.writable(call.domain, name, true);
    const done = stores.database.write(() => {
      const result = run(index);
      indices.save(index);
      return result;
    });
    const isNothing = done.result === 'noop';
    const told = { forced: call.flag('refresh') && !isNothing, copies: isNothing ? 0 : copiesOf(index) };
    return { status: resultStatus(done), body: resultBody(index, done, told) };
  };
  const put = (create: boolean) => (call: Call) =>
    change(call, (index) =>
      documents.put(index, call.parts['id'], oneLine(call), {
        create: create || call.query.get('op_type') === 'create',
        sequence: numberOf(call, 'if_seq_no'),
      }),
    );
  const find = (call: Call) => {
    const index = existing(indices, call);
    return { index, document: documents.get(index, call.parts['id'] ?? '') };
  };
  return [
    {
      name: 'bulk',
      methods: ['POST', 'PUT'],
      path: '/_bulk',
      parameters: BULK,
      run: (call) => bulkAnswer(stores, call),
    },
    {
      name: 'bulk',
      methods: ['POST', 'PUT'],
      path: '/{index}/_bulk',
      parameters: BULK,
      run: (call) => bulkAnswer(stores, call),
    },
    { name: 'index', methods: ['POST'], path: '/{index}/_doc', parameters: INDEX, run: put(false) },
    { name: 'index', methods: ['PUT', 'POST'], path: '/{index}/_doc/{id}', parameters: INDEX, run: put(false) },
    { name: 'create', methods: ['PUT', 'POST'], path: '/{index}/_create/{id}', parameters: INDEX, run: put(true) },
    {
      name: 'get',
      methods: ['GET', 'HEAD'],
      path: '/{index}/_doc/{id}',
      parameters: READ,
      run(call) {
        const { index, document } = find(call);
        if (!document) return { status: 404, body: { _index: index.name, _id: call.parts['id'], found: false } };
        const source = sourceFilter(call);
        return {
          body: {
            _index: index.name,
            _id: document.id,
            _version: document.version,
            _seq_no: document.sequence,
            _primary_term: 1,
            found: true,
            ...(source === false ? {} : { _source: filterSource(document.source, source) }),
          },
        };
      },
    },
    {
      name: 'get_source',
      methods: ['GET', 'HEAD'],
      path: '/{index}/_source/{id}',
      parameters: READ,
      run(call) {
        const { index, document } = find(call);
        if (!document) {
          throw new SearchError(
            404,
            'resource_not_found_exception',
            `Document not found [${index.name}]/[${call.parts['id']}]`,
          );
        }
        return { body: toJson(filterSource(document.source, sourceFilter(call))), isDocument: true };
      },
    },
    {
      name: 'delete',
      methods: ['DELETE'],
      path: '/{index}/_doc/{id}',
      parameters: DELETE,
      run: (call) =>
        change(call, (index) =>
          documents.remove(index, call.parts['id'] ?? '', { sequence: numberOf(call, 'if_seq_no') }),
        ),
    },
    {
      name: 'update',
      methods: ['POST'],
      path: '/{index}/_update/{id}',
      parameters: UPDATE,
      run: (call) => change(call, (index) => documents.update(index, call.parts['id'] ?? '', call.json())),
    },
  ];
}

function bulkAnswer(stores: Stores, call: Call): Answer {
  return {
    body: runBulk(stores, call.text, {
      domain: call.domain,
      defaultIndex: call.parts['index'],
      requireAlias: call.flag('require_alias'),
      rejectNext: call.rejectNext,
      // A refresh that a request waits for is not forced by it, so that its answer says nothing of it.
      forcedRefresh: call.flag('refresh'),
    }),
  };
}

/** The index that a read names: itself, or the one behind an alias. */
function existing(indices: Indices, call: Call): IndexState {
  const name = call.parts['index'] ?? '';
  const [index, ...more] = indices.resolve(call.domain, name);
  if (!index || name.includes('*')) throw indexNotFound(name);
  if (more.length > 0)
    throw illegalArgument(
      `alias [${name}] has more than one index associated with it, can't execute a single index op`,
    );
  return index;
}

/** A source is kept as one line, so that it can stand in any answer. */
function oneLine(call: Call): string {
  if (call.text.trim() === '')
    throw new SearchError(400, 'action_request_validation_exception', 'Validation Failed: 1: source is missing;');
  return call.text;
}

function sourceFilter(call: Call): unknown {
  const plain = call.query.get('_source');
  if (plain === 'true' || plain === 'false') return plain === 'true';
  const includes = plain ?? call.query.get('_source_includes');
  const excludes = call.query.get('_source_excludes');
  if (includes === null && excludes === null) return undefined;
  return { includes: includes?.split(','), excludes: excludes?.split(',') };
}

/** A sequence number counts within a primary term, which is 1 as long as an index lives. */
function checkTerm(call: Call): void {
  const [sequence, term] = [numberOf(call, 'if_seq_no'), numberOf(call, 'if_primary_term')];
  if ((sequence === undefined) === (term === undefined) && (term === undefined || term === 1)) return;
  if (sequence !== undefined && term !== undefined) {
    throw new SearchError(
      409,
      'version_conflict_engine_exception',
      `[${call.parts['id']}]: version conflict, required seqNo [${sequence}], primary term [${term}]. the primary term is [1]`,
    );
  }
  throw new SearchError(
    400,
    'action_request_validation_exception',
    term === undefined
      ? 'Validation Failed: 1: ifSeqNo is set, but primary term is [0];'
      : `Validation Failed: 1: ifSeqNo is unassigned, but primary term is [${term}];`,
  );
}

function numberOf(call: Call, name: string): number | undefined {
  const value = call.query.get(name);
  return value === null ? undefined : Number(value);
}
