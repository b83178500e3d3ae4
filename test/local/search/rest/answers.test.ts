import { openEngine, type TestEngine } from '../engine.ts';

let engine: TestEngine;
beforeEach(async () => {
  engine = openEngine();
  await engine.ask('PUT', '/orders', { settings: { number_of_replicas: 0 } });
  await engine.ask('PUT', '/orders/_doc/1', { user: 'ann', tags: ['a'] });
});
afterEach(() => engine.close());

// As recorded of OpenSearch 3.8; test/compat/search/answers.test.ts compares them.
describe('filter_path', () => {
  test.each<[string, string, unknown]>([
    ['GET', '/orders/_doc/1?filter_path=_id,_source.user', { _id: '1', _source: { user: 'ann' } }],
    [
      'GET',
      '/orders/_search?filter_path=hits.hits._id,hits.total.value',
      { hits: { total: { value: 1 }, hits: [{ _id: '1' }] } },
    ],
    ['GET', '/orders/_search?filter_path=none&filter_path=timed_out', { timed_out: false }],
    ['GET', '/orders/_search?filter_path=none&pretty', {}],
    ['GET', '/_cat/indices?format=json&filter_path=index', [{ index: 'orders' }]],
  ])('of %s %s keeps what it names', async (method, path, body) => {
    expect(await engine.ask(method, path)).toEqual({ status: 200, body });
  });

  test('leaves an error, a document itself and a table as they are', async () => {
    expect((await engine.ask('GET', '/none/_search?filter_path=took')).body).toMatchObject({ status: 404 });
    expect((await engine.ask('GET', '/orders/_source/1?filter_path=-')).body).toEqual({ user: 'ann', tags: ['a'] });
    expect((await engine.ask('GET', '/_cat/indices?filter_path=none')).body).toContain('orders');
    expect((await engine.ask('GET', '/orders/_doc/2?filter_path=found')).body).toEqual({ found: false });
  });
});

describe('a write tells', () => {
  const shards = { total: 1, successful: 1, failed: 0 };
  test.each([
    ['?refresh', true],
    ['?refresh=true', true],
    ['?refresh=wait_for', undefined],
    ['?refresh=false', undefined],
    ['', undefined],
  ])('with %s of a forced refresh, and of the copies that its index asks for', async (query, forced) => {
    const { body } = await engine.ask('PUT', `/orders/_doc/1${query}`, { user: 'bob' });
    expect([body.forced_refresh, body._shards]).toEqual([forced, shards]);
    const { body: noop } = await engine.ask('POST', `/orders/_update/1${query}`, { doc: { user: 'bob' } });
    expect([noop.forced_refresh, noop._shards]).toEqual([undefined, { total: 0, successful: 0, failed: 0 }]);
    const { body: other } = await engine.ask('PUT', `/other/_doc/1${query}`, {});
    expect(other._shards).toEqual({ total: 2, successful: 1, failed: 0 });
  });

  test('in a bulk for all entries of an index of which one wrote', async () => {
    const update = '{"update":{"_id":"1","_index":"orders"}}\n{"doc":{"user":"ann"}}\n';
    const refreshes = async (body: string) => {
      const { items } = (await engine.ask('POST', '/_bulk?refresh=true', body)).body;
      return items.map((item: Record<string, { forced_refresh?: boolean; status: number }>) =>
        Object.values(item).map(({ forced_refresh, status }) => [status, forced_refresh]),
      );
    };

    expect(await refreshes(`${update}{"index":{"_id":"1","_index":"other"}}\n{}\n`)).toEqual([
      [[200, undefined]],
      [[201, true]],
    ]);
    const conflict = '{"create":{"_id":"1","_index":"orders"}}\n{}\n';
    expect(await refreshes(`${update}${conflict}{"delete":{"_id":"none","_index":"orders"}}\n`)).toEqual([
      [[200, true]],
      [[409, undefined]],
      [[404, true]],
    ]);
  });
});
