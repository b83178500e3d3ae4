import type { OrderWindow, Question } from '../../domain/search/question.ts';
import { dayOrders, type Revenue, readDayOrders, revenue, rounded } from '../../domain/search/revenue.ts';
import type { SearchDomain } from './search-domain.ts';

/** An index to be asked, with its rotations and back-fills. */
export interface AskedIndex {
  readonly domain: SearchDomain;
  readonly indexName: string;
}

/** Asks a question. Throws SearchDomainError. */
export async function askQuestion<Row>(
  index: AskedIndex,
  question: Question<Row>,
  window: OrderWindow,
): Promise<Row[]> {
  return question.read(await search(index, question.request(window)));
}

/**
 * The revenue of each day and currency, every order counted once: by aggregation, and by the orders themselves for a day on
 * which some were delivered twice. Throws SearchDomainError.
 */
export async function askRevenue(index: AskedIndex, window: OrderWindow): Promise<Revenue[]> {
  const days = await askQuestion(index, revenue, window);
  const exact: Revenue[] = [];
  for (const { countsTwice, ...day } of days) exact.push(countsTwice ? await addUp(index, day, window) : day);
  return exact;
}

async function addUp(index: AskedIndex, day: Revenue, window: OrderWindow): Promise<Revenue> {
  let [amount, orders] = [0, 0];
  let after: string | undefined;
  for (;;) {
    const page = readDayOrders(await search(index, dayOrders(day, window, after)), after);
    amount += page.amount;
    orders += page.orders;
    if (page.last === undefined) return { ...day, amount: rounded(amount), orders };
    after = page.last;
  }
}

function search({ domain, indexName }: AskedIndex, request: object): Promise<unknown> {
  return domain.ask('POST', `/${encodeURIComponent(indexName)}*/_search?ignore_unavailable=true`, request);
}
