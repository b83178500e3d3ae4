/**
 * Stands in for OpenSearch's cluster and `_cat` APIs: the node's greeting, health, and indices as a table or JSON.
 * Other `_cat` tables, node statistics and cluster settings are not done.
 */
import type { IndexState } from '../store/index-state.ts';
import type { Stores } from './document-routes.ts';
import { anyText, flag, INDICES, notSet, notTaken, oneOf, type Parameters } from './parameters.ts';
import type { Answer, Call, Route } from './routes.ts';
import { indicesOf } from './search-routes.ts';

const CAT: Parameters = {
  v: flag,
  h: anyText,
  s: anyText,
  format: oneOf(['text', 'json'], ['yaml', 'cbor', 'smile']),
  help: notSet,
  // No column shows a time.
  time: anyText,
  local: flag,
  expand_wildcards: anyText,
};
const CAT_INDICES: Parameters = {
  ...CAT,
  ...INDICES,
  bytes: notTaken,
  health: oneOf(['green', 'yellow', 'red']),
  // Nothing is counted of replicas.
  pri: flag,
};
const HEALTH: Parameters = {
  ...INDICES,
  local: flag,
  // One node with all its shards: green from the start.
  wait_for_status: oneOf(['green', 'yellow', 'red']),
  wait_for_no_relocating_shards: flag,
  wait_for_no_initializing_shards: flag,
  wait_for_active_shards: anyText,
  wait_for_nodes: oneOf(['1', '>=1', '<=1', '>0', 'ge(1)', 'le(1)', 'gt(0)']),
  wait_for_events: anyText,
  level: oneOf(['cluster'], ['indices', 'shards']),
};

/** The routes of the cluster. */
export function clusterRoutes(stores: Stores, now: () => number): Route[] {
  const health = (call: Call): Answer => ({
    body: {
      cluster_name: call.domain,
      status: 'green',
      timed_out: false,
      number_of_nodes: 1,
      number_of_data_nodes: 1,
      discovered_master: true,
      discovered_cluster_manager: true,
      active_primary_shards: stores.indices.list(call.domain).length,
      active_shards: stores.indices.list(call.domain).length,
      relocating_shards: 0,
      initializing_shards: 0,
      unassigned_shards: 0,
      delayed_unassigned_shards: 0,
      number_of_pending_tasks: 0,
      number_of_in_flight_fetch: 0,
      task_max_waiting_in_queue_millis: 0,
      active_shards_percent_as_number: 100.0,
    },
  });
  const indices = (call: Call): Answer =>
    cat(
      call,
      (call.query.get('health') ?? 'green') === 'green'
        ? indicesOf(stores, call).map((index) => indexRow(stores, index))
        : [],
    );
  const count = (call: Call): Answer => {
    const total = indicesOf(stores, call).reduce((sum, index) => sum + stores.segments.count(index), 0);
    const time = new Date(now());
    return cat(call, [
      { epoch: String(Math.floor(now() / 1000)), timestamp: time.toISOString().slice(11, 19), count: String(total) },
    ]);
  };
  const aliases = (call: Call): Answer => {
    const rows = stores.indices.list(call.domain).flatMap((index) =>
      Object.entries(index.aliases).map(([alias, body]) => ({
        alias,
        index: index.name,
        filter: '-',
        'routing.index': '-',
        'routing.search': '-',
        is_write_index: String(body['is_write_index'] ?? '-'),
      })),
    );
    return cat(call, rows);
  };
  return [
    {
      name: 'info',
      methods: ['GET', 'HEAD'],
      path: '/',
      run: (call) => ({
        body: {
          name: 'embedded',
          cluster_name: call.domain,
          cluster_uuid: call.domain,
          version: {
            distribution: 'opensearch',
            number: '3.0.0',
            build_type: 'embedded',
            build_snapshot: false,
            minimum_wire_compatibility_version: '2.19.0',
            minimum_index_compatibility_version: '2.0.0',
          },
          tagline: 'The OpenSearch Project: https://opensearch.org/',
        },
      }),
    },
    ...['/_cluster/health', '/_cluster/health/{index}'].map(
      (path): Route => ({
        name: 'cluster.health',
        methods: ['GET'],
        path,
        parameters: HEALTH,
        run: health,
      }),
    ),
    ...['/_cat/indices', '/_cat/indices/{index}'].map(
      (path): Route => ({ name: 'cat.indices', methods: ['GET'], path, parameters: CAT_INDICES, run: indices }),
    ),
    ...['/_cat/count', '/_cat/count/{index}'].map(
      (path): Route => ({ name: 'cat.count', methods: ['GET'], path, parameters: CAT, run: count }),
    ),
    { name: 'cat.aliases', methods: ['GET'], path: '/_cat/aliases', parameters: CAT, run: aliases },
  ];
}

function indexRow(stores: Stores, index: IndexState): Record<string, string> {
  const alive = stores.segments.count(index);
  const size = sizeText(stores.documents.bytes(index));
  return {
    health: 'green',
    status: 'open',
    index: index.name,
    uuid: index.uuid,
    pri: String(index.settings['number_of_shards'] ?? '1'),
    rep: String(index.settings['number_of_replicas'] ?? '1'),
    'docs.count': String(alive),
    'docs.deleted': '0',
    'store.size': size,
    'pri.store.size': size,
  };
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes}b`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)}kb`;
  return `${(bytes / 1024 / 1024).toFixed(1)}mb`;
}

/** A table in columns, or JSON when `format=json` asks for it; `h` picks columns, `s` sorts and `v` shows their names. */
function cat(call: Call, rows: Record<string, string>[]): Answer {
  const format = call.query.get('format') ?? 'text';
  const wanted = call.query.get('h')?.split(',');
  for (const one of (call.query.get('s') ?? '')
    .split(',')
    .filter((part) => part !== '')
    .reverse()) {
    const [column = '', direction] = one.split(':');
    const sign = direction === 'desc' ? -1 : 1;
    rows.sort((a, b) => sign * (a[column] ?? '').localeCompare(b[column] ?? '', 'en', { numeric: true }));
  }
  const shown = wanted
    ? rows.map((row) => Object.fromEntries(wanted.map((column) => [column, row[column] ?? ''])))
    : rows;
  if (format === 'json') return { body: shown };
  const columns = wanted ?? Object.keys(rows[0] ?? {});
  const lines = shown.map((row) => columns.map((column) => row[column] ?? ''));
  if (call.flag('v')) lines.unshift(columns);
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length), 0));
  return {
    body: lines
      .map(
        (line) =>
          `${line
            .map((cell, i) => cell.padEnd(widths[i] ?? 0))
            .join(' ')
            .trimEnd()}\n`,
      )
      .join(''),
  };
}
