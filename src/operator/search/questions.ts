import { type AskedIndex, askQuestion, askRevenue } from '../../aws/search/ask-question.ts';
import { type Popularity, paymentMethods, popularProducts } from '../../domain/search/popularity.ts';
import type { OrderWindow } from '../../domain/search/question.ts';
import type { Revenue } from '../../domain/search/revenue.ts';
import { type ShippingTime, shippingTime } from '../../domain/search/shipping-time.ts';
import { RequestError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import { openSearchFork } from './search-fork.ts';

/** Which search fork is asked, by its delivery stream where the stack has several; and about the orders of which dates, in ms. */
export interface QuestionRequest extends OrderWindow {
  readonly stream?: string | undefined;
}

/**
 * The average shipping time of orders, unit by unit.
 *
 * @example
 * const { index, shippingTime } = await askShippingTime(operator, { from: Date.UTC(2026, 10, 1) });
 */
export async function askShippingTime(
  operator: Operator,
  request: QuestionRequest,
): Promise<{ index: string; shippingTime: ShippingTime[] }> {
  const index = await openIndex(operator, request);
  return { index: index.indexName, shippingTime: await askQuestion(index, shippingTime, request) };
}

/** The most popular products, by the orders that have them. */
export async function askProducts(
  operator: Operator,
  request: QuestionRequest,
): Promise<{ index: string; products: Popularity[] }> {
  const index = await openIndex(operator, request);
  return { index: index.indexName, products: await askQuestion(index, popularProducts, request) };
}

/** The payment methods, by the orders that were paid with them. */
export async function askPaymentMethods(
  operator: Operator,
  request: QuestionRequest,
): Promise<{ index: string; paymentMethods: Popularity[] }> {
  const index = await openIndex(operator, request);
  return { index: index.indexName, paymentMethods: await askQuestion(index, paymentMethods, request) };
}

/** The revenue of each day (UTC) and currency. */
export async function askRevenueByDay(
  operator: Operator,
  request: QuestionRequest,
): Promise<{ index: string; revenue: Revenue[] }> {
  const index = await openIndex(operator, request);
  return { index: index.indexName, revenue: await askRevenue(index, request) };
}

async function openIndex(operator: Operator, { stream, from, to }: QuestionRequest): Promise<AskedIndex> {
  if (from !== undefined && to !== undefined && from >= to) {
    throw new RequestError((called) => `${called('from')} must be before ${called('to')}`);
  }
  return openSearchFork(operator, { stream });
}
