import { keyWords } from './key-words.ts';

/** What is known of a value by the keys above it: a sum of the flags below. */
export type Context = number;

/** Nothing is known. */
export const NOWHERE: Context = 0;
/** In a payment: members that start with `card` go. */
export const IN_PAYMENT = 1;
/** Under a key that speaks of a card: short numbers and those of Maestro may be card numbers. */
export const UNDER_CARD = 2;
/** In an object that speaks of a payment or a card: a `pin` or a `cid` is a verification code. */
export const WITH_CODES = 4;

/** In an object whose value is a verification code, since it is named one: `{"name":"cvv","value":"123"}`. */
export const LABELLED_CODE = 8;

/** The context of a member's value. */
export function contextBelow(key: string, around: Context): Context {
  const context = around & ~LABELLED_CODE;
  if (!SPEAKING.test(key) && (context & WITH_CODES) === 0 && /^[\0-\x7f]*$/.test(key)) return context;
  const words = keyWords(key);
  const card = areOfCard(words);
  const payment = words.some((word) => /^payments?$/.test(word)) || PAYMENT_KEY.test(words.join(''));
  if (!card && !payment && words.some((word) => OTHERS.has(word))) return context & ~WITH_CODES;
  return context | (card ? UNDER_CARD | WITH_CODES : 0) | (payment ? IN_PAYMENT | WITH_CODES : 0);
}

/** True for a key whose words speak of a card: `card`, `cardNumber`, `creditcard`, `pan`; not `discard` or `cardinality`. */
export function speaksOfCard(key: string): boolean {
  return SPEAKING.test(key) && areOfCard(keyWords(key));
}

/** True for a member of a payment that is its card's: `card` and `creditCard`, and what starts so, as `card-owner`. */
export function isCardMember(key: string): boolean {
  if (!SPEAKING.test(key) && /^[\0-\x7f]*$/.test(key)) return false;
  const [first = '', second = ''] = keyWords(key);
  return CARDS_OWN.test(first) || (KIND_OF_CARD.test(first) && CARDS_OWN.test(second));
}

function areOfCard(words: readonly string[]): boolean {
  return words.some(isCardWord) || words.join('') === 'primaryaccountnumber';
}

/** True for a word of a key that means a payment card. */
export function isCardWord(word: string): boolean {
  return CARD_WORD.test(word);
}

/** True for a word of a key that means somebody or something else than a payment, whose `pin` or `cid` is none of a card's. */
export function isOthersWord(word: string): boolean {
  return OTHERS.has(word);
}

/** A cheap look: the letters of every word that is asked for below, in a key of ASCII. */
const SPEAKING = /card|pay|pan|cc|primary/i;

/** `card`, and what is written behind it without a break; a word that only begins so, as `cardinality`, is another. */
const OF_CARD =
  'cards?(?:number|no|num|nr|pan|holder|holdername|owner|name|expiry|expiration|expirationdate|expirydate|exp|expdate|expmonth|expyear|network|brand|type|scheme|issuer|token|id|bin|last4|last|first6|details?|data|info|code|pin|cvv2?|cvc2?|cid|csc|cvn)?';
const KINDS = 'credit|debit|payment|bank|charge|prepaid|virtual';
const CARDS_OWN = new RegExp(`^(?:${KINDS})?${OF_CARD}$`);
const KIND_OF_CARD = new RegExp(`^(?:${KINDS})$`);
const CARD_WORD = new RegExp(
  `^(?:(?:${KINDS})?${OF_CARD}|cc(?:number|no|num|nr)?|[df]?pan|pan(?:number|no|num)|primaryaccountnumber)$`,
);

const PAYMENT_KEY = /^payments?(?:methods?|details?|info|instruments?|data|sources?|cards?|options?)?$/;

const OTHERS = new Set(
  'customer customers client user buyer person contact address shipping shipment delivery member merchant store shop item items product products location geo map'.split(
    ' ',
  ),
);
