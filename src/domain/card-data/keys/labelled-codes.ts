import type { TextEdit } from '../../text-edits.ts';
import type { CodeKeys } from './code-keys.ts';
import type { Context } from './context.ts';
import { labelBefore } from './labels.ts';

/**
 * The edits that mask the verification codes of a text that is no JSON: the digits behind a label that is a code's key, and
 * those that follow `CVV` or `CVC` in prose.
 */
export function maskLabelledCodes(text: string, codes: CodeKeys, context: Context): TextEdit[] {
  if (!codes.mayName(text)) return [];
  const edits: TextEdit[] = [];
  for (const { 0: digits, index } of text.matchAll(CODE)) {
    const label = labelBefore(text, index);
    const isCode = label === undefined ? inProse(text, index) : codes.isCode(label, context) || inProse(text, index);
    if (isCode) edits.push({ start: index, end: index + digits.length, text: '*'.repeat([...digits].length) });
  }
  return edits;
}

/** Verification codes have three or four digits, a PIN up to twelve (ISO 9564). */
const CODE = /(?<!\p{Nd})\p{Nd}{3,12}(?!\p{Nd})/gu;

function inProse(text: string, at: number): boolean {
  return PROSE.test(text.slice(Math.max(0, at - 32), at));
}

const PROSE = /(?<![a-z])cv[vc]2?[-_ ]?(?:code|number|no|value)?(?: is| was)?[^a-z0-9]{1,6}$/i;
