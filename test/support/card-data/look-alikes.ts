import { withCheckDigit } from './numbers.ts';
import type { Random } from './random.ts';

/** Numbers that are none of a card, by kind: how one is made, and whether any issuer's numbers are as long. */
export const LOOK_ALIKES: Readonly<Record<string, { make: (random: Random) => string; fits: boolean }>> = {
  'EAN-13 (article)': { make: (random) => gtin(random.pick(['40', '50', '30', '76', '978']), 13, random), fits: false },
  'GTIN-14 (trade unit)': { make: (random) => gtin(random.pick(['0', '1', '3']), 14, random), fits: true },
  'SSCC (pallet)': { make: (random) => gtin(random.pick(['3', '0', '4']), 18, random), fits: true },
  'telephone (E.164)': {
    make: (random) => `${random.pick(['1', '44', '49', '33', '86', '62'])}${random.digits(10)}`,
    fits: false,
  },
  'telephone, grouped': {
    make: (random) => `+${random.pick(['1', '44', '49'])} ${random.digits(3)} ${random.digits(3)} ${random.digits(4)}`,
    fits: false,
  },
  'IMEI (telephone set)': {
    make: (random) => withCheckDigit(random.pick(['35', '01', '86', '99']) + random.digits(12)),
    fits: true,
  },
  'ICCID (SIM card)': {
    make: (random) => withCheckDigit(`89${random.pick(['49', '44', '01', '86'])}${random.digits(14)}`),
    fits: true,
  },
  'parcel, 12 digits (FedEx)': { make: (random) => random.digits(12), fits: false },
  'parcel, 20 digits (DHL, USPS)': { make: (random) => `00${random.digits(18)}`, fits: false },
  'parcel, 22 digits (USPS)': { make: (random) => `94${random.digits(20)}`, fits: false },
  'parcel (UPS)': { make: (random) => `1Z${random.digits(6)}${random.digits(10)}`, fits: true },
  'Snowflake id, 18 and 19 digits': {
    make: (random) => `${random.pick(['10', '11', '12', '9'])}${random.digits(16)}${random.pick(['', '1'])}`,
    fits: true,
  },
  'seconds, milliseconds': {
    make: (random) => `17${random.digits(8)}${random.pick(['', random.digits(3)])}`,
    fits: false,
  },
  microseconds: { make: (random) => `17${random.digits(14)}`, fits: true },
  nanoseconds: { make: (random) => `17${random.digits(17)}`, fits: true },
  'compact time (yyyymmddhhmmss)': {
    make: (random) =>
      new Date(1_600_000_000_000 + random.below(200_000_000) * 1000).toISOString().replace(/[^\d]/g, '').slice(0, 14),
    fits: true,
  },
  'bank account (IBAN)': { make: (random) => `DE${random.digits(20)}`, fits: false },
  'random id, 16 digits': { make: (random) => `${1 + random.below(9)}${random.digits(15)}`, fits: true },
  'random id, 19 digits': { make: (random) => `${1 + random.below(9)}${random.digits(18)}`, fits: true },
  'version, address (dotted)': {
    make: (random) =>
      `${Array.from({ length: 4 }, () => random.below(256)).join('.')}.${random.digits(4)}.${random.digits(4)}`,
    fits: false,
  },
  'row of a table (tabs)': {
    make: (random) => Array.from({ length: 6 }, () => random.digits(4)).join('\t'),
    fits: false,
  },
  'rows on lines': { make: (random) => Array.from({ length: 6 }, () => random.digits(4)).join('\n'), fits: false },
  floats: { make: (random) => `${random.below(1000)}.${random.digits(15)}`, fits: true },
  'hexadecimal digest': {
    make: (random) => Array.from({ length: 64 }, () => random.below(16).toString(16)).join(''),
    fits: true,
  },
};

/** Articles, units and pallets have a check digit of their own, weighed three and one (GS1 General Specifications). */
function gtin(prefix: string, length: number, random: Random): string {
  const payload = prefix + random.digits(length - prefix.length - 1);
  const sum = [...payload]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return `${payload}${(10 - (sum % 10)) % 10}`;
}
