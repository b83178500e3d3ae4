import { type Context, isCardWord, isOthersWord, WITH_CODES } from './context.ts';
import { joinedKey, keyWords } from './key-words.ts';

/** Tells which members hold a card verification code, which may not rest anywhere (PCI DSS 3.3.1), nor track data or a PIN. */
export interface CodeKeys {
  /** True for the key of one in an object of that context. */
  isCode(key: string, context: Context): boolean;
  /** The cheap look at a text: false where no key in it can be one. */
  mayName(text: string): boolean;
}

/** The names that are known, and further ones, which are codes wherever they stand. */
export function codeKeys(further: readonly string[] = []): CodeKeys {
  const joined = new Set(further.map(joinedKey));
  return {
    isCode: (key, context) => isKnownCode(key, context) || (joined.size > 0 && joined.has(joinedKey(key))),
    // A further name may be parted by anything, and written in other letters.
    mayName: (text) => joined.size > 0 || MAY_NAME.test(text),
  };
}

/** The names that stand for a card's code alone, so that no object need speak of a card. */
const CERTAIN = 'cvvs?\\d?|cvcs?\\d?|cvvc|cvx2?|cardverificationvalue|cardverificationcode';
/** Those that mean other things elsewhere: a customer's id, a map's pin, a door's security code. */
const OTHERWISE =
  'cid|csc|cvn[12]?|cvd[12]?|cav2?|cve2?|pin|pinblock|pincode|securitycode|securitynumber|verificationcode|verificationvalue|verificationnumber|validationcode|track[123]?|track12|trackdata|tracks|magstripe|magneticstripe';
const TAIL =
  '(?:code|number|num|no|nr|value|val|data|digits?|hash|hashed|encrypted|enc|token|plain|raw|text|string|input|field)?';
const LEAD = '(?:(?:credit|debit|payment|bank|charge|prepaid)?cards?|payments?|cc)';

const CERTAIN_KEY = new RegExp(`^${LEAD}?(?:${CERTAIN})${TAIL}(?:card)?$`);
const LED_KEY = new RegExp(`^${LEAD}(?:${OTHERWISE})${TAIL}$`);
const OTHERWISE_KEY = new RegExp(`^(?:${OTHERWISE})${TAIL}(?:card)?$`);
/** The letters that each name has, with a separator or two between any of them, or in other characters than ASCII's. */
const MAY_NAME = new RegExp(
  `${['cv', 'cid', 'csc', 'cav', 'pin', 'track', 'magn', 'magstr', 'secur', 'verif', 'valid', 'card']
    .map((name) => [...name].join('[^a-z0-9]{0,2}'))
    .join('|')}|[^\\0-\\x7f]`,
  'i',
);
/** The most words of a name that is known. */
const MAX_WORDS = 5;

function isKnownCode(key: string, context: Context): boolean {
  if (!MAY_NAME.test(key)) return false;
  const words = keyWords(key);
  for (let first = Math.max(0, words.length - MAX_WORDS); first < words.length; first += 1) {
    const name = words.slice(first).join('');
    if (CERTAIN_KEY.test(name) || LED_KEY.test(name)) return true;
    if (!OTHERWISE_KEY.test(name)) continue;
    const before = words.slice(0, first);
    if (before.some((word) => isCardWord(word) || /^payments?$/.test(word)) || name.endsWith('card')) return true;
    return (context & WITH_CODES) !== 0 && !before.some(isOthersWord);
  }
  return false;
}
