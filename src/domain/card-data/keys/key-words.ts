/** A key longer than this is looked at by its end alone: what it names stands last, and no key can cost more than its length. */
const MAX_CHARACTERS = 128;

/**
 * The words of a key in lower case, whatever parts them: `cardNumber`, `card_number` and `CARD-NUMBER` are two words each,
 * `cardnumber` is one. Compatibility forms count as what they stand for, format characters as nothing.
 */
export function keyWords(key: string): readonly string[] {
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const words = plainLetters(key.slice(-MAX_CHARACTERS))
    .split(WORD_BREAK)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  if (key.length <= MAX_CHARACTERS) KNOWN.set(key, words);
  return words;
}

/** Events have the same keys again and again. */
const KNOWN = new Map<string, readonly string[]>();
const MAX_KNOWN = 1000;

/** A key without its case and its separators: `Security-Code` and `security_code` are both `securitycode`. */
export function joinedKey(key: string): string {
  return plainLetters(key)
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .toLowerCase();
}

/** Look-arounds of one character only, so that a key of any letters is split in linear time. */
const WORD_BREAK = /[^\p{L}\p{N}]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

function plainLetters(key: string): string {
  return /^[\0-\x7f]*$/.test(key) ? key : key.normalize('NFKC').replace(/[\p{Cf}\p{M}]+/gu, '');
}
