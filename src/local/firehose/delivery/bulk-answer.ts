/** The answer to a `_bulk` request (OpenSearch API, "Bulk"): a 200 may hold errors, one for each item. */

import * as v from 'valibot';
import { parseJson } from '../../../domain/json/parse-json.ts';

export interface BulkItem {
  readonly status: number;
  readonly error: string | undefined;
}

const answerSchema = v.looseObject({
  items: v.array(v.record(v.string(), v.looseObject({ status: v.number(), error: v.optional(v.unknown()) }))),
});

/** One outcome for each action in order; undefined when the request as a whole was not carried out. */
export function readBulkAnswer(
  { status, body }: { status: number; body: string },
  expected: number,
): BulkItem[] | undefined {
  if (status >= 300) return undefined;
  const answer = v.safeParse(answerSchema, parseJson(body));
  if (!answer.success || answer.output.items.length !== expected) return undefined;
  return answer.output.items.map((item) => {
    const [outcome] = Object.values(item);
    return {
      status: outcome?.status ?? 500,
      error: outcome?.error === undefined ? undefined : JSON.stringify(outcome.error),
    };
  });
}
