/** Exercise 3: only orders of 100 and more are searchable, and they answer the shop's questions. */
import * as v from 'valibot';
import { askQuestion, askRevenue } from '../../aws/search/ask-question.ts';
import { type SearchDomain, searchDomain } from '../../aws/search/search-domain.ts';
import { type Popularity, paymentMethods, popularProducts } from '../../domain/search/popularity.ts';
import { shippingTime } from '../../domain/search/shipping-time.ts';
import { did, holds } from '../checks.ts';
import type { Order } from '../orders.ts';
import type { Shop } from '../shop.ts';

const answerSchema = v.object({
  hits: v.object({ hits: v.array(v.object({ _source: v.object({ id: v.string() }) })) }),
});

/** Searches the index as a person would and holds the answers against the orders themselves. */
export async function searchLargeOrders(shop: Shop, orders: readonly Order[]): Promise<void> {
  const url = `http://${shop.output('SearchEndpoint')}`;
  const index = { domain: domainAt(url), indexName: shop.output('SearchIndexName') };
  const everything = { size: 1000, query: { match_all: {} } };
  const answer = v.parse(answerSchema, await index.domain.ask('POST', `/${index.indexName}*/_search`, everything));
  did(`asked ${url}/${index.indexName}*/_search, as npx --no-install forks search does`);

  const large = orders.filter((order) => Number(order.amount) >= 100);
  const found = answer.hits.hits.map((hit) => hit._source.id).sort();
  const expected = large.map((order) => order.id).sort();
  holds(
    large.length < orders.length && found.join() === expected.join(),
    `${found.length} orders are searchable: exactly those of 100 and more, of ${orders.length} posted`,
  );
  const days = large.reduce((sum, order) => sum + order.shippingDays, 0) / large.length;
  const [time] = await askQuestion(index, shippingTime, {});
  holds(Math.abs((time?.average ?? 0) - days) < 1e-9, `average shipping time: ${days.toFixed(2)} ${time?.unit}`);
  const products = await askQuestion(index, popularProducts, {});
  holds(
    sameCounts(
      products,
      large.flatMap((order) => [...new Set(order.products)]),
    ),
    `most popular products: ${listed(products)}`,
  );
  const methods = await askQuestion(index, paymentMethods, {});
  holds(
    sameCounts(
      methods,
      large.map((order) => order.method),
    ),
    `payment methods: ${listed(methods)}`,
  );
  const revenue = await askRevenue(index, {});
  const total = large.reduce((sum, order) => sum + Number(order.amount), 0);
  holds(
    Math.abs(revenue.reduce((sum, { amount }) => sum + amount, 0) - total) < 0.005,
    `revenue: ${total.toFixed(2)} ${revenue[0]?.currency} on ${revenue.length} days`,
  );
}

function domainAt(url: string): SearchDomain {
  return searchDomain(async ({ method, path, body, contentType = 'application/json' }) => {
    const headers = { 'content-type': contentType };
    const response = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    return { status: response.status, body: await response.text() };
  });
}

function sameCounts(rows: readonly Popularity[], values: readonly string[]): boolean {
  const counts = Map.groupBy(values, (value) => value);
  return rows.length === counts.size && rows.every(({ name, orders }) => counts.get(name)?.length === orders);
}

const listed = (rows: readonly Popularity[]) => rows.map(({ name, orders }) => `${name} (${orders})`).join(', ');
