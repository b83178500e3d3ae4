import { withoutCardData } from './redact-card-data.ts';
import type { RedactionRules } from './redaction-rules.ts';
import { maskingScope } from './scope.ts';

/**
 * Removes the verification codes of a body and masks its card numbers, as `redactCardData` does; all else that it says of a
 * card, as its owner and its expiry, stays.
 *
 * @example maskCardData('{"payment":{"card-owner":"Jo","card-cvv":"123"}}') // '{"payment":{"card-owner":"Jo"}}'
 */
export function maskCardData(body: string, rules: RedactionRules = {}): string {
  return withoutCardData(body, maskingScope(rules.codeKeys), rules);
}
