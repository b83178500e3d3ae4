import { editJson, type JsonRules } from '../json/edit-json.ts';
import { skipSpace } from '../json/scan-json.ts';
import { applyEdits, type TextEdit } from '../text-edits.ts';
import { isCardNumber } from './is-card-number.ts';
import { isVerificationCode } from './is-verification-code.ts';
import { maskCardNumbers } from './mask-card-numbers.ts';

/**
 * Takes card data out of a text: the members starting `card-` of every `payment`, verification codes anywhere, and
 * the digits of every card number, at any depth of JSON, of JSON within strings, of text lines, and of base64.
 *
 * Everything else keeps its bytes; what was JSON stays JSON; no mask is longer than what it replaces. In a string each
 * digit becomes `*`; a JSON number becomes `0`, so that it stays a number.
 *
 * @example redactCardData('{"payment":{"id":7,"card-cvv":"123"}}') // '{"payment":{"id":7}}'
 */
export function redactCardData(text: string): string {
  if (!mayHoldCardData(text)) return text;
  return applyEdits(text, documentEdits(text, false) ?? editsOfText(text, false));
}

/**
 * The same for one archive line or Firehose record: an envelope's `id`, `publishedAt` and `source`, and those of an SNS
 * notification, are never touched.
 */
export function redactArchivedText(text: string): string {
  if (!mayHoldCardData(text)) return text;
  const whole = documentEdits(text, false);
  if (whole) return applyEdits(text, withoutOrigin(text, whole));
  return text.split('\n').map(redactLine).join('\n');
}

const ESCAPE = /\\u[0-9a-f]{4}/i;
const CARD_KEY = /card-/i;
const DIGITS = /\p{Nd}(?:[\p{Zs}\-\u00ad\u2010-\u2015\u2212\uff0d]?\p{Nd}){12}/u;
/** Thirteen or more digits, spaces or hyphens in base64 give three whole triples of these, at any alignment. */
const BASE64_DIGITS = /(?:[I-P][CDSTijyz][AEIMQUYcgkosw048][g-z0-9+/]){3}/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** An envelope's first members in their order, and an SNS notification's: up to the end of the topic's ARN. */
const ORIGIN = new RegExp(
  [
    String.raw`^\{"id":"[^"\\]*","publishedAt":"\d{4}-\d\d-\d\dT[\d:.]+Z","source":"arn:[^"\\]*"`,
    String.raw`^\s*\{\s*"Type"\s*:\s*"Notification"\s*,\s*"MessageId"\s*:\s*"[^"\\]*"\s*,(?:\s*"SequenceNumber"\s*:\s*"\d*"\s*,)?\s*"TopicArn"\s*:\s*"arn:[^"\\]*"`,
  ].join('|'),
);

const RULES: JsonRules = {
  drops: (key, inPayment) => (inPayment && /^card-/i.test(key)) || isVerificationCode(key),
  enters: (key) => key.toLowerCase() === 'payment',
  editString(value, { inside, numeric }) {
    const edits = editsOfText(value, inside);
    return numeric && edits.length > 0 ? [{ start: 0, end: value.length, text: '0' }] : edits;
  },
  editNumber: (source) => (holdsCardNumber(source) ? '0' : undefined),
};

/** The digits of a fraction are a measure's, not a card's: one float in fifty would look like one. */
function holdsCardNumber(source: string): boolean {
  return source.length >= 13 && isCardNumber(/\d+/.exec(source)?.[0] ?? '');
}

/** The cheap look at every text: most hold nothing that needs a closer one. */
function mayHoldCardData(text: string): boolean {
  return DIGITS.test(text) || CARD_KEY.test(text) || ESCAPE.test(text) || BASE64_DIGITS.test(text);
}

/** A text that is a lone number is masked digit by digit here: in a string it need not stay a number. */
function editsOfText(text: string, inPayment: boolean): TextEdit[] {
  if (!mayHoldCardData(text)) return [];
  const whole = beginsNested(text, 0) ? documentEdits(text, inPayment) : undefined;
  if (whole) return whole;
  const edits: TextEdit[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    for (const edit of lineEdits(line, inPayment)) edits.push(shifted(edit, offset));
    offset += line.length + 1;
  }
  return edits;
}

/** The edits of a text that is JSON from end to end. */
function documentEdits(text: string, inPayment: boolean): TextEdit[] | undefined {
  const result = editJson(text, 0, RULES, inPayment);
  return result && skipSpace(text, result.end) === text.length ? result.edits : undefined;
}

/** JSON values one after the other, then whatever is left as plain text. */
function lineEdits(line: string, inPayment: boolean): TextEdit[] {
  if (!mayHoldCardData(line)) return [];
  const edits: TextEdit[] = [];
  let at = 0;
  while (beginsNested(line, at)) {
    const result = editJson(line, at, RULES, inPayment);
    if (!result) break;
    for (const edit of result.edits) edits.push(edit);
    at = result.end;
  }
  for (const edit of plainEdits(line.slice(at))) edits.push(shifted(edit, at));
  return edits;
}

function beginsNested(text: string, from: number): boolean {
  return /[{["]/.test(text.charAt(skipSpace(text, from)));
}

function plainEdits(text: string): TextEdit[] {
  const redacted = BASE64.test(text) && BASE64_DIGITS.test(text) ? redactBase64(text) : text;
  return redacted === text ? maskCardNumbers(text) : [{ start: 0, end: text.length, text: redacted }];
}

/** Read as Latin-1, in which every byte is a character, so that bytes which are not UTF-8 stay as they are. */
function redactBase64(base64: string): string {
  const bytes = Buffer.from(base64, 'base64').toString('latin1');
  const redacted = redactCardData(bytes);
  if (redacted === bytes) return base64;
  const encoded = Buffer.from(redacted, 'latin1').toString('base64');
  return base64.length % 4 === 0 ? encoded : encoded.replace(/=+$/, '');
}

function redactLine(line: string): string {
  if (!mayHoldCardData(line)) return line;
  return applyEdits(line, withoutOrigin(line, documentEdits(line, false) ?? editsOfText(line, false)));
}

function withoutOrigin(text: string, edits: TextEdit[]): TextEdit[] {
  const end = ORIGIN.exec(text)?.[0].length ?? 0;
  return end === 0 ? edits : edits.filter(({ start }) => start >= end);
}

function shifted({ start, end, text }: TextEdit, by: number): TextEdit {
  return { start: start + by, end: end + by, text };
}
