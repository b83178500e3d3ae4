import { decodeJsonString } from '../../json/decode-json-string.ts';
import { scanJson } from '../../json/scan-json.ts';
import { mayHoldNumber } from '../numbers/digit-chains.ts';
import { exactInteger } from '../numbers/exact-integer.ts';
import { isCardNumber } from '../numbers/is-card-number.ts';
import { maskCardNumbers } from '../numbers/mask-card-numbers.ts';
import { isCardWord, speaksOfCard } from './context.ts';
import { keyWords } from './key-words.ts';

/** What an object tells of itself by its own members. */
export interface TellingObject {
  /** It speaks of a card: by a key, by a card number, or, under a key like `type` or `brand`, by a card's issuer. */
  readonly speaks: boolean;
  /** What its `value` is called, as in `{"name":"cvv","value":"123"}`. */
  readonly label: string | undefined;
}

/** The objects of a JSON value that tell something, by where they begin. */
export function tellingObjects(text: string, from: number): ReadonlyMap<number, TellingObject> {
  const telling = new Map<number, TellingObject>();
  const open: { readonly start: number; readonly isObject: boolean }[] = [];
  let key = '';
  scanJson(text, from, {
    open(kind, start) {
      open.push({ start, isObject: kind === 'object' });
    },
    close() {
      open.pop();
    },
    key(start, end) {
      key = decodeJsonString(text, start, end).value;
    },
    scalar(kind, start, end) {
      const object = open.at(-1);
      if (!object?.isObject || kind === 'literal') return;
      const { speaks = false, label } = telling.get(object.start) ?? {};
      const value = kind === 'string' ? shortString(text, start, end) : text.slice(start, end);
      const says = speaks || speaksOfCard(key) || isIssuer(key, value) || isNumber(key, kind, value);
      const named = LABEL_KEYS.has(key.toLowerCase()) ? value : label;
      if (says || named !== undefined) telling.set(object.start, { speaks: says, label: named });
    },
  });
  return telling;
}

/** True for the key of what an object gives a label to. */
export function isValueKey(key: string): boolean {
  return VALUE_KEYS.has(key.toLowerCase());
}

const LABEL_KEYS = new Set(['name', 'key', 'label', 'field', 'fieldname', 'attribute', 'property', 'k']);
const VALUE_KEYS = new Set(['value', 'val', 'v', 'values', 'content', 'text', 'data', 'stringvalue', 'fieldvalue']);

/** A longer one is no card's number or issuer. */
const MAX_CHARACTERS = 256;

function shortString(text: string, start: number, end: number): string {
  return end - start > MAX_CHARACTERS ? '' : decodeJsonString(text, start, end).value;
}

const TYPES = new Set(['type', 'method', 'kind', 'brand', 'network', 'scheme', 'object', 'instrument', 'issuer']);
const ISSUERS =
  /^(?:credit|debit|visa|mastercard|amex|american|maestro|discover|diners|jcb|unionpay|mir|troy|elo|rupay)$/;

/** A cheap look: most keys are none of these. */
const TYPE_LETTERS = /type|method|kind|brand|network|scheme|object|instrument|issuer|[^\0-\x7f]/i;

function isIssuer(key: string, value: string): boolean {
  if (!TYPE_LETTERS.test(key) || !TYPES.has(keyWords(key).at(-1) ?? '')) return false;
  return keyWords(value).some((word) => isCardWord(word) || ISSUERS.test(word));
}

/** One id in many looks like a card's number by chance. */
function isNumber(key: string, kind: 'string' | 'number', value: string): boolean {
  if (!mayHoldNumber(value) || keyWords(key).at(-1) === 'id') return false;
  if (kind === 'number') return isCardNumber(exactInteger(value) ?? '');
  return maskCardNumbers(value, () => false).length > 0;
}
