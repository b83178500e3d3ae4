/** True for 13 to 19 digits with a valid Luhn check digit and the prefix and length of a card issuer. */
export function isCardNumber(digits: string): boolean {
  return hasIssuer(digits) && passesLuhn(digits);
}

/** The first and the last prefix, of as many digits, and the lengths: from the least to the most in steps. */
type IssuerRange = readonly [from: string, to: string, least: number, most: number, step: number];

/** Issuer identification numbers (ISO/IEC 7812) as the card networks publish them. */
const ISSUER_RANGES: readonly IssuerRange[] = [
  ['4', '4', 13, 19, 3], // Visa
  ['51', '55', 16, 16, 1], // Mastercard
  ['2221', '2720', 16, 16, 1], // Mastercard
  ['34', '34', 15, 15, 1], // American Express
  ['37', '37', 15, 15, 1], // American Express
  ['6011', '6011', 16, 19, 1], // Discover
  ['644', '649', 16, 19, 1], // Discover
  ['65', '65', 16, 19, 1], // Discover
  ['62', '62', 16, 19, 1], // UnionPay
  ['3528', '3589', 16, 19, 1], // JCB
  ['300', '305', 14, 19, 1], // Diners Club
  ['3095', '3095', 14, 19, 1], // Diners Club
  ['36', '36', 14, 19, 1], // Diners Club
  ['38', '39', 14, 19, 1], // Diners Club
];

function hasIssuer(digits: string): boolean {
  return ISSUER_RANGES.some(([from, to, least, most, step]) => {
    const prefix = digits.slice(0, from.length);
    const { length } = digits;
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
