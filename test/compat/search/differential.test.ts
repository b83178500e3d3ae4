/** The embedded search answers as a real OpenSearch does: the same documents, the same generated questions. */
import { searchTemplate } from '../../../src/domain/search/search-template.ts';
import { bulkOf, openEngine, shopArn } from '../../local/search/engine.ts';
import { type BothEngines, startBothEngines } from '../support/both-engines.ts';
import type { Ask } from '../support/engines.ts';
import { findTools } from '../support/opensearch.ts';
import { randomAggregations, randomQuery, randomSort } from '../support/random-queries.ts';
import { comparable, difference } from '../support/same-answer.ts';
import { createDraw, type Draw, shopDocument } from '../support/shop-documents.ts';

const tools = findTools();
if (typeof tools === 'string') console.warn(`Skipped: the comparison with OpenSearch, because ${tools}.`);
const suite = typeof tools === 'string' ? describe.skip : describe;

const SEEDS = [1, 2, 3, 4, 5, 6];
const SEARCHES = 250;
const DOCUMENTS = 300;

let compared = 0;

function randomSearch(draw: Draw): Record<string, unknown> {
  const search: Record<string, unknown> = { size: 400, _source: ['number'], query: randomQuery(draw) };
  if (draw.chance(0.5)) search['aggs'] = randomAggregations(draw);
  if (draw.chance(0.4)) {
    search['sort'] = randomSort(draw);
    search['size'] = draw.pick([5, 400]);
    if (draw.chance(0.3)) search['from'] = draw.whole(0, 20);
  }
  // OpenSearch counts some aggregations without min_score (its pruned cardinality), so that is compared for hits alone.
  if (!search['aggs'] && draw.chance(0.1)) search['min_score'] = 0.5;
  if (draw.chance(0.1)) search['post_filter'] = randomQuery(draw, 0);
  return search;
}

suite('embedded search and OpenSearch', () => {
  let engines: BothEngines;
  const both = (...asked: Parameters<Ask>) => {
    compared++;
    return engines.both(...asked);
  };

  beforeAll(async () => {
    if (typeof tools === 'string') return;
    engines = await startBothEngines(tools);
    // Some of OpenSearch 3's rewritings change what a query finds: two nested must_not become one.
    await engines.theirs('PUT', '/_cluster/settings', { transient: { 'search.query_rewriting.enabled': false } });
    for (const seed of SEEDS) {
      const settings = { settings: { number_of_shards: 1, number_of_replicas: 0 } };
      await engines.ours('PUT', `/events-${seed}`, settings);
      await engines.theirs('PUT', `/events-${seed}`, settings);
      await engines.ours('PUT', `/events-${seed}/_alias/alias-${seed}`);
      await engines.theirs('PUT', `/events-${seed}/_alias/alias-${seed}`);
    }
  });

  afterAll(async () => {
    console.info(`${compared} comparisons with OpenSearch ${engines?.real.version ?? ''}`);
    await engines?.stop();
  });

  describe.each(SEEDS)('over the documents of seed %i', (seed) => {
    const draw = createDraw(seed);
    const index = `events-${seed}`;

    it('take the same documents, refuse the same ones, and map them alike', async () => {
      let body = '';
      for (let i = 1; i <= DOCUMENTS; i++)
        body += `{"index":{"_index":"${index}","_id":"d${i}"}}\n${shopDocument(draw, i)}\n`;
      const [ours, other] = await both('POST', '/_bulk?refresh=true', body);
      const statuses = (answer: typeof ours) =>
        answer.body.items.map((item: { index: { status: number; error?: { type: string } } }) => [
          item.index.status,
          item.index.error?.type,
        ]);
      expect(statuses(ours)).toEqual(statuses(other));
      await engines.theirs('POST', `/${index}/_forcemerge?max_num_segments=1`);

      const [ourMapping, otherMapping] = await both('GET', `/${index}/_mapping`);
      expect(difference(ourMapping.body, otherMapping.body)).toBeUndefined();
    });

    it(`find, sort, count and aggregate alike in ${SEARCHES} generated searches`, async () => {
      const differences: string[] = [];
      for (let i = 0; i < SEARCHES; i++) {
        const search = randomSearch(draw);
        const [ours, other] = await both('POST', `/${index}/_search`, search);
        const found = difference(comparable(ours), comparable(other));
        if (found) differences.push(`${found}\n${JSON.stringify(search)}`);
      }
      expect(differences).toEqual([]);
    });

    it('page through a sorted search by search_after alike', async () => {
      let after: unknown;
      for (let page = 0; page < 5; page++) {
        const search = {
          size: 40,
          _source: false,
          sort: [{ 'payment.amount': 'desc' }, { number: 'asc' }],
          ...(after === undefined ? {} : { search_after: after }),
        };
        const [ours, other] = await both('POST', `/${index}/_search`, search);
        expect(difference(comparable(ours), comparable(other))).toBeUndefined();
        after = other.body.hits.hits.at(-1)?.sort;
      }
    });

    it.each([1, 4, 9])(
      'give the percentiles of %i documents alike, where OpenSearch does not estimate',
      async (most) => {
        const percents = [0, 10, 25, 50, 75, 99.9, 100];
        const search = {
          size: 0,
          query: { range: { number: { lte: most } } },
          aggs: {
            keyed: { percentiles: { field: 'payment.amount', percents } },
            listed: { percentiles: { field: 'number', percents, keyed: false } },
          },
        };
        const [ours, other] = await both('POST', `/${index}/_search`, search);

        expect(difference(comparable(ours), comparable(other))).toBeUndefined();
      },
    );

    it.each(['*', 'number', 'customer.*', 'items.name,payment', '-'])(
      'show the fields %s of a source alike',
      async (fields) => {
        const includes = fields === '-' ? undefined : fields.split(',');
        const search = { sort: ['number'], size: 50, _source: { includes, excludes: ['*.id', 'shipping'] } };
        const [ours, other] = await both('POST', `/${index}/_search`, search);

        expect(difference(comparable(ours), comparable(other))).toBeUndefined();
      },
    );
  });

  it('take the template of checkout events, and by it ids and amounts of either kind', async () => {
    const [ours, other] = await both('PUT', '/_index_template/shop', searchTemplate('shop', { replicas: 0 }));
    expect([ours.status, other.status]).toEqual([200, 200]);

    const events = [
      {
        id: 1,
        payment: { amount: 100 },
        items: [
          { product: 5, price: 100 },
          { product: 'p-5', price: 12.5 },
        ],
      },
      { id: 'b', payment: { amount: 450.25 }, 'voucher-id': 5, discount: 0.5 },
      { id: 'c', 'voucher-id': 'five', discount: 2 },
    ];
    const bulk = events.map((event, i) => `{"index":{"_index":"shop-2026","_id":"${i}"}}\n${JSON.stringify(event)}\n`);
    const taken = await both('POST', '/_bulk?refresh=true', bulk.join(''));
    const mapped = await both('GET', '/shop-2026/_mapping');

    for (const { body } of taken) expect(body.errors).toBe(false);
    const properties = mapped.map(({ body }) => body['shop-2026'].mappings.properties);
    expect(difference(properties[0], properties[1])).toBeUndefined();
  });

  it('reach the real one through the stack, when it is given by URL', async () => {
    const stack = openEngine({ endpoint: engines.real.url });
    const answer = await stack.search().bulk(shopArn, bulkOf('forwarded', [{ n: 1 }, { n: 2 }]));
    await stack.ask('POST', '/forwarded/_refresh');
    const found = await stack.ask('GET', '/forwarded/_search?q=n:2');
    stack.close();

    expect([answer.status, JSON.parse(answer.body).errors]).toEqual([200, false]);
    expect(found.body.hits.total.value).toBe(1);
  });

  it.each([
    ['an index that is not there', 'GET', '/nowhere/_search', {}],
    ['an unknown query', 'POST', '/events-1/_search', { query: { wat: {} } }],
    ['a window that is too large', 'POST', '/events-1/_search', { from: 9_999, size: 2 }],
    ['text to be aggregated', 'POST', '/events-1/_search', { aggs: { a: { terms: { field: 'status' } } } }],
    ['a sort by what is not mapped', 'POST', '/events-1/_search', { sort: ['nowhere'] }],
    ['an upper-case index', 'PUT', '/Events', {}],
    ['an index that is there', 'PUT', '/events-1', {}],
    ['a type that changes', 'PUT', '/events-1/_mapping', { properties: { status: { type: 'long' } } }],
    ['a document that the mapping refuses', 'POST', '/events-1/_doc', { number: 'abc' }],
    ['a bulk without a last newline', 'POST', '/_bulk', '{"index":{"_index":"events-1"}}\n{"a":1}'],
    ['an empty bulk', 'POST', '/_bulk', '\n'],
    ['an alias to be deleted', 'DELETE', '/alias-1', undefined],
    ['an alias to be left out of what is deleted', 'DELETE', '/nothing-*,-alias-1', undefined],
    ['a name to be left out before any wildcard', 'DELETE', '/events-1,-events-2', undefined],
    ['an unknown parameter', 'GET', '/events-1/_search?wat=1', undefined],
    ['a document that is not there', 'GET', '/events-1/_doc/none', undefined],
    ['an unknown key of a search', 'POST', '/events-1/_search', { wat: 1 }],
    ['a negative size', 'POST', '/events-1/_search', { size: -2 }],
    ['text compared with a number', 'POST', '/events-1/_search', { query: { term: { number: 'abc' } } }],
    ['a bad date', 'POST', '/events-1/_search', { query: { range: { date: { gte: 'yesterday' } } } }],
  ])('refuse %s with the same status and type', async (_title, method, path, body) => {
    const [ours, other] = await both(method, path, body);
    const typeOf = (answer: typeof ours) => answer.body.error?.root_cause?.[0]?.type;

    expect([ours.status, typeOf(ours)]).toEqual([other.status, typeOf(other)]);
  });
});
