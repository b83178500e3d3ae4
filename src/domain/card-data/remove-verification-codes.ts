import { editJson, type JsonRules, type ValueEdit } from '../json/edit-json.ts';
import { skipSpace } from '../json/scan-json.ts';
import { applyEdits } from '../text-edits.ts';
import { isVerificationCode } from './is-verification-code.ts';

/**
 * Removes the members that hold a card verification code from a JSON text, at any depth, in JSON within strings too.
 * Every other byte stays as it is. A text that is not JSON comes back unchanged.
 */
export function removeVerificationCodes(json: string): string {
  return applyEdits(json, editsOf(json));
}

const RULES: JsonRules = {
  drops: isVerificationCode,
  enters: () => false,
  editString: editsOf,
  editNumber: () => undefined,
};

function editsOf(text: string): readonly ValueEdit[] {
  if (!/card-|\\u/i.test(text)) return [];
  const result = editJson(text, 0, RULES);
  return result && skipSpace(text, result.end) === text.length ? result.edits : [];
}
