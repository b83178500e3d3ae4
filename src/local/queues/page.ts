/**
 * Pages of a sorted list of names, as SQS's lists give them: a token only when the caller set MaxResults.
 * A token stays good for ever; what was added before it is not shown.
 */

import { type Input, optionalText } from '../operation-input.ts';
import { invalidValue } from './errors.ts';
import { optionalWhole } from './input.ts';

const MAX_RESULTS = 1000;

/** The page that MaxResults and NextToken ask for. Throws AwsError for a token that is not one of ours. */
export function pageOf(names: string[], input: Input): { items: string[]; nextToken: string | undefined } {
  const max = optionalWhole(input, 'MaxResults', { min: 1, max: MAX_RESULTS });
  const token = optionalText(input, 'NextToken');
  const after = token === undefined ? undefined : Buffer.from(token, 'base64').toString('utf8');
  if (token !== undefined && Buffer.from(after ?? '').toString('base64') !== token) {
    throw invalidValue('NextToken', token, 'It is not a token of this list.');
  }
  const rest = after === undefined ? names : names.filter((name) => name > after);
  const items = rest.slice(0, max ?? MAX_RESULTS);
  const last = items.at(-1);
  const more = max !== undefined && last !== undefined && rest.length > items.length;
  return { items, nextToken: more ? Buffer.from(last).toString('base64') : undefined };
}
