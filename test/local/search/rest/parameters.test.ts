import { openEngine, type TestEngine } from '../engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = openEngine();
  for (const [id, user] of ['ada', 'ada', 'bob'].entries()) await engine.ask('PUT', `/orders/_doc/${id}`, { user });
  await engine.ask('PUT', '/orders/_alias/shop-orders');
});
afterAll(() => engine.close());

const topHits = {
  size: 0,
  aggs: { hits: { terms: { field: 'user.keyword' }, aggs: { hits: { top_hits: { size: 1 } } } } },
};

describe('rest_total_hits_as_int', () => {
  test('gives the number of hits as a number', async () => {
    const { body } = await engine.ask('GET', '/orders/_search?rest_total_hits_as_int=true&q=user:ada');

    expect(body.hits.total).toBe(2);
  });

  test('also in the hits of an aggregation', async () => {
    const { body } = await engine.ask('POST', '/orders/_search?rest_total_hits_as_int', topHits);

    expect(body.aggregations.hits.buckets[0].hits.hits.total).toBe(2);
  });

  test('is -1 where hits are not counted', async () => {
    const { body } = await engine.ask('GET', '/orders/_search?rest_total_hits_as_int=true&track_total_hits=false');

    expect(body.hits.total).toBe(-1);
  });

  test('leaves the totals as they are where it is false', async () => {
    const { body } = await engine.ask('POST', '/orders/_search?rest_total_hits_as_int=false', topHits);

    expect(body.hits.total).toEqual({ value: 3, relation: 'eq' });
    expect(body.aggregations.hits.buckets[0].hits.hits.total).toEqual({ value: 2, relation: 'eq' });
  });

  test('is refused with a bound on what is counted', async () => {
    const { status, body } = await engine.ask('POST', '/_search?rest_total_hits_as_int=true', { track_total_hits: 2 });

    expect(status).toBe(400);
    expect(body.error.reason).toBe(
      '[rest_total_hits_as_int] cannot be used if the tracking of total hits is not accurate, got 2',
    );
  });
});

test.each([
  ['GET', '/_search?scroll=1m', 'the parameter [scroll] is not done'],
  ['GET', '/_search?typed_keys=true', 'the parameter [typed_keys] is not done'],
  ['GET', '/_search?routing=a', 'the parameter [routing] is not done'],
  ['GET', '/_search?q=a*&analyze_wildcard=true', 'the parameter [analyze_wildcard] is not done'],
  ['GET', '/_search?filter_path=hits,-', 'filters cannot be null or empty'],
  ['GET', '/_search?format=yaml', 'the parameter [format] with [yaml] is not done'],
  ['GET', '/_search?error_trace=true', 'the parameter [error_trace] is not done'],
  ['GET', '/_search?expand_wildcards=closed', 'the parameter [expand_wildcards] with [closed] is not done'],
  ['GET', '/_search?expand_wildcards=most', 'No valid expand wildcard value [most]'],
  ['GET', '/_search?size=many', 'Failed to parse int parameter [size] with value [many]'],
  ['GET', '/_search?version=yes', 'Failed to parse value [yes] as only [true] or [false] are allowed.'],
  ['GET', '/_search?timeout=soon', 'failed to parse setting [timeout] with value [soon] as a time value'],
  ['GET', '/_search?search_type=scan', 'Unknown value [scan] of [search_type]'],
  ['GET', '/_search?nonsense', 'request [/_search] contains unrecognized parameter: [nonsense]'],
  ['GET', '/_search?constructor=1', 'contains unrecognized parameter: [constructor]'],
  ['GET', '/_count?min_score=1', 'the parameter [min_score] is not done'],
  ['POST', '/_refresh?max_num_segments=1', 'contains unrecognized parameter: [max_num_segments]'],
  [
    'POST',
    '/orders/_delete_by_query?requests_per_second=5',
    'the parameter [requests_per_second] with [5] is not done',
  ],
  ['PUT', '/orders/_doc/9?pipeline=p', 'the parameter [pipeline] is not done'],
  ['PUT', '/orders/_doc/9?refresh=later', 'Unknown value [later] of [refresh]'],
  ['PUT', '/orders/_doc/9?op_type=update', 'Unknown value [update] of [op_type]'],
  ['PUT', '/orders/_doc/0?if_seq_no=0', 'ifSeqNo is set, but primary term is [0]'],
  ['POST', '/orders/_update/0?_source=true', 'the parameter [_source] is not done'],
  ['GET', '/orders/_doc/0?stored_fields=user', 'the parameter [stored_fields] is not done'],
  ['GET', '/orders/_settings?flat_settings=true', 'the parameter [flat_settings] is not done'],
  ['PUT', '/orders/_mapping?write_index_only=true', 'the parameter [write_index_only] is not done'],
  ['GET', '/_cat/indices?help', 'the parameter [help] is not done'],
  ['GET', '/_cat/indices?bytes=b', 'the parameter [bytes] is not done'],
  ['GET', '/_cat/indices?format=yaml', 'the parameter [format] with [yaml] is not done'],
  ['GET', '/_cluster/health?level=shards', 'the parameter [level] with [shards] is not done'],
  ['GET', '/_cluster/health?wait_for_nodes=2', 'Unknown value [2] of [wait_for_nodes]'],
])('%s %s is a 400 that names it', async (method, path, reason) => {
  const { status, body } = await engine.ask(method, path, method === 'GET' ? undefined : { doc: {}, query: {} });

  expect(status).toBe(400);
  expect(body.error.reason).toContain(reason);
});

test.each([
  '/_search?preference=_local&request_cache=true&timeout=5s&batched_reduce_size=5&search_type=dfs_query_then_fetch',
  '/_search?expand_wildcards=open,hidden&ignore_unavailable&allow_partial_search_results=false&human&format=json',
  '/_cat/indices?health=green&v&s=index&h=index',
  '/_cluster/health?wait_for_status=yellow&wait_for_nodes=%3E%3D1&timeout=30s',
])('%s asks for what is so', async (path) => {
  expect(await engine.ask('GET', path)).toMatchObject({ status: 200 });
});

describe('a parameter of a change is performed:', () => {
  test('require_alias takes an alias only', async () => {
    const reason = 'no such index [orders] and [require_alias] request flag is [true] and [orders] is not an alias';
    const refused = await engine.ask('PUT', '/orders/_doc/8?require_alias=true', { user: 'eve' });
    const taken = await engine.ask('PUT', '/shop-orders/_doc/8?require_alias=true', { user: 'eve' });
    const lines = ['orders', 'shop-orders']
      .map((_index) => `{"index":{"_index":"${_index}","_id":"8"}}\n{}\n`)
      .join('');
    const bulk = await engine.ask('POST', '/_bulk?require_alias=true', lines);

    expect(refused).toMatchObject({ status: 404, body: { error: { type: 'index_not_found_exception', reason } } });
    expect(taken.status).toBe(201);
    expect(bulk.body.items).toMatchObject([{ index: { status: 404, error: { reason } } }, { index: { status: 200 } }]);
    await engine.ask('DELETE', '/orders/_doc/8');
  });

  test('if_primary_term is compared', async () => {
    const { body } = await engine.ask('PUT', '/orders/_doc/7', { user: 'eve' });
    const at = (term: number) => `/orders/_doc/7?if_seq_no=${body._seq_no}&if_primary_term=${term}`;

    expect((await engine.ask('PUT', at(2), {})).status).toBe(409);
    expect((await engine.ask('DELETE', at(1))).status).toBe(200);
  });

  test('preserve_existing keeps the settings that are there', async () => {
    await engine.ask('PUT', '/orders/_settings', { 'index.refresh_interval': '1s' });
    await engine.ask('PUT', '/orders/_settings?preserve_existing=true', {
      index: { refresh_interval: '9s', max_result_window: 5 },
    });
    const { body } = await engine.ask('GET', '/orders/_settings');

    expect(body.orders.settings.index).toMatchObject({ refresh_interval: '1s', max_result_window: '5' });
  });

  test('create makes no template that is there', async () => {
    const template = { index_patterns: ['t-*'] };
    const statuses: number[] = [];
    for (let i = 0; i < 2; i++)
      statuses.push((await engine.ask('PUT', '/_index_template/t?create=true', template)).status);

    expect(statuses).toEqual([200, 400]);
  });

  test('health shows the indices of one colour', async () => {
    expect((await engine.ask('GET', '/_cat/indices?format=json&health=red')).body).toEqual([]);
  });
});
