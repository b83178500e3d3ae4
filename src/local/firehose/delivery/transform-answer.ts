/**
 * What a transformation function's answer means for each record (Firehose guide, "Required parameters for data transformation").
 * Error codes and texts are AWS's own where they have been seen; the two of the last cases are ours.
 */

import * as v from 'valibot';
import { parseJson } from '../../../domain/json/parse-json.ts';

export type Verdict =
  | { readonly result: 'Ok'; readonly data: Buffer }
  | { readonly result: 'Dropped' }
  | { readonly result: 'ProcessingFailed'; readonly code: string; readonly message: string };

const answerSchema = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value)),
  v.looseObject({
    records: v.nullish(
      v.array(
        v.looseObject({
          recordId: v.nullish(v.string()),
          result: v.nullish(v.string()),
          data: v.nullish(v.string()),
        }),
      ),
    ),
  }),
);

const MISSING = failed(
  'Lambda.MissingRecordId',
  'One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.',
);
const DUPLICATED = failed(
  'Lambda.DuplicatedRecordId',
  'Multiple records were returned with the same record Id. Ensure that the Lambda function returns a unique record Id for each record.',
);
const INVALID = failed(
  'Lambda.InvalidReturnFormat',
  'The Lambda function returned an answer that is not of the form {"records":[{"recordId","result","data"}]}.',
);

/**
 * A verdict for each record id. An id that is missing or comes twice fails that record alone, unknown ids are ignored, and an answer
 * that cannot be read fails them all.
 */
export function readTransformAnswer(payload: string, recordIds: readonly string[]): Map<string, Verdict> {
  const answer = v.safeParse(answerSchema, parseJson(payload));
  if (!answer.success) return new Map(recordIds.map((id) => [id, INVALID]));
  const returned = new Map<string, Verdict>();
  for (const { recordId, result, data } of answer.output.records ?? []) {
    if (typeof recordId !== 'string') continue;
    returned.set(recordId, returned.has(recordId) ? DUPLICATED : verdictOf(result, data));
  }
  return new Map(recordIds.map((id) => [id, returned.get(id) ?? MISSING]));
}

/** `result` is case-sensitive. */
function verdictOf(result: string | null | undefined, data: string | null | undefined): Verdict {
  if (result === 'Dropped') return { result };
  if (result === 'ProcessingFailed')
    return failed('Lambda.ProcessingFailedStatus', 'ProcessingFailed status set for record');
  if (result !== 'Ok')
    return failed(
      'Lambda.InvalidReturnFormat',
      `The result must be Ok, Dropped or ProcessingFailed, but is ${result}.`,
    );
  if (typeof data !== 'string')
    return failed(
      'Lambda.InvalidReturnFormat',
      'The data field cannot be null when the SourceType is DirectPut or KinesisStreamAsSource and processing result is Ok.',
    );
  if (data.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(data))
    return failed('Lambda.InvalidReturnFormat', 'The data field is not base64.');
  return { result: 'Ok', data: Buffer.from(data, 'base64') };
}

function failed(code: string, message: string): Verdict {
  return { result: 'ProcessingFailed', code, message };
}
