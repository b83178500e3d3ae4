import type { ValueEdit } from '../json/edit-json.ts';
import { mergeEdits, type TextEdit } from '../text-edits.ts';
import { base64Edits, mayHoldBase64 } from './base64-runs.ts';
import { type Context, speaksOfCard, UNDER_CARD } from './keys/context.ts';
import { maskLabelledCodes } from './keys/labelled-codes.ts';
import { labelBefore } from './keys/labels.ts';
import { mayHoldNumber } from './numbers/digit-chains.ts';
import { maskExponentNumbers, mayHoldExponent } from './numbers/exponent-numbers.ts';
import { isCardNumber, mayBeCardNumber } from './numbers/is-card-number.ts';
import { maskCardNumbers } from './numbers/mask-card-numbers.ts';
import { unspelled } from './numbers/spelled-character.ts';
import type { Scope } from './scope.ts';

/** The cheap look at every text: most hold nothing that needs a closer one. */
export function mayHoldCardData(text: string, { numbers, members, codes }: Scope): boolean {
  if (numbers && (mayHoldNumber(text) || mayHoldExponent(text))) return true;
  if (/[{[=:>%&\\\s]/.test(text) && ((members && CARD_LETTERS.test(text)) || codes.mayName(text))) return true;
  return mayHoldBase64(text);
}

/** The letters of each key that is a card's, in ASCII, or spelled otherwise. */
const CARD_LETTERS = /card|\\u|[^\0-\x7f]/i;

/** How a text is edited that was found decoded: as any text is, but not decoded again. */
export type EditDecoded = (text: string) => readonly ValueEdit[];

/** The edits of a text without JSON; of what stands in it percent-encoded or in base64, those that `editDecoded` gives. */
export function plainEdits(text: string, scope: Scope, context: Context, editDecoded: EditDecoded): ValueEdit[] {
  const encoded = mergeEdits(base64Edits(text, editDecoded), spelledEdits(text, scope, editDecoded));
  const masks = maskLabelledCodes(text, scope.codes, context);
  const numbers = scope.numbers ? numberEdits(text, context) : [];
  return mergeEdits(encoded, mergeEdits(numbers, masks).map(asMask));
}

/** Digits are found however they are spelled; of the rest, what may be JSON or a code with its label. */
function spelledEdits(text: string, scope: Scope, editDecoded: EditDecoded): ValueEdit[] {
  const decoded = unspelled(text);
  if (decoded === undefined || !(scope.members || scope.codes.mayName(decoded.value))) return [];
  const { value, sourceOf } = decoded;
  return editDecoded(value).map((edit) => ({ ...edit, start: sourceOf(edit.start), end: sourceOf(edit.end) }));
}

function numberEdits(text: string, context: Context): TextEdit[] {
  const speaksAt = (index: number) => (context & UNDER_CARD) !== 0 || speaksOfCard(labelBefore(text, index) ?? '');
  return mergeEdits(
    maskCardNumbers(text, speaksAt),
    maskExponentNumbers(text, (digits, index) => isCardNumber(digits) || (mayBeCardNumber(digits) && speaksAt(index))),
  );
}

function asMask({ start, end, text }: TextEdit): ValueEdit {
  return { start, end, text, removed: 0, changes: true };
}
