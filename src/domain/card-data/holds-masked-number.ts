/** True for a text with as many asterisks as a card number of most issuers has digits, parted as a number may be. */
export function holdsMaskedNumber(text: string): boolean {
  return text.includes('*') && MASKED_NUMBER.test(text);
}

/** Spaces and dashes of any kind, the separators of groups, and format characters, as `characterKind` tells them. */
const BETWEEN = String.raw`[\p{Zs}\p{Pd}\p{Cf}\p{M}\u2212./_+]{0,8}`;
const MASKED_NUMBER = new RegExp(`\\*(?:${BETWEEN}\\*){12}`, 'u');
