/**
 * Stands in for OpenSearch's `standard` analyzer: Unicode word boundaries (UAX #29), lower case, tokens of at most 255 characters.
 * Other analyzers, stop words and stemming are not done.
 */

/** Letters join over `.`, `:` and apostrophes, digits over `.`, `,`, `;` and apostrophes (UAX #29, WB6–WB12). */
const ASCII_WORD = /_*[A-Za-z0-9](?:[A-Za-z0-9_]|(?<=[A-Za-z])[.:'](?=[A-Za-z])|(?<=[0-9])[.,;'](?=[0-9]))*/g;

const IDEOGRAPH = '\\p{Ideographic}|\\p{Script=Hiragana}';
const JOINED = '[\\p{M}\\u00AD\\u200D]';
const LETTER = `(?:(?!${IDEOGRAPH})[\\p{L}\\p{Nl}])`;
const UNICODE_WORD = new RegExp(
  `(?:${IDEOGRAPH})${JOINED}*|_*(?:${LETTER}|\\p{Nd})(?:${LETTER}|\\p{Nd}|[_\\u203F\\u2040]|${JOINED}` +
    `|(?<=${LETTER}${JOINED}*)[.:'\\u2018\\u2019\\u00B7](?=${LETTER})|(?<=\\p{Nd}${JOINED}*)[.,;'\\u2018\\u2019](?=\\p{Nd}))*` +
    '|\\p{Extended_Pictographic}(?:\\uFE0F|\\u200D\\p{Extended_Pictographic}|\\p{Emoji_Modifier})*',
  'gu',
);

const MAX_TOKEN_CHARACTERS = 255;

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** The tokens of a text, in order. */
export function analyze(text: string): string[] {
  const ascii = !BEYOND_ASCII.test(text);
  const words = text.match(ascii ? ASCII_WORD : UNICODE_WORD) ?? [];
  const lower = ascii ? (word: string) => word.toLowerCase() : lowerCase;
  if (text.length <= MAX_TOKEN_CHARACTERS) return words.map(lower);
  return words.flatMap((word) => pieces(word)).map(lower);
}

/** Lower case by code point, as Java's `Character.toLowerCase`: without context, one for one. */
export function lowerCase(word: string): string {
  let result = '';
  for (const letter of word) result += letter === 'İ' ? 'i' : letter.toLowerCase();
  return result;
}

function pieces(word: string): string[] {
  if (word.length <= MAX_TOKEN_CHARACTERS) return [word];
  const parts: string[] = [];
  for (let start = 0; start < word.length; start += MAX_TOKEN_CHARACTERS)
    parts.push(word.slice(start, start + MAX_TOKEN_CHARACTERS));
  return parts;
}
