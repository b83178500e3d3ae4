import type { Random } from './random.ts';

/** Names of codes that mean nothing else. */
const CERTAIN = ['cvv', 'cvv2', 'cvc', 'cvc2', 'card cvv', 'card cvc', 'card cid', 'card pin', 'card security code'];
/** Names that are a code's in an object that speaks of a payment or a card. */
const SPOKEN = [...CERTAIN, 'cid', 'csc', 'cvn', 'security code', 'pin', 'track1', 'track2', 'card csc', 'card cvn'];
/** As they are given by a parameter. */
export const FURTHER_KEYS = ['otp', 'prüf-ziffer'];

/** A key of a code as a publisher may write it: in any case, with any separators. */
export function certainKey(random: Random): string {
  return written(random.pick([...CERTAIN, ...FURTHER_KEYS.map((key) => key.replace('-', ' '))]), random);
}

/** One that needs its object to speak of a card. */
export function spokenKey(random: Random): string {
  return written(random.pick(SPOKEN), random);
}

/** Keys of objects that speak of a payment or a card. */
export const SPEAKING_KEYS = [
  ...['payment', 'Payment', 'PAYMENT', 'payments', 'card', 'Card', 'creditCard', 'credit_card', 'payment-method'],
  ...['paymentDetails', 'cardDetails', 'debitcard', 'payment_info'],
];

function written(words: string, random: Random): string {
  const parts = words.split(' ');
  const camel = parts
    .map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('');
  return random.pick([
    parts.join('-'),
    parts.join('_'),
    parts.join(' '),
    parts.join('.'),
    parts.join(''),
    parts.join('-').toUpperCase(),
    parts.join('_').toUpperCase(),
    camel,
    camel.charAt(0).toUpperCase() + camel.slice(1),
  ]);
}
