import { searchTemplate } from '../../../src/domain/search/search-template.ts';
import { bulkOf, openEngine, shopArn, type TestEngine } from '../../local/search/engine.ts';

describe('searchTemplate', () => {
  let engine: TestEngine;

  beforeEach(async () => {
    engine = openEngine();
    await engine.ask('PUT', '/_index_template/checkout_events', searchTemplate('checkout_events'));
  });
  afterEach(() => engine.close());

  it('takes ids as strings and as integers, and amounts with and without a fraction, in one document and over several', async () => {
    const events = [
      {
        id: 1,
        customer: { id: 7 },
        payment: { amount: 100 },
        items: [
          { product: 5, price: 100 },
          { product: 'p-5', price: 12.5 },
        ],
      },
      {
        id: 'order-2',
        customer: { id: 'c-7' },
        payment: { amount: 450.25 },
        items: [],
        'voucher-id': 5,
        discount: 0.5,
      },
      { id: 'order-3', 'voucher-id': 'five', discount: 2 },
    ];
    const answer = await engine.search().bulk(shopArn, bulkOf('checkout_events-2026-01-15', events));

    expect(JSON.parse(answer.body).errors).toBe(false);
    const { body } = await engine.ask('POST', '/checkout_events*/_search', {
      query: { terms: { 'id.keyword': ['1', 'order-2'] } },
      aggs: { revenue: { sum: { field: 'payment.amount' } }, products: { terms: { field: 'items.product.keyword' } } },
    });
    expect(body.hits.total.value).toBe(2);
    expect(body.aggregations.revenue.value).toBe(550.25);
    expect(body.aggregations.products.buckets.map((bucket: { key: string }) => bucket.key)).toEqual(['5', 'p-5']);
  });

  it('does not touch other indices', async () => {
    await engine.ask('PUT', '/checkout_events_other', {});

    expect((await engine.ask('GET', '/checkout_events_other/_mapping')).body.checkout_events_other.mappings).toEqual(
      {},
    );
  });
});
