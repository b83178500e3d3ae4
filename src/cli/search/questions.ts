import * as v from 'valibot';
import type { Popularity } from '../../domain/search/popularity.ts';
import type { QuestionRequest } from '../../operator/search/questions.ts';
import { text } from '../line/args.ts';
import { command } from '../line/command.ts';
import { readTime } from '../line/read-time.ts';
import type { Session } from '../line/session.ts';
import { formatTable } from '../line/table.ts';
import { stream } from './stream.ts';

/** Which index is asked, and about which orders. */
const window = {
  stream,
  from: text('t', 'orders dated at this time or later: ISO 8601 with a zone, or a duration back from now'),
  to: text('t', 'orders dated before this time'),
};
type WindowFlags = v.InferOutput<v.ObjectSchema<typeof window, undefined>>;

const popularity = v.array(v.strictObject({ name: v.string(), orders: v.number() }));

/** `forks search shipping-time`. */
export const shippingTime = command({
  name: 'shipping-time',
  description: 'the average shipping time, unit by unit; an order that was delivered twice counts once',
  args: window,
  result: v.strictObject({
    index: v.string(),
    shippingTime: v.array(v.strictObject({ unit: v.string(), average: v.number(), orders: v.number() })),
  }),
  async run(session, flags) {
    const { askShippingTime } = await import('../../operator/search/questions.ts');
    const answer = await askShippingTime(session, await requestOf(session, flags));
    const rows = answer.shippingTime.map(({ unit, average, orders }) => [average.toFixed(2), unit, orders]);
    session.report(answer, textOf(answer, ['average', 'unit', 'orders'], rows));
  },
});

/** `forks search products`. */
export const products = command({
  name: 'products',
  description:
    'the twenty most popular products, by the orders that have them; an order that was delivered twice counts once',
  args: window,
  result: v.strictObject({ index: v.string(), products: popularity }),
  async run(session, flags) {
    const { askProducts } = await import('../../operator/search/questions.ts');
    const answer = await askProducts(session, await requestOf(session, flags));
    session.report(answer, textOf(answer, ['product', 'orders'], cellsOf(answer.products)));
  },
});

/** `forks search payment-methods`. */
export const paymentMethods = command({
  name: 'payment-methods',
  description:
    'the payment methods, by the orders that were paid with them; an order that was delivered twice counts once',
  args: window,
  result: v.strictObject({ index: v.string(), paymentMethods: popularity }),
  async run(session, flags) {
    const { askPaymentMethods } = await import('../../operator/search/questions.ts');
    const answer = await askPaymentMethods(session, await requestOf(session, flags));
    session.report(answer, textOf(answer, ['method', 'orders'], cellsOf(answer.paymentMethods)));
  },
});

/** `forks search revenue`. */
export const revenue = command({
  name: 'revenue',
  description: 'the revenue of each day (UTC) and currency; an order that was delivered twice counts once',
  args: window,
  result: v.strictObject({
    index: v.string(),
    revenue: v.array(v.strictObject({ day: v.string(), currency: v.string(), amount: v.number(), orders: v.number() })),
  }),
  async run(session, flags) {
    const { askRevenueByDay } = await import('../../operator/search/questions.ts');
    const answer = await askRevenueByDay(session, await requestOf(session, flags));
    const rows = answer.revenue.map(({ day, currency, amount, orders }) => [day, amount.toFixed(2), currency, orders]);
    session.report(answer, textOf(answer, ['day', 'revenue', 'currency', 'orders'], rows));
  },
});

async function requestOf(session: Session, { stream, from, to }: WindowFlags): Promise<QuestionRequest> {
  return {
    stream,
    from: from === undefined ? undefined : await readTime(session, from),
    to: to === undefined ? undefined : await readTime(session, to),
  };
}

function cellsOf(rows: readonly Popularity[]): (string | number)[][] {
  return rows.map(({ name, orders }) => [name, orders]);
}

function textOf(
  { index }: { readonly index: string },
  titles: readonly string[],
  rows: ReadonlyArray<ReadonlyArray<string | number>>,
): string[] {
  return rows.length === 0 ? [`No order is in ${index}* yet`] : formatTable(titles, rows);
}
