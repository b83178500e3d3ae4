/** True for 12 to 19 digits with a valid Luhn check digit and the prefix and length of a card issuer. */
export function isCardNumber(digits: string): boolean {
  return hasIssuer(digits, SURE) && passesLuhn(digits);
}

/**
 * True for what may be a card number too, where a key speaks of a card: of 12 to 15 digits, or in Maestro's ranges. So
 * many article, parcel and telephone numbers look the same that elsewhere these are left alone.
 */
export function mayBeCardNumber(digits: string): boolean {
  return (hasIssuer(digits, UNDER_KEYS) || hasIssuer(digits, SURE)) && passesLuhn(digits);
}

/** The first and the last prefix, of as many digits, and the lengths: from the least to the most in steps. */
type IssuerRange = readonly [from: string, to: string, least: number, most: number, step?: number];

/** Issuer identification numbers (ISO/IEC 7812) as the card networks publish them. */
const SURE = byFirstDigit([
  ['4', '4', 16, 19, 3], // Visa
  ['51', '55', 16, 16], // Mastercard
  ['2221', '2720', 16, 16], // Mastercard
  ['34', '34', 15, 15], // American Express
  ['37', '37', 15, 15], // American Express
  ['6011', '6011', 16, 19], // Discover
  ['644', '649', 16, 19], // Discover
  ['65', '65', 16, 19], // Discover
  ['62', '62', 16, 19], // UnionPay
  ['81', '81', 16, 19], // UnionPay, RuPay
  ['3528', '3589', 16, 19], // JCB
  ['300', '305', 14, 19], // Diners Club
  ['3095', '3095', 14, 19], // Diners Club
  ['36', '36', 14, 19], // Diners Club
  ['38', '39', 14, 19], // Diners Club
  ['2200', '2204', 16, 19], // Mir
  ['9792', '9792', 16, 16], // Troy
  ['60', '60', 16, 16], // RuPay
  ['82', '82', 16, 16], // RuPay
  ['508', '508', 16, 16], // RuPay
  ['504175', '504175', 16, 16], // Elo
  ['506699', '506778', 16, 16], // Elo
  ['509000', '509999', 16, 16], // Elo
  ['636297', '636297', 16, 16], // Elo
  ['636368', '636368', 16, 16], // Elo
]);

const UNDER_KEYS = byFirstDigit([
  ['4', '4', 13, 13], // Visa, of old
  ['2131', '2131', 15, 15], // JCB, of old
  ['1800', '1800', 15, 15], // JCB, of old
  ['50', '50', 12, 19], // Maestro
  ['56', '58', 12, 19], // Maestro
  ['6', '6', 12, 19], // Maestro
]);

/** A thousand ids are looked at where one is a card's. */
function byFirstDigit(ranges: readonly IssuerRange[]): readonly (readonly IssuerRange[])[] {
  return [...'0123456789'].map((digit) =>
    ranges.filter(([from, to]) => from.charAt(0) <= digit && digit <= to.charAt(0)),
  );
}

function hasIssuer(digits: string, ranges: readonly (readonly IssuerRange[])[]): boolean {
  const { length } = digits;
  return (ranges[digits.charCodeAt(0) - 0x30] ?? []).some(([from, to, least, most, step = 1]) => {
    const prefix = digits.slice(0, from.length);
    return prefix >= from && prefix <= to && length >= least && length <= most && (length - least) % step === 0;
  });
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}
