/** What a character is to a number in groups: one of its digits, a separator as `SEPARATORS` has it, nothing, or its end. */
export type CharacterKind = number;

/** What may stand between the groups of a number, each for all that look so: any space for ' ', any dash for '-'. */
export const SEPARATORS = ' -./_+';

/** The first ten kinds are the digits by their value; the separators follow. */
export const FIRST_SEPARATOR: CharacterKind = 10;
/** Seen by nobody: format characters, combining marks, variation selectors. */
export const IGNORABLE: CharacterKind = FIRST_SEPARATOR + SEPARATORS.length;
/** Ends a number; so do a tab and a line break, which part the values of a table. */
const OTHER: CharacterKind = IGNORABLE + 1;

/** Digits of every script count, and what is compatible with one, as a superscript or a circled digit is. */
export function characterKind(codePoint: number): CharacterKind {
  const known = KINDS[codePoint] ?? 0;
  if (known !== 0) return known - 1;
  const kind = kindOf(String.fromCodePoint(codePoint), codePoint);
  KINDS[codePoint] = kind + 1;
  return kind;
}

/** What was found once, plus one, by code point. */
const KINDS = new Uint8Array(0x110000);

function kindOf(character: string, codePoint: number): CharacterKind {
  if (/\p{Nd}/u.test(character)) return digitValue(codePoint);
  if (/[\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]/u.test(character)) return IGNORABLE;
  if (/\p{Zs}/u.test(character)) return FIRST_SEPARATOR;
  if (/[\p{Pd}\u2212]/u.test(character)) return FIRST_SEPARATOR + 1;
  const plain = character.normalize('NFKC');
  if (/^[0-9]$/.test(plain)) return Number(plain);
  const separator = plain.length === 1 ? SEPARATORS.indexOf(plain) : -1;
  return separator === -1 ? OTHER : FIRST_SEPARATOR + separator;
}

/** Decimal digits stand in Unicode as unbroken tens, from zero to nine. */
function digitValue(codePoint: number): number {
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(codePoint - before - 1))) before += 1;
  return before % 10;
}
