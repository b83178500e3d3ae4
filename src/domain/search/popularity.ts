import * as v from 'valibot';
import { aggregate, aggregationsOf, Count, orders, type Question } from './question.ts';

/** How many orders have a product, or were paid by a method. */
export interface Popularity {
  readonly name: string;
  readonly orders: number;
}

const Shape = v.object({ names: v.object({ buckets: v.array(v.object({ key: v.string(), orders: Count })) }) });

/** The twenty most popular products, by the orders that have them. */
export const popularProducts: Question<Popularity> = popularityOf('items.name.keyword');

/** The payment methods, by the orders that were paid with them. */
export const paymentMethods: Question<Popularity> = popularityOf('payment.method.keyword');

function popularityOf(field: string): Question<Popularity> {
  return {
    request: (window) =>
      aggregate(window, {
        names: {
          terms: { field, size: 20, shard_size: 1000, order: [{ orders: 'desc' }, { _key: 'asc' }] },
          aggs: { orders },
        },
      }),
    read(answer) {
      const { names } = aggregationsOf(Shape, answer) ?? { names: { buckets: [] } };
      return names.buckets.map(({ key: name, orders: { value } }) => ({ name, orders: value }));
    },
  };
}
