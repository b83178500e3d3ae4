import type { Popularity } from '../../domain/search/popularity.ts';
import {
  askPaymentMethods,
  askProducts,
  askRevenueByDay,
  askShippingTime,
  type QuestionRequest,
} from '../../operator/search/questions.ts';
import { UsageError } from '../line/errors.ts';
import { readTime } from '../line/read-time.ts';
import type { Session } from '../line/session.ts';
import { formatTable } from '../line/table.ts';

/** Which index is asked, and about which orders. */
export interface QuestionFlags {
  readonly stream?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** `forks search shipping-time`. */
export async function searchShippingTime(session: Session, flags: QuestionFlags): Promise<void> {
  const answer = await askShippingTime(session, await requestOf(session, flags));
  const rows = answer.shippingTime.map(({ unit, average, orders }) => [average.toFixed(2), unit, orders]);
  session.report(answer, textOf(answer, ['average', 'unit', 'orders'], rows));
}

/** `forks search products`. */
export async function searchProducts(session: Session, flags: QuestionFlags): Promise<void> {
  const answer = await askProducts(session, await requestOf(session, flags));
  session.report(answer, textOf(answer, ['product', 'orders'], cellsOf(answer.products)));
}

/** `forks search payment-methods`. */
export async function searchPaymentMethods(session: Session, flags: QuestionFlags): Promise<void> {
  const answer = await askPaymentMethods(session, await requestOf(session, flags));
  session.report(answer, textOf(answer, ['method', 'orders'], cellsOf(answer.paymentMethods)));
}

/** `forks search revenue`. */
export async function searchRevenue(session: Session, flags: QuestionFlags): Promise<void> {
  const answer = await askRevenueByDay(session, await requestOf(session, flags));
  const rows = answer.revenue.map(({ day, currency, amount, orders }) => [day, amount.toFixed(2), currency, orders]);
  session.report(answer, textOf(answer, ['day', 'revenue', 'currency', 'orders'], rows));
}

async function requestOf(session: Session, { stream, from, to }: QuestionFlags): Promise<QuestionRequest> {
  const window = {
    from: from === undefined ? undefined : await readTime(session, from),
    to: to === undefined ? undefined : await readTime(session, to),
  };
  if (window.from !== undefined && window.to !== undefined && window.from >= window.to) {
    throw new UsageError('--from must be before --to');
  }
  return { stream, ...window };
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
