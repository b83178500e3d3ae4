import { applyEdits } from '../text-edits.ts';
import { bodyEdits, mayHoldCardData } from './card-data-edits.ts';
import { exemptionOf } from './exemption.ts';
import type { RedactionRules } from './redaction-rules.ts';

/**
 * Takes card data out of a body: the members starting `card-` of every `payment`, verification codes anywhere, and
 * the digits of every card number, at any depth of JSON, of JSON within strings, of text lines, and of base64.
 *
 * Everything else keeps its bytes; what was JSON stays JSON; no mask is longer than what it replaces. In a string each
 * digit becomes `*`; a JSON number becomes `0`, so that it stays a number. A whole number, or a string of digits, at a path
 * that is `exempt` stays.
 *
 * @example redactCardData('{"payment":{"id":7,"card-cvv":"123"}}') // '{"payment":{"id":7}}'
 */
export function redactCardData(body: string, { exempt = [] }: RedactionRules = {}): string {
  return mayHoldCardData(body) ? applyEdits(body, bodyEdits(body, exemptionOf(exempt))) : body;
}
