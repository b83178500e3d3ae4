/**
 * Pages of 100, as SNS's lists give them.
 * A token counts from the start: what is deleted between two pages shifts the next one.
 */
import { invalidParameter } from './errors.ts';

const PAGE = 100;

/** The page that NextToken asks for; the token is the number of items before it. Throws AwsError for any other text. */
export function pageOf<T>(
  items: readonly T[],
  token: string | undefined,
): { items: T[]; nextToken: string | undefined } {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString());
  if (!Number.isInteger(start) || start < 0) throw invalidParameter('NextToken');
  const end = start + PAGE;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(String(end)).toString('base64') : undefined,
  };
}
