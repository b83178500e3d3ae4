import fc from 'fast-check';
import { dayOrders, readDayOrders, revenue } from '../../../src/domain/search/revenue.ts';
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

  it('takes any value of a field after any other, each in a document', async () => {
    const scalar = fc.oneof(
      fc.constantFrom('2024-01', 'ABC', '1406-21', '2024/01/15', '7', '', 'true', 'a'.repeat(9000)),
      fc.constantFrom(7, 7.5, -0.1, 1e300, 9e18, true, false, null),
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const top = fc.constantFrom('sku', 'id', 'voucher-id', 'order_id', 'product', 'date', 'status', 'gift');
    const amounts = fc.record({ amount: scalar, id: scalar, other: scalar });
    const event = fc.tuple(fc.dictionary(top, scalar), amounts).map(([fields, payment]) => ({ ...fields, payment }));
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 2, maxLength: 6 }), async (events) => {
        const answer = await engine.search().bulk(shopArn, bulkOf(`checkout_events-${++run}`, events));

        expect(JSON.parse(answer.body).items.map((item: { index: { error?: unknown } }) => item.index.error)).toEqual(
          events.map(() => undefined),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('answers the questions beside what is malformed, and finds that by its other fields', async () => {
    const order = { id: 'a', date: '2026-01-15', payment: { amount: 10, currency: 'EUR' } };
    const events = [
      order,
      order,
      { ...order, id: 'b', payment: { amount: 'ten', currency: 'EUR' } },
      { ...order, id: 'c', date: 'today' },
    ];
    await engine.search().bulk(shopArn, bulkOf('checkout_events-1', events));
    const ask = async (request: object) => (await engine.ask('POST', '/checkout_events*/_search', request)).body;
    const [day] = revenue.read(await ask(revenue.request({})));

    expect(day).toMatchObject({ day: '2026-01-15', amount: 20, orders: 2, countsTwice: true });
    expect(day && readDayOrders(await ask(dayOrders(day, {}, undefined)), undefined)).toMatchObject({
      amount: 10,
      orders: 2,
    });
    expect((await engine.ask('GET', '/checkout_events*/_search?q=id:c')).body.hits.total.value).toBe(1);
  });

  it('does not touch other indices', async () => {
    await engine.ask('PUT', '/checkout_events_other', {});

    expect((await engine.ask('GET', '/checkout_events_other/_mapping')).body.checkout_events_other.mappings).toEqual(
      {},
    );
  });
});
