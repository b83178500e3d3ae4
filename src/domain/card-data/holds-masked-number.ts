import { MIN_DIGITS, SEPARATOR } from './digit-runs.ts';

/** True for a text with as many asterisks as a card number has digits, one beside the other or parted as the number was. */
export function holdsMaskedNumber(text: string): boolean {
  return text.includes('*') && MASKED_NUMBER.test(text);
}

const MASKED_NUMBER = new RegExp(`\\*(?:${SEPARATOR}?\\*){${MIN_DIGITS - 1}}`, 'u');
