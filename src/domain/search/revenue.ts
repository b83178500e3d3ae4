import * as v from 'valibot';
import { aggregate, aggregationsOf, Count, type OrderWindow, orders, ordersOf, type Question } from './question.ts';

/** What one day's orders came to, in one currency; days are UTC. */
export interface Revenue {
  readonly day: string;
  readonly currency: string;
  readonly amount: number;
  readonly orders: number;
}

/** A day's revenue as an aggregation gives it, over documents. */
export interface SummedRevenue extends Revenue {
  /** True when some order of the day has several documents, so that the amount is too high. */
  readonly countsTwice: boolean;
}

const Currency = v.object({
  key: v.string(),
  orders: Count,
  documents: Count,
  amount: v.object({ value: v.number() }),
});
const Shape = v.object({
  days: v.object({
    buckets: v.array(v.object({ key_as_string: v.string(), currencies: v.object({ buckets: v.array(Currency) }) })),
  }),
});

/** The revenue of each day and currency; where `countsTwice`, only the day's orders themselves tell it. */
export const revenue: Question<SummedRevenue> = {
  request: (window) =>
    aggregate(window, {
      days: {
        date_histogram: { field: 'date', calendar_interval: 'day', format: 'yyyy-MM-dd', min_doc_count: 1 },
        aggs: {
          currencies: {
            terms: { field: 'payment.currency.keyword', size: 200 },
            aggs: {
              orders,
              documents: { value_count: { field: 'id.keyword' } },
              amount: { sum: { field: 'payment.amount' } },
            },
          },
        },
      },
    }),
  read(answer) {
    const { days } = aggregationsOf(Shape, answer) ?? { days: { buckets: [] } };
    return days.buckets.flatMap(({ key_as_string: day, currencies }) =>
      currencies.buckets.map(({ key: currency, orders: { value }, documents, amount }) => ({
        day,
        currency,
        amount: rounded(amount.value),
        orders: value,
        countsTwice: documents.value !== value,
      })),
    );
  },
};

/** A page of a day's documents, those of one order next to one another; the next page is behind the order `after`. */
export function dayOrders({ day, currency }: Revenue, window: OrderWindow, after: string | undefined): object {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const from = Math.max(midnight, window.from ?? midnight);
  const to = Math.min(midnight + 86_400_000, window.to ?? Number.POSITIVE_INFINITY);
  const page = { bool: { filter: [ordersOf({ from, to }), { term: { 'payment.currency.keyword': currency } }] } };
  return {
    size: 10_000,
    track_total_hits: false,
    query: page,
    _source: ['payment.amount'],
    sort: [{ 'id.keyword': { order: 'asc', unmapped_type: 'keyword' } }],
    ...(after === undefined ? {} : { search_after: [after] }),
  };
}

const Hit = v.object({
  sort: v.tuple([v.string()]),
  _source: v.object({ payment: v.object({ amount: v.optional(v.unknown()) }) }),
});
const Page = v.object({ hits: v.object({ hits: v.array(Hit) }) });

/** What a page adds, each order once; `last` is undefined for an empty page, behind which nothing comes. */
export function readDayOrders(
  answer: unknown,
  after: string | undefined,
): { amount: number; orders: number; last: string | undefined } {
  let [amount, count, last] = [0, 0, after];
  const { hits } = v.parse(Page, answer).hits;
  for (const { sort, _source } of hits) {
    const [id] = sort;
    if (id === last) continue;
    last = id;
    count += 1;
    amount += amountOf(_source.payment.amount);
  }
  return { amount, orders: count, last: hits.length === 0 ? undefined : last };
}

/** As the field of the index sums it, which takes lists and leaves out what is malformed. */
function amountOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + amountOf(item), 0);
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : 0;
  return Number.isFinite(number) ? number : 0;
}

/** Amounts are sums of binary fractions: what is behind the sixth digit is not money. */
export function rounded(amount: number): number {
  return Number(amount.toFixed(6));
}
