import { askRevenue } from '../../../src/aws/search/ask-question.ts';
import { scriptedDomain } from '../../support/scripted-domain.ts';

const sums = (orders: number, documents: number): [number, unknown] => {
  const currency = { key: 'EUR', orders: { value: orders }, documents: { value: documents }, amount: { value: 99 } };
  const bucket = { key_as_string: '2026-01-15', currencies: { buckets: [currency] } };
  return [200, { aggregations: { days: { buckets: [bucket] } } }];
};
const page = (...orders: Array<[id: string, amount: number]>): [number, unknown] => [
  200,
  { hits: { hits: orders.map(([id, amount]) => ({ sort: [id], _source: { payment: { amount } } })) } },
];
const revenue = { day: '2026-01-15', currency: 'EUR' };

describe('the revenue of a day', () => {
  it('is what the domain adds up where each order has one document', async () => {
    const { domain, asked } = scriptedDomain(sums(2, 2));

    expect(await askRevenue({ domain, indexName: 'o/1' }, {})).toEqual([{ ...revenue, amount: 99, orders: 2 }]);
    expect(asked().map(([method, path]) => [method, path])).toEqual([
      ['POST', '/o%2F1*/_search?ignore_unavailable=true'],
    ]);
  });

  it('is added up over all pages where an order has several, also one on two pages', async () => {
    const { domain, requests } = scriptedDomain(
      sums(3, 5),
      page(['a', 0.1], ['a', 0.1], ['b', 0.2]),
      page(['b', 0.2], ['c', 1]),
      page(),
    );

    expect(await askRevenue({ domain, indexName: 'o' }, {})).toEqual([{ ...revenue, amount: 1.3, orders: 3 }]);
    expect(requests.slice(1).map(({ body = '' }) => JSON.parse(body).search_after)).toEqual([undefined, ['b'], ['c']]);
  });
});
