import * as v from 'valibot';
import { aggregate, aggregationsOf, Count, orders, type Question } from './question.ts';

/** How long orders take, of those whose time is given in one unit. */
export interface ShippingTime {
  readonly unit: string;
  readonly average: number;
  readonly orders: number;
}

const Times = v.object({ buckets: v.array(v.object({ key: v.number(), orders: Count })) });
const Shape = v.object({ units: v.object({ buckets: v.array(v.object({ key: v.string(), times: Times })) }) });

/**
 * The average shipping time, unit by unit. Each time is weighed by the orders that have it and not by its documents, which an
 * `avg` would count; up to a thousand different times of a unit.
 */
export const shippingTime: Question<ShippingTime> = {
  request: (window) =>
    aggregate(window, {
      units: {
        terms: { field: 'shipping.unit.keyword', size: 20 },
        aggs: { times: { terms: { field: 'shipping.time', size: 1000 }, aggs: { orders } } },
      },
    }),
  read(answer) {
    const { units } = aggregationsOf(Shape, answer) ?? { units: { buckets: [] } };
    return units.buckets.map(({ key: unit, times: { buckets } }) => {
      const count = buckets.reduce((sum, time) => sum + time.orders.value, 0);
      const total = buckets.reduce((sum, time) => sum + time.key * time.orders.value, 0);
      return { unit, average: count === 0 ? 0 : total / count, orders: count };
    });
  },
};
