/** Exercise 3: only orders of 100 and more are searchable, and they answer the shop's questions. */
import * as v from 'valibot';
import { did, holds } from '../checks.ts';
import type { Order } from '../orders.ts';
import type { Shop } from '../shop.ts';

const bucketsSchema = v.object({ buckets: v.array(v.object({ key: v.string(), doc_count: v.number() })) });
const answerSchema = v.object({
  hits: v.object({
    total: v.object({ value: v.number() }),
    hits: v.array(v.object({ _source: v.object({ id: v.string() }) })),
  }),
  aggregations: v.object({
    shipping: v.object({ value: v.number() }),
    products: bucketsSchema,
    methods: bucketsSchema,
  }),
});

/** Searches the index as a person would and holds the answers against the orders themselves. */
export async function searchLargeOrders(shop: Shop, orders: readonly Order[]): Promise<void> {
  const url = `http://${shop.output('SearchEndpoint')}/${shop.output('SearchIndexName')}*/_search`;
  const query = {
    size: 1000,
    query: { match_all: {} },
    aggs: {
      shipping: { avg: { field: 'shipping.time' } },
      products: { terms: { field: 'items.name.keyword', size: 20 } },
      methods: { terms: { field: 'payment.method.keyword', size: 20 } },
    },
  };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(query),
  });
  const answer = v.parse(answerSchema, await response.json());
  did(`asked ${url}`);

  const large = orders.filter((order) => Number(order.amount) >= 100);
  const found = answer.hits.hits.map((hit) => hit._source.id).sort();
  holds(
    large.length < orders.length &&
      found.join() ===
        large
          .map((order) => order.id)
          .sort()
          .join(),
    `${found.length} orders are searchable: exactly those of 100 and more, of ${orders.length} posted`,
  );
  const days = large.reduce((sum, order) => sum + order.shippingDays, 0) / large.length;
  holds(Math.abs(answer.aggregations.shipping.value - days) < 1e-9, `average shipping time: ${days.toFixed(2)} days`);
  holds(
    sameCounts(
      answer.aggregations.products.buckets,
      large.flatMap((order) => [...new Set(order.products)]),
    ),
    `most popular products: ${listed(answer.aggregations.products.buckets)}`,
  );
  holds(
    sameCounts(
      answer.aggregations.methods.buckets,
      large.map((order) => order.method),
    ),
    `payment methods: ${listed(answer.aggregations.methods.buckets)}`,
  );
}

type Buckets = v.InferOutput<typeof bucketsSchema>['buckets'];

function sameCounts(buckets: Buckets, values: readonly string[]): boolean {
  const counts = Map.groupBy(values, (value) => value);
  return buckets.length === counts.size && buckets.every(({ key, doc_count }) => counts.get(key)?.length === doc_count);
}

const listed = (buckets: Buckets) => buckets.map(({ key, doc_count }) => `${key} (${doc_count})`).join(', ');
