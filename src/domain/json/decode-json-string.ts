/** A JSON string's value, and where in the source each of its UTF-16 units stands. */
export interface DecodedString {
  value: string;
  /** The source index at which the unit `index` of the value begins; for `index === value.length`, the closing quote. */
  sourceOf(index: number): number;
}

/** Decodes the JSON string literal that stands, quotes included, at `start` to `end` of a valid JSON text. */
export function decodeJsonString(text: string, start: number, end: number): DecodedString {
  const raw = text.slice(start + 1, end - 1);
  if (!raw.includes('\\')) return { value: raw, sourceOf: (index) => start + 1 + index };
  const positions = new Uint32Array(raw.length + 1);
  let value = '';
  let at = 0;
  while (at < raw.length) {
    positions[value.length] = at;
    if (raw.charCodeAt(at) !== 0x5c) {
      value += raw.charAt(at);
      at += 1;
      continue;
    }
    const escaped = raw.charAt(at + 1);
    if (escaped === 'u') {
      value += String.fromCharCode(Number.parseInt(raw.slice(at + 2, at + 6), 16));
      at += 6;
    } else {
      value += SHORT_ESCAPES.get(escaped) ?? escaped;
      at += 2;
    }
  }
  positions[value.length] = at;
  return { value, sourceOf: (index) => start + 1 + (positions[index] ?? at) };
}

const SHORT_ESCAPES = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
