import { applyEdits } from '../text-edits.ts';
import { bodyEdits } from './card-data-edits.ts';
import { exemptionOf } from './exemption.ts';
import { mayHoldCardData } from './plain-edits.ts';
import type { RedactionRules } from './redaction-rules.ts';
import { type Scope, wholeScope } from './scope.ts';

/**
 * Takes card data out of a body: the members of every payment that are its card's (`card-owner`, `card`), the verification
 * codes of every card, and the digits of every card number, at any depth of JSON, of JSON within strings, of text lines,
 * and of base64.
 *
 * Everything else keeps its bytes; what was JSON stays JSON; no mask is longer than what it replaces. In a string each
 * digit becomes `*`; a JSON number becomes `0`, so that it stays a number. A whole number, or a string of digits, at a path
 * that is `exempt` stays.
 *
 * @example redactCardData('{"payment":{"id":7,"card-cvv":"123"}}') // '{"payment":{"id":7}}'
 */
export function redactCardData(body: string, rules: RedactionRules = {}): string {
  return withoutCardData(body, wholeScope(rules.codeKeys), rules);
}

/** Takes out of a body what a scope names, and keeps what is exempt. */
export function withoutCardData(body: string, scope: Scope, { exempt = [] }: RedactionRules): string {
  return mayHoldCardData(body, scope) ? applyEdits(body, bodyEdits(body, scope, exemptionOf(exempt))) : body;
}
