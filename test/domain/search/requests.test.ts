import { paymentMethods, popularProducts } from '../../../src/domain/search/popularity.ts';
import { aggregate, orders, ordersOf } from '../../../src/domain/search/question.ts';
import { dayOrders, readDayOrders, revenue, rounded } from '../../../src/domain/search/revenue.ts';
import { searchTemplate } from '../../../src/domain/search/search-template.ts';
import { shippingTime } from '../../../src/domain/search/shipping-time.ts';

const isOrder = { exists: { field: 'id' } };
const dated = (bounds: object) => ({ range: { date: { ...bounds, format: 'epoch_millis' } } });

describe('the orders of a window', () => {
  test.each([
    [{}, [isOrder]],
    [{ from: 1 }, [isOrder, dated({ gte: 1 })]],
    [{ to: 2 }, [isOrder, dated({ lt: 2 })]],
    [{ from: 1, to: 2 }, [isOrder, dated({ gte: 1, lt: 2 })]],
  ])('%j are asked for by their dates', (window, filter) => {
    expect(ordersOf(window)).toEqual({ bool: { filter } });
  });

  test('are counted without being listed', () => {
    expect(aggregate({ from: 1 }, { a: {} })).toEqual({
      size: 0,
      track_total_hits: false,
      query: ordersOf({ from: 1 }),
      aggs: { a: {} },
    });
  });
});

describe('popularity', () => {
  test.each([
    ['items.name.keyword', popularProducts],
    ['payment.method.keyword', paymentMethods],
  ])('is asked of %s, by orders and then by name', (field, question) => {
    expect(question.request({})).toEqual(
      aggregate(
        {},
        {
          names: {
            terms: { field, size: 20, shard_size: 1000, order: [{ orders: 'desc' }, { _key: 'asc' }] },
            aggs: { orders },
          },
        },
      ),
    );
  });
});

test.each([
  ['popularity', popularProducts],
  ['shipping time', shippingTime],
  ['revenue', revenue],
])('the %s of no index is none', (_what, question) => {
  expect(question.read({ hits: {} })).toEqual([]);
});

test('a unit without orders takes no time', () => {
  const times = { buckets: [{ key: 3, orders: { value: 0 } }] };

  expect(shippingTime.read({ aggregations: { units: { buckets: [{ key: 'days', times }] } } })).toEqual([
    { unit: 'days', average: 0, orders: 0 },
  ]);
});

describe('the revenue of a day', () => {
  const day = { day: '2026-01-15', currency: 'EUR', amount: 0, orders: 0 };
  const midnight = Date.parse('2026-01-15T00:00:00Z');
  const next = midnight + 86_400_000;
  const currency = { term: { 'payment.currency.keyword': 'EUR' } };

  test('is told by documents and by orders, which differ where an order was delivered twice', () => {
    const bucket = (orders: number, documents: number) => ({
      key: 'EUR',
      orders: { value: orders },
      documents: { value: documents },
      amount: { value: 0.1 + 0.2 },
    });
    const days = { buckets: [{ key_as_string: '2026-01-15', currencies: { buckets: [bucket(2, 2), bucket(2, 3)] } }] };

    expect(revenue.read({ aggregations: { days } })).toEqual(
      [false, true].map((countsTwice) => ({ day: '2026-01-15', currency: 'EUR', amount: 0.3, orders: 2, countsTwice })),
    );
    expect(JSON.stringify(revenue.request({}))).toContain('{"value_count":{"field":"id.keyword"}}');
  });

  test.each([
    [{}, midnight, next],
    [{ from: midnight - 1, to: next + 1 }, midnight, next],
    [{ from: midnight + 1, to: next - 1 }, midnight + 1, next - 1],
  ])('is read of the documents of the day, as far as the window %j has them', (window, from, to) => {
    expect(dayOrders(day, window, undefined)).toEqual({
      size: 10_000,
      track_total_hits: false,
      query: { bool: { filter: [ordersOf({ from, to }), currency] } },
      _source: ['payment.amount'],
      sort: [{ 'id.keyword': { order: 'asc', unmapped_type: 'keyword' } }],
    });
  });

  test('goes on behind the last order of a page, which counts once', () => {
    const hit = (id: string, amount: unknown) => ({ sort: [id], _source: { payment: { amount } } });
    const page = (...hits: object[]) => ({ hits: { hits } });

    expect(dayOrders(day, {}, 'b')).toMatchObject({ search_after: ['b'] });
    expect(readDayOrders(page(hit('a', 1), hit('a', 1), hit('b', '2.5')), undefined)).toEqual({
      amount: 3.5,
      orders: 2,
      last: 'b',
    });
    expect(readDayOrders(page(hit('b', 2.5), hit('c', 4)), 'b')).toEqual({ amount: 4, orders: 1, last: 'c' });
    expect(readDayOrders(page(hit('d', 'abc'), hit('e', [1, '2', true]), hit('f', undefined)), 'c')).toEqual({
      amount: 3,
      orders: 3,
      last: 'f',
    });
    expect(readDayOrders(page(), 'c')).toEqual({ amount: 0, orders: 0, last: undefined });
  });

  test('is no money behind the sixth digit', () => {
    expect([rounded(1.0000004), rounded(1.0000005), rounded(-0.1 - 0.2)]).toEqual([1, 1.000001, -0.3]);
  });
});

test('the index template knows every field of a checkout event, and how ids and numbers elsewhere are to be taken', () => {
  const text = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } };
  const id = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 8191 } } };
  const number = { type: 'double', ignore_malformed: true };
  const asText = (name: string, match: string, kind: string) => ({
    [`${name}_${kind}_as_text`]: { match, match_mapping_type: kind, mapping: id },
  });

  expect(searchTemplate('orders', { replicas: 0 })).toEqual({
    index_patterns: ['orders', 'orders-*', 'backfill-orders-*'],
    priority: 100,
    template: {
      settings: { index: { number_of_shards: 1, number_of_replicas: 0 } },
      mappings: {
        date_detection: false,
        numeric_detection: false,
        dynamic_templates: [
          asText('id', 'id', 'long'),
          asText('id', 'id', 'double'),
          asText('hyphen_id', '*-id', 'long'),
          asText('hyphen_id', '*-id', 'double'),
          asText('underscore_id', '*_id', 'long'),
          asText('underscore_id', '*_id', 'double'),
          asText('product', 'product', 'long'),
          asText('product', 'product', 'double'),
          { numbers_long: { match: '*', match_mapping_type: 'long', mapping: number } },
          { numbers_double: { match: '*', match_mapping_type: 'double', mapping: number } },
          { booleans_as_text: { match: '*', match_mapping_type: 'boolean', mapping: text } },
        ],
        properties: {
          id,
          date: { type: 'date', ignore_malformed: true },
          status: text,
          customer: { properties: { id, name: text, email: text } },
          payment: { properties: { id, amount: number, currency: text, method: text, 'card-network': text } },
          shipping: { properties: { id, time: number, unit: text, method: text } },
          items: { properties: { id, product: id, name: text, quantity: number, price: number, subtotal: number } },
        },
      },
    },
  });
  expect(searchTemplate('orders')).toMatchObject({ template: { settings: { index: { number_of_replicas: 1 } } } });
});
