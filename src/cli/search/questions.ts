import { type AskedIndex, askQuestion, askRevenue } from '../../aws/search/ask-question.ts';
import { type Popularity, paymentMethods, popularProducts } from '../../domain/search/popularity.ts';
import type { OrderWindow } from '../../domain/search/question.ts';
import { shippingTime } from '../../domain/search/shipping-time.ts';
import { openSearchFork } from '../../operator/search/search-fork.ts';
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
  const { index, window } = await open(session, flags);
  const rows = await askQuestion(index, shippingTime, window);
  const lines = formatTable(
    ['average', 'unit', 'orders'],
    rows.map(({ unit, average, orders }) => [average.toFixed(2), unit, orders]),
  );
  report(session, { index: index.indexName, shippingTime: rows }, rows.length === 0 ? [] : lines);
}

/** `forks search products`. */
export async function searchProducts(session: Session, flags: QuestionFlags): Promise<void> {
  const { index, window } = await open(session, flags);
  const rows = await askQuestion(index, popularProducts, window);
  report(session, { index: index.indexName, products: rows }, popularity('product', rows));
}

/** `forks search payment-methods`. */
export async function searchPaymentMethods(session: Session, flags: QuestionFlags): Promise<void> {
  const { index, window } = await open(session, flags);
  const rows = await askQuestion(index, paymentMethods, window);
  report(session, { index: index.indexName, paymentMethods: rows }, popularity('method', rows));
}

/** `forks search revenue`. */
export async function searchRevenue(session: Session, flags: QuestionFlags): Promise<void> {
  const { index, window } = await open(session, flags);
  const rows = await askRevenue(index, window);
  const lines = formatTable(
    ['day', 'revenue', 'currency', 'orders'],
    rows.map(({ day, currency, amount, orders }) => [day, amount.toFixed(2), currency, orders]),
  );
  report(session, { index: index.indexName, revenue: rows }, rows.length === 0 ? [] : lines);
}

async function open(
  session: Session,
  { stream, from, to }: QuestionFlags,
): Promise<{ index: AskedIndex; window: OrderWindow }> {
  const window = {
    from: from === undefined ? undefined : await readTime(session, from),
    to: to === undefined ? undefined : await readTime(session, to),
  };
  if (window.from !== undefined && window.to !== undefined && window.from >= window.to) {
    throw new UsageError('--from must be before --to');
  }
  return { index: await openSearchFork(session, { stream }), window };
}

function popularity(what: string, rows: readonly Popularity[]): string[] {
  if (rows.length === 0) return [];
  return formatTable(
    [what, 'orders'],
    rows.map(({ name, orders }) => [name, orders]),
  );
}

function report<Document extends { readonly index: string }>(
  session: Session,
  document: Document,
  lines: readonly string[],
): void {
  session.report(document, lines.length === 0 ? [`No order is in ${document.index}* yet`] : lines);
}
