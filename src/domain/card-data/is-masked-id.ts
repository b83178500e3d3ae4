import { holdsMaskedNumber } from './holds-masked-number.ts';

/** True for an id that redaction may have put in the place of another, 0 for a number or asterisks: many events have it. */
export function isMaskedId(id: string): boolean {
  return id === '0' || holdsMaskedNumber(id);
}
