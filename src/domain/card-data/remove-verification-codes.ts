import { withoutCardData } from './redact-card-data.ts';
import type { RedactionRules } from './redaction-rules.ts';
import { codesScope } from './scope.ts';

/**
 * Removes the verification codes of a body, as `redactCardData` does: members of JSON go, at any depth and in JSON within
 * strings too, and what is labelled as one in a text is masked. Every other byte stays as it is.
 *
 * @example removeVerificationCodes('{"payment":{"id":7,"card-cvv":"123"}}') // '{"payment":{"id":7}}'
 */
export function removeVerificationCodes(
  body: string,
  { codeKeys = [] }: Pick<RedactionRules, 'codeKeys'> = {},
): string {
  return withoutCardData(body, codesScope(codeKeys), {});
}
