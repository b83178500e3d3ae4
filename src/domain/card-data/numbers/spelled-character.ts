/** A character of a text, as whoever decodes the text once would read it. */
export interface SpelledCharacter {
  readonly codePoint: number;
  /** The index behind its spelling. */
  readonly end: number;
}

/**
 * The character that is spelled at an index: by itself, as a JSON or JavaScript escape with however many backslashes, as
 * percent-encoded UTF-8 (RFC 3986), or as an HTML character reference. A run of backslashes is one character, or part of
 * one, so that reading on behind `end` takes time in proportion to the text.
 */
export function spelledCharacter(text: string, at: number): SpelledCharacter {
  const code = text.charCodeAt(at);
  if (code === 0x5c) return escaped(text, at);
  if (code === 0x25) return percentEncoded(text, at) ?? characterAt(text, at);
  if (code === 0x26) return reference(text, at) ?? characterAt(text, at);
  return characterAt(text, at);
}

/** The character that stands at an index, whatever it may be part of. */
export function characterAt(text: string, at: number): SpelledCharacter {
  const codePoint = text.codePointAt(at) ?? 0;
  return { codePoint, end: at + (codePoint > 0xffff ? 2 : 1) };
}

const BACKSLASHES = /\\+/y;
const ESCAPE = /u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|([/tnr])/iy;
const LOW_SURROGATE = /\\+u(d[c-f][0-9a-f]{2})/iy;
const SHORT = new Map([
  ['/', 0x2f],
  ['t', 0x09],
  ['n', 0x0a],
  ['r', 0x0d],
]);

function escaped(text: string, at: number): SpelledCharacter {
  const behind = at + (match(BACKSLASHES, text, at)?.[0].length ?? 1);
  const found = match(ESCAPE, text, behind);
  if (found === null) return { codePoint: 0x5c, end: behind };
  const end = behind + found[0].length;
  if (found[4] !== undefined) return { codePoint: SHORT.get(found[4]) ?? 0x5c, end };
  const unit = Number.parseInt(found[1] ?? found[2] ?? found[3] ?? '', 16);
  const low = unit >= 0xd800 && unit < 0xdc00 ? match(LOW_SURROGATE, text, end) : null;
  if (low === null) return { codePoint: Math.min(unit, 0x10ffff), end };
  const second = Number.parseInt(low[1] ?? '', 16);
  return { codePoint: 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00), end: end + low[0].length };
}

const BYTES = /(?:%[0-9a-f]{2}){1,4}/iy;
const UNIT = /%u([0-9a-f]{4})/iy;

function percentEncoded(text: string, at: number): SpelledCharacter | undefined {
  const unit = match(UNIT, text, at);
  if (unit !== null) return { codePoint: Number.parseInt(unit[1] ?? '', 16), end: at + unit[0].length };
  const encoded = match(BYTES, text, at)?.[0];
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded.replaceAll('%', ''), 'hex');
  const [first = 0] = bytes;
  const length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const codePoint = bytes.toString('utf8', 0, length).codePointAt(0) ?? 0;
  // Other bytes are no character, as the `%B4` with which the data of a magnetic stripe begins.
  return codePoint === 0xfffd ? undefined : { codePoint, end: at + 3 * length };
}

const REFERENCE = /&(?:#(\d{1,9})|#x([0-9a-f]{1,8})|([a-z]{2,8}));?/iy;
/** The names of what may stand between digits, and of the signs of JSON (HTML standard, named character references). */
const NAMED = new Map([
  ['nbsp', 0xa0],
  ['ensp', 0x2002],
  ['emsp', 0x2003],
  ['thinsp', 0x2009],
  ['hairsp', 0x200a],
  ['hyphen', 0x2010],
  ['dash', 0x2010],
  ['ndash', 0x2013],
  ['mdash', 0x2014],
  ['horbar', 0x2015],
  ['minus', 0x2212],
  ['shy', 0xad],
  ['zwj', 0x200d],
  ['zwnj', 0x200c],
  ['period', 0x2e],
  ['sol', 0x2f],
  ['lowbar', 0x5f],
  ['plus', 0x2b],
  ['quot', 0x22],
  ['apos', 0x27],
  ['lt', 0x3c],
  ['gt', 0x3e],
  ['equals', 0x3d],
  ['colon', 0x3a],
  ['lcub', 0x7b],
  ['rcub', 0x7d],
  ['lbrace', 0x7b],
  ['rbrace', 0x7d],
  ['lsqb', 0x5b],
  ['rsqb', 0x5d],
  ['comma', 0x2c],
]);

function reference(text: string, at: number): SpelledCharacter | undefined {
  const found = match(REFERENCE, text, at);
  if (found === null) return undefined;
  const [spelled, decimal, hexadecimal, name] = found;
  const codePoint =
    name === undefined
      ? Number.parseInt(decimal ?? hexadecimal ?? '', decimal === undefined ? 16 : 10)
      : NAMED.get(name.toLowerCase());
  return codePoint === undefined ? undefined : { codePoint: Math.min(codePoint, 0x10ffff), end: at + spelled.length };
}

function match(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

/** A text with its characters in place of their spellings, and where in the text each of its UTF-16 units is spelled. */
export interface UnspelledText {
  readonly value: string;
  /** For the length of the value: the length of the text. */
  sourceOf(index: number): number;
}

/** A text as whoever decodes it once would read it; undefined for one in which each character is spelled by itself. */
export function unspelled(text: string): UnspelledText | undefined {
  if (!SPELLED.test(text)) return undefined;
  const starts = new Uint32Array(text.length + 1);
  const parts: string[] = [];
  let length = 0;
  for (let at = 0; at < text.length; ) {
    const { codePoint, end } = spelledCharacter(text, at);
    const character = String.fromCodePoint(codePoint);
    for (let unit = 0; unit < character.length; unit += 1) starts[length + unit] = at;
    length += character.length;
    parts.push(character);
    at = end;
  }
  starts[length] = text.length;
  return { value: parts.join(''), sourceOf: (index) => starts[index] ?? text.length };
}

/** Of what JSON and labels are made of, percent-encoded, as a character reference, or escaped. */
const SPELLED = /%[2357][0-9a-f]|&(?:#|quot|apos|lt|gt)|\\u00|\\x/i;
