import type { Random } from './random.ts';

/** Prefixes and lengths as the networks publish them. */
const ISSUERS: ReadonlyArray<readonly [prefixes: readonly string[], lengths: readonly number[]]> = [
  [['4'], [16, 19]],
  [['51', '52', '53', '54', '55', '2221', '2300', '2720'], [16]],
  [['34', '37'], [15]],
  [
    ['6011', '644', '649', '65'],
    [16, 19],
  ],
  [
    ['62', '81'],
    [16, 17, 18, 19],
  ],
  [
    ['3528', '3589'],
    [16, 19],
  ],
  [
    ['300', '305', '36', '38', '39'],
    [14, 16],
  ],
  [
    ['2200', '2204'],
    [16, 19],
  ],
  [['9792'], [16]],
  [['60', '82', '508'], [16]],
  [['504175', '506699', '509000', '636297', '636368'], [16]],
];
const UNDER_KEYS: typeof ISSUERS = [
  [['4'], [13]],
  [
    ['50', '56', '57', '58', '63', '67'],
    [12, 13, 14, 15, 16, 17, 18, 19],
  ],
];

/** The number of a card, of an issuer that counts anywhere. */
export function cardNumber(random: Random): string {
  return numberOf(random, ISSUERS);
}

/** One that counts under a key that speaks of a card alone. */
export function keyedCardNumber(random: Random): string {
  return numberOf(random, UNDER_KEYS);
}

function numberOf(random: Random, issuers: typeof ISSUERS): string {
  const [prefixes, lengths] = random.pick(issuers);
  const prefix = random.pick(prefixes);
  return withCheckDigit(prefix + random.digits(random.pick(lengths) - prefix.length - 1));
}

/** With the check digit of ISO/IEC 7812-1, annex B, behind it. */
export function withCheckDigit(payload: string): string {
  const sum = [...payload].reverse().reduce((total, digit, index) => {
    const weighed = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (weighed > 9 ? weighed - 9 : weighed);
  }, 0);
  return `${payload}${(10 - (sum % 10)) % 10}`;
}

/** A number as publishers spell it in a text of JSON that is not escaped again; it holds no quotation mark. */
export type Spelling = (number: string, random: Random) => string;

const each =
  (spell: (digit: string) => string): Spelling =>
  (number) =>
    [...number].map(spell).join('');
const code = (digit: string) => digit.charCodeAt(0);
const groupsOf = (number: string): string[] => {
  const sizes = number.length === 15 ? [4, 6, 5] : number.length === 14 ? [4, 6, 4] : [4, 4, 4, 4, 3];
  const ends = sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size));
  return ends.map((end, index) => number.slice(ends[index - 1] ?? 0, end)).filter((group) => group !== '');
};
/** In a card's own groups, which numbers of other lengths have not: those stay in one piece. */
const grouped =
  (separators: readonly string[]): Spelling =>
  (number, random) =>
    [14, 15, 16, 19].includes(number.length) ? groupsOf(number).join(random.pick(separators)) : number;

const UNSEEN = ['\u200b', '\u200d', '\u2060', '\ufeff', '\u202a', '\u2066', '\ufe0f', '\u00ad', '\u200e'];

/** The forms that are found whatever key they stand under. */
export const SPELLINGS: Readonly<Record<string, Spelling>> = {
  plain: (number) => number,
  'single spaces or hyphens anywhere': (number, random) => {
    const separator = random.pick([' ', '-', '\u00a0', '\u2011', '\u2013', '\u3000']);
    const size = 1 + random.below(6);
    return (number.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(separator);
  },
  'dots, slashes, underscores or plus signs': grouped(['.', '/', '_', '+']),
  'several spaces or spaced signs': grouped(['  ', '   ', ' - ', ' / ', ' . ']),
  'format characters': (number, random) => [...number].join(random.pick(UNSEEN)),
  'format characters now and then': (number, random) =>
    [...number]
      .map((digit) => (random.chance(0.3) ? `${digit}${random.pick(UNSEEN)}` : digit))
      .join('')
      .replace(/[^\d]+$/, ''),
  'digits of another script': (number, random) => {
    const zero = random.pick([0x660, 0x6f0, 0x966, 0xff10, 0x1d7ce, 0x1d7f6]);
    return each((digit) => String.fromCodePoint(zero + Number(digit)))(number, random);
  },
  'percent-encoded': each((digit) => `%3${digit}`),
  'some percent-encoded': (number, random) =>
    [...number].map((digit) => (random.chance(0.4) ? `%3${digit}` : digit)).join(''),
  'percent-encoded spaces': grouped(['%20', '%2D', '%2d', '%C2%A0']),
  'form-encoded': grouped(['+']),
  'decimal character references': each((digit) => `&#${code(digit)};`),
  'hexadecimal character references': each((digit) => `&#x${code(digit).toString(16)};`),
  'character references between': grouped(['&nbsp;', '&#32;', '&#x2d;']),
  base64: (number, random) => Buffer.from(`${random.pick(['', 'x ', 'no. '])}${number}`).toString('base64'),
  base64url: (number, random) => Buffer.from(`${random.pick(['?>', 'ÿ~', 'n '])} ${number}`).toString('base64url'),
  'JSON in base64': (number) => Buffer.from(JSON.stringify({ n: number })).toString('base64'),
  'track data': (number, random) => `;${number}=${random.digits(7 + random.below(10))}?`,
};

/** JSON numbers that are a card's by their value. */
export const NUMBER_SPELLINGS: Readonly<Record<string, (number: string) => string>> = {
  'a number': (number) => number,
  'a number with an exponent': (number) => `${number[0]}.${number.slice(1)}e${number.length - 1}`,
  'a number with a signed exponent': (number) => `${number.slice(0, 3)}.${number.slice(3)}E+${number.length - 3}`,
  'a fraction with an exponent': (number) => `0.${number}e${number.length}`,
  'a number with a fraction of zeros': (number) => `${number}.0`,
  'a number with a negative exponent': (number) => `${number}00e-2`,
  'a negative number': (number) => `-${number}`,
};
