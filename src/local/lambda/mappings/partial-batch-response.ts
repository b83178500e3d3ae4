/**
 * Reads what a function says about its batch (Lambda guide, "Implementing partial batch responses").
 * Success and failure of the whole batch are AWS's documented conditions; what is no object at all counts as a failure.
 */
import { isObject } from '../../../domain/is-object.ts';
import { parseJson } from '../../../domain/json/parse-json.ts';

/** The ids that failed; all of them, with the reason, when the answer cannot be used. */
export interface BatchOutcome {
  readonly failedIds: ReadonlySet<string>;
  /** Why the whole batch fails although the function answered. */
  readonly invalid?: string | undefined;
}

/** How a batch of messages with these ids fared, from the JSON text that the function returned. */
export function readBatchResponse(payload: string, ids: ReadonlySet<string>): BatchOutcome {
  const whole = (invalid: string): BatchOutcome => ({ failedIds: ids, invalid });
  const response = parseJson(payload);
  if (response === undefined) return whole('the response is not JSON');
  if (response === null) return { failedIds: new Set() };
  if (!isObject(response)) return whole('the response is no object');
  const failures = response['batchItemFailures'];
  if (failures === undefined || failures === null) return { failedIds: new Set() };
  if (!Array.isArray(failures)) return whole('batchItemFailures is no list');
  const failedIds = new Set<string>();
  for (const failure of failures) {
    const id: unknown = isObject(failure) ? failure['itemIdentifier'] : undefined;
    if (typeof id !== 'string') return whole('an entry of batchItemFailures has no itemIdentifier');
    if (!ids.has(id)) return whole(id === '' ? 'an itemIdentifier is empty' : 'an itemIdentifier is not in the batch');
    failedIds.add(id);
  }
  return { failedIds };
}
