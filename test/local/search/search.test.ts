import { bulkOf, openEngine, shopArn, type TestEngine } from './engine.ts';

const orders = [
  {
    id: 'a',
    date: '2026-01-01',
    payment: { amount: 100.5, method: 'CARD' },
    shipping: { time: 2 },
    items: [
      { product: 'p-1', name: 'Blue cup' },
      { product: 'p-2', name: 'Red cup' },
    ],
  },
  {
    id: 'b',
    date: '2026-01-02T10:00:00+02:00',
    payment: { amount: 250, method: 'CASH' },
    shipping: { time: 4 },
    items: [{ product: 'p-1', name: 'Blue cup' }],
  },
  { id: 'c', date: '2026-02-01', payment: { amount: 120.25, method: 'CARD' }, shipping: { time: 6 }, items: [] },
];

let engine: TestEngine;

beforeEach(async () => {
  engine = openEngine();
  await engine.ask('POST', '/_bulk', bulkOf('checkout_events', orders));
});
afterEach(() => engine.close());

const find = async (query: object): Promise<string[]> => {
  const { status, body } = await engine.ask('POST', '/checkout_events/_search', { query, sort: ['id.keyword'] });
  expect([status, body.error]).toEqual([200, undefined]);
  return body.hits.hits.map((hit: { _source: { id: string } }) => hit._source.id);
};

describe('search', () => {
  it.each([
    [{ term: { 'payment.method.keyword': 'CARD' } }, ['a', 'c']],
    [{ term: { 'payment.method': 'card' } }, ['a', 'c']],
    [{ terms: { 'items.product.keyword': ['p-2', 'p-9'] } }, ['a']],
    [{ range: { 'payment.amount': { gt: 100.5, lte: 250 } } }, ['b', 'c']],
    [{ range: { date: { gte: '2026-01-02', lt: '2026-01-15||+1M/M' } } }, ['b']],
    [{ range: { date: { gte: 'now-14d/d', lte: 'now' } } }, ['a', 'b']],
    [{ match: { 'items.name': 'cup BLUE' } }, ['a', 'b']],
    [{ match: { 'items.name': { query: 'red blue', operator: 'and' } } }, ['a']],
    [{ match_phrase: { 'items.name': 'cup red' } }, []],
    [{ match_phrase: { 'items.name': 'red cup' } }, ['a']],
    [{ multi_match: { query: 'cash', fields: ['payment.*'], lenient: true } }, ['b']],
    [{ prefix: { 'items.name.keyword': 'Blu' } }, ['a', 'b']],
    [{ wildcard: { 'items.product.keyword': 'p-?' } }, ['a', 'b']],
    [{ exists: { field: 'items.name' } }, ['a', 'b']],
    [{ ids: { values: ['3', '9'] } }, ['c']],
    [{ query_string: { query: 'payment.method:CARD AND shipping.time:>=3' } }, ['c']],
    [{ query_string: { query: 'cash OR items.name:"red cup"' } }, ['a', 'b']],
    [{ simple_query_string: { query: 'cup -red', fields: ['items.name'], default_operator: 'and' } }, ['b']],
    [{ bool: { filter: [{ exists: { field: 'id' } }], must_not: [{ term: { 'shipping.time': 2 } }] } }, ['b', 'c']],
    [{ bool: { should: [{ term: { 'shipping.time': 2 } }, { term: { 'shipping.time': 6 } }] } }, ['a', 'c']],
    [{ match_none: {} }, []],
    [{ term: { 'not.mapped': 1 } }, []],
  ])('finds by %j', async (query, ids) => {
    expect(await find(query)).toEqual(ids);
  });

  it('answers the questions of the shop: how long, what, and how it is paid', async () => {
    const { body } = await engine.ask('POST', '/checkout_*/_search', {
      size: 0,
      aggs: {
        time: { avg: { field: 'shipping.time' } },
        products: { terms: { field: 'items.product.keyword' } },
        methods: {
          terms: { field: 'payment.method.keyword' },
          aggs: { revenue: { sum: { field: 'payment.amount' } } },
        },
        days: { date_histogram: { field: 'date', calendar_interval: 'month' } },
        amounts: { stats: { field: 'payment.amount' } },
      },
    });

    expect(body.hits.total).toEqual({ value: 3, relation: 'eq' });
    expect(body.aggregations).toEqual({
      time: { value: 4 },
      products: {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 0,
        buckets: [
          { key: 'p-1', doc_count: 2 },
          { key: 'p-2', doc_count: 1 },
        ],
      },
      methods: {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 0,
        buckets: [
          { key: 'CARD', doc_count: 2, revenue: { value: 220.75 } },
          { key: 'CASH', doc_count: 1, revenue: { value: 250 } },
        ],
      },
      days: {
        buckets: [
          { key_as_string: '2026-01-01T00:00:00.000Z', key: Date.UTC(2026, 0, 1), doc_count: 2 },
          { key_as_string: '2026-02-01T00:00:00.000Z', key: Date.UTC(2026, 1, 1), doc_count: 1 },
        ],
      },
      amounts: { count: 3, min: 100.5, max: 250, avg: 156.91666666666666, sum: 470.75 },
    });
  });

  it.each([
    [{ query: { fuzzy: { id: 'a' } } }, 'query [fuzzy]'],
    [{ query: { nested: { path: 'items', query: {} } } }, 'query [nested]'],
    [{ query: { match: { id: { query: 'a', fuzziness: 1 } } } }, '[fuzziness]'],
    [{ query: { wat: {} } }, 'unknown query [wat]'],
    [{ query: { bool: [] } }, '[bool] query malformed'],
    [{ query: { match_all: null } }, '[match_all] query malformed'],
    [{ query: { term: { id: { value: 'a', wat: 1 } } } }, '[wat]'],
    [{ aggs: { a: { composite: {} } } }, 'aggregation [composite]'],
    [{ aggs: { a: { wat: {} } } }, 'Unknown aggregation type [wat]'],
    [{ aggs: { a: { avg: { script: 'x' } } } }, '[script]'],
    [{ highlight: {} }, '[highlight]'],
    [{ wat: 1 }, '[wat]'],
    [{ query: { query_string: { query: 'cup~2' } } }, 'fuzzy'],
  ])('refuses %j with a 400 that names it', async (search, named) => {
    const { status, body } = await engine.ask('POST', '/checkout_events/_search', search);

    expect(status).toBe(400);
    expect(body.error.reason).toContain(named);
  });

  const deep = (levels: number, open: string, close: string, leaf: string) =>
    open.repeat(levels) + leaf + close.repeat(levels);

  it.each([
    ['a query', '/_search', `{"query":${deep(500, '{"bool":{"must":', '}}', '{"match_all":{}}')}}`],
    ['aggregations', '/_search', `{"aggs":${deep(500, '{"a":{"filter":{"match_all":{}},"aggs":', '}}', '{}')}}`],
    ['a document', '/_doc', deep(1001, '{"a":', '}', '1')],
    ['a document of lists', '/_doc', `{"a":${deep(100_000, '[', ']', '1')}}`],
    ['a query string', '/_search', JSON.stringify({ query: { query_string: { query: deep(1000, '(', ')', 'a') } } })],
    ['fields', '/_search', JSON.stringify({ query: { query_string: { query: `${'id:'.repeat(1000)}a` } } })],
    [
      'a simple query string',
      '/_search',
      JSON.stringify({ query: { simple_query_string: { query: deep(1000, '(', ')', 'a') } } }),
    ],
  ])('refuses with a 400 what nests deeper than its stack: %s', async (_what, path, body) => {
    const { status } = await engine.ask('POST', `/checkout_events${path}`, body);

    expect(status).toBe(400);
  });

  it('refuses a range without an end as soon as it is read', async () => {
    const query = `id:[1${' TO 1'.repeat(30_000)}`;
    const before = process.cpuUsage();

    const { status } = await engine.ask('POST', '/checkout_events/_search', { query: { query_string: { query } } });

    expect(status).toBe(400);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });

  it.each([
    ['a query', '/_search', `{"query":${deep(498, '{"bool":{"must":', '}}', '{"match_all":{}}')}}`],
    ['aggregations', '/_search', `{"aggs":${deep(498, '{"a":{"filter":{"match_all":{}},"aggs":', '}}', '{}')}}`],
    ['a document of lists', '/_doc', `{"a":${deep(999, '[', ']', '1')}}`],
    ['a query string', '/_search', JSON.stringify({ query: { query_string: { query: deep(999, '(', ')', 'cash') } } })],
    [
      'a simple query string',
      '/_search',
      JSON.stringify({ query: { simple_query_string: { query: deep(999, '(', ')', 'cash') } } }),
    ],
  ])('takes what nests as deep as OpenSearch reads: %s', async (_what, path, body) => {
    const { status } = await engine.ask('POST', `/checkout_events${path}`, body);

    expect([200, 201]).toContain(status);
  });

  it('refuses a document of more levels than a mapping has without building them', async () => {
    const { status, body } = await engine.ask('POST', '/checkout_events/_doc', deep(999, '{"a":', '}', '1'));

    const path = Array(20).fill('a').join('.');
    expect([status, body.error.reason]).toEqual([
      400,
      `Limit of mapping depth [20] has been exceeded due to object field [${path}]`,
    ]);
  });

  it.each([{ interval: 1e-300 }, { interval: 1e-15 }, { interval: 1, extended_bounds: { min: -1e18, max: 1e18 } }])(
    'makes no end of buckets for a histogram of %j',
    async (options) => {
      const aggs = { a: { histogram: { field: 'payment.amount', ...options } } };

      const { status, body } = await engine.ask('POST', '/checkout_events/_search', { aggs });

      expect([status, body.error.type]).toEqual([503, 'too_many_buckets_exception']);
    },
  );

  it('makes one bucket of one amount, however narrow', async () => {
    const query = { term: { id: 'b' } };
    const aggs = { a: { histogram: { field: 'payment.amount', interval: 1e-300 } } };

    const { body } = await engine.ask('POST', '/checkout_events/_search', { query, aggs });

    expect(body.aggregations.a.buckets).toEqual([{ key: 250, doc_count: 1 }]);
  });

  it('gives a source back as it was written', async () => {
    const source = '{"b":450.00,"a":1234567890123456789}';
    await engine.ask('PUT', '/other/_doc/1', source);
    const response = await engine.search().handle({
      method: 'GET',
      path: '/_search/shop/other/_search',
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(0),
      requestId: 'test',
    });

    expect(response.body).toContain(`"_source":${source}`);
  });

  it('counts, lists indices as text and as JSON, and deletes by query', async () => {
    expect((await engine.ask('GET', '/checkout_events/_count')).body.count).toBe(3);
    expect((await engine.ask('GET', '/_cat/indices?h=index,docs.count')).body).toBe('checkout_events 3\n');
    const [row] = (await engine.ask('GET', '/_cat/indices/check*?format=json')).body;
    expect(row).toMatchObject({ health: 'green', index: 'checkout_events', 'docs.count': '3' });

    const query = { term: { 'payment.method.keyword': 'CARD' } };
    expect((await engine.ask('POST', '/checkout_events/_delete_by_query', { query })).body.deleted).toBe(2);
    expect(await find({ match_all: {} })).toEqual(['b']);
  });

  it('pages by search_after without gaps, past segments and deletions', async () => {
    const many = Array.from({ length: 5000 }, (_, n) => ({ n, even: n % 2 === 0 }));
    await engine.search().bulk(shopArn, bulkOf('numbers', many));
    await engine.ask('POST', '/numbers/_delete_by_query', { query: { term: { even: true } } });
    engine.reopen();

    const seen: number[] = [];
    let after: unknown;
    do {
      const search = { size: 900, sort: [{ n: 'desc' }], ...(after === undefined ? {} : { search_after: after }) };
      const { body } = await engine.ask('POST', '/numbers/_search', search);
      seen.push(...body.hits.hits.map((hit: { _source: { n: number } }) => hit._source.n));
      after = body.hits.hits.at(-1)?.sort;
    } while (after !== undefined);

    expect(seen).toEqual(Array.from({ length: 2500 }, (_, i) => 4999 - 2 * i));
  });

  it('says when a page reaches too far, and counts no more than 10,000 unless asked', async () => {
    const tooFar = await engine.ask('GET', '/checkout_events/_search?from=9999&size=2');

    expect(tooFar.status).toBe(400);
    expect(tooFar.body.error.reason).toContain('Result window is too large');
  });
});
