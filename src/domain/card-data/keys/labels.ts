/** What is looked at before a value for its label: one that is farther away is none of it. */
const REACH = 64;

/**
 * The label that stands before a value in a text that is no JSON: `cvv` before `123` in `cvv=123`, `CVV: 123`,
 * `<cvv>123`, `'cvv': '123'`, and in JSON that is broken or within strings. Undefined where there is none.
 */
export function labelBefore(text: string, at: number): string | undefined {
  const before = text.slice(Math.max(0, at - REACH), at).replace(OPENING_AT_END, '');
  const sign = SIGN_AT_END.exec(before)?.[0];
  return sign === undefined ? undefined : nameAtEnd(before.slice(0, -sign.length));
}

/** The name that stands before an object or a list in a text, with few signs between: `payment` in `payment: {`. */
export function nameBefore(text: string, from: number, at: number): string | undefined {
  const before = text.slice(Math.max(from, at - REACH), at);
  return /[^\p{L}\p{N}]{7}$/u.test(before) ? undefined : nameAtEnd(before.replace(/[^\p{L}\p{N}]{1,6}$/u, ''));
}

function nameAtEnd(before: string): string | undefined {
  return NAME_AT_END.exec(before.replace(CLOSING_AT_END, ''))?.[0];
}

/** Each of these is a stretch at the end of few characters: what they cost is bounded by the reach. */
const OPENING_AT_END = /(?:["'\\\s(+]|<!\[CDATA\[){1,12}$/;
const SIGN_AT_END = /[=:>]["'\\\s+]*$/;
const CLOSING_AT_END = /["'\\\s\])+]{1,12}$/;
const NAME_AT_END = /[\p{L}\p{N}\p{M}\p{Cf}_.\-[\] ]+$/u;
