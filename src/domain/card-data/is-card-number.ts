/** True for 13 to 19 digits with a valid Luhn check digit and the prefix and length of a card issuer. */
export function isCardNumber(digits: string): boolean {
  return hasIssuer(digits) && passesLuhn(digits);
}

interface IssuerRange {
  issuer: string;
  /** First and last prefix, of the same number of digits. */
  from: string;
  to: string;
  lengths: readonly [least: number, most: number, step: number];
}

/** Issuer identification numbers (ISO/IEC 7812) as the card networks publish them. */
const ISSUER_RANGES: readonly IssuerRange[] = [
  { issuer: 'Visa', from: '4', to: '4', lengths: [13, 19, 3] },
  { issuer: 'Mastercard', from: '51', to: '55', lengths: [16, 16, 1] },
  { issuer: 'Mastercard', from: '2221', to: '2720', lengths: [16, 16, 1] },
  { issuer: 'American Express', from: '34', to: '34', lengths: [15, 15, 1] },
  { issuer: 'American Express', from: '37', to: '37', lengths: [15, 15, 1] },
  { issuer: 'Discover', from: '6011', to: '6011', lengths: [16, 19, 1] },
  { issuer: 'Discover', from: '644', to: '649', lengths: [16, 19, 1] },
  { issuer: 'Discover', from: '65', to: '65', lengths: [16, 19, 1] },
  { issuer: 'UnionPay', from: '62', to: '62', lengths: [16, 19, 1] },
  { issuer: 'JCB', from: '3528', to: '3589', lengths: [16, 19, 1] },
  { issuer: 'Diners Club', from: '300', to: '305', lengths: [14, 19, 1] },
  { issuer: 'Diners Club', from: '3095', to: '3095', lengths: [14, 19, 1] },
  { issuer: 'Diners Club', from: '36', to: '36', lengths: [14, 19, 1] },
  { issuer: 'Diners Club', from: '38', to: '39', lengths: [14, 19, 1] },
];

function hasIssuer(digits: string): boolean {
  return ISSUER_RANGES.some(({ from, to, lengths: [least, most, step] }) => {
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
