/** Cases with the answers that the SAM CLI gave, so that they hold where there is no Python. */
import { readFileSync } from 'node:fs';
import type { ParameterAnswer, ParameterCase } from './parameter-cases.ts';

export type RecordedCase = ParameterCase & { readonly answer: ParameterAnswer };

export const RECORD = new URL('sam-cli-answers.json', import.meta.url);

export function recordedCases(): { samCli: string; cases: RecordedCase[] } {
  return JSON.parse(readFileSync(RECORD, 'utf8')) as { samCli: string; cases: RecordedCase[] };
}
