import { ENVELOPE_HEAD } from '../envelope-head.ts';
import { editJson, type JsonRules } from '../json/edit-json.ts';
import { skipSpace } from '../json/scan-json.ts';
import { applyEdits, type TextEdit } from '../text-edits.ts';
import { MIN_DIGITS, mayHoldRun } from './digit-runs.ts';
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
  return applyEdits(text, documentEdits(text) ?? editsOfText(text, false));
}

/**
 * The same for archive lines or a Firehose record: an envelope's `id`, `publishedAt` and `source`, and those of an SNS
 * notification, are never touched.
 */
export function redactArchivedText(text: string): string {
  return mayHoldCardData(text) ? applyEdits(text, editsOfText(text, false, true)) : text;
}

const ESCAPE = /\\u[0-9a-f]{4}/i;
const CARD_KEY = /card-/i;
/** Thirteen or more digits, spaces or hyphens in base64 give three whole triples of these, at any alignment. */
const BASE64_DIGITS = /(?:[I-P][CDSTijyz][AEIMQUYcgkosw048][g-z0-9+/]){3}/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** An SNS notification's first members in their order, up to the end of the topic's ARN. */
const NOTIFICATION_HEAD =
  /^\{\s*"Type"\s*:\s*"Notification"\s*,\s*"MessageId"\s*:\s*"[^"\\]*"\s*,(?:\s*"SequenceNumber"\s*:\s*"\d*"\s*,)?\s*"TopicArn"\s*:\s*"arn:[^"\\]*"/;

/** A message attribute's type and text, as envelopes, SNS, Lambda and SQS spell them: a Number's text must stay a number. */
const ATTRIBUTE_TYPE_KEYS = new Set(['type', 'Type', 'dataType', 'DataType']);
const ATTRIBUTE_VALUE_KEYS = new Set(['value', 'Value', 'stringValue', 'StringValue']);

const RULES: JsonRules = {
  drops: (key, inPayment) => (inPayment && /^card-/i.test(key)) || isVerificationCode(key),
  enters: (key) => key.toLowerCase() === 'payment',
  marks: (key, value) => (ATTRIBUTE_TYPE_KEYS.has(key) ? /^Number(?:\.|$)/.test(value) : undefined),
  editString(value, { key, inside, marked }) {
    const edits = mayHoldCardData(value) ? editsOfText(value, inside) : [];
    const isNumber = marked && ATTRIBUTE_VALUE_KEYS.has(key);
    return isNumber && edits.length > 0 ? [{ start: 0, end: value.length, text: '0' }] : edits;
  },
  editNumber: (source) => (holdsCardNumber(source) ? '0' : undefined),
};

/** The digits of a fraction are a measure's, not a card's: one float in fifty would look like one. */
function holdsCardNumber(source: string): boolean {
  return source.length >= MIN_DIGITS && isCardNumber(/\d+/.exec(source)?.[0] ?? '');
}

/** The cheap look at every text: most hold nothing that needs a closer one. */
function mayHoldCardData(text: string): boolean {
  return mayHoldRun(text) || CARD_KEY.test(text) || ESCAPE.test(text) || BASE64_DIGITS.test(text);
}

/** The edits of a text that is JSON from end to end; a byte order mark may stand before it. */
function documentEdits(text: string): TextEdit[] | undefined {
  const result = editJson(text, text.startsWith('\ufeff') ? 1 : 0, RULES);
  return result && skipSpace(text, result.end) === text.length ? result.edits : undefined;
}

/** So many beginnings of JSON that turn out to be none are followed to the end of the text, the others to their line's. */
const MAX_MISSES = 8;

/**
 * The edits of JSON values one after the other, on a line or over several, and of the plain text between them. A lone
 * number is plain text, in which each digit is masked, but for an archived line: that stays JSON.
 */
function editsOfText(text: string, inPayment: boolean, archived = false): TextEdit[] {
  const edits: TextEdit[] = [];
  let misses = 0;
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline === -1 ? text.length : newline;
    const start = skipSpace(text, at);
    if (/[{["]/.test(text.charAt(start))) {
      const result = editJson(misses < MAX_MISSES ? text : text.slice(0, lineEnd), start, RULES, inPayment);
      if (result) {
        const protectedEnd = archived ? originEnd(text, start) : 0;
        for (const edit of result.edits) if (edit.start >= protectedEnd) edits.push(edit);
        at = result.end;
        continue;
      }
      misses += 1;
    }
    const line = text.slice(at, lineEnd);
    for (const edit of (archived ? documentEdits(line) : undefined) ?? plainEdits(line)) {
      edits.push({ start: edit.start + at, end: edit.end + at, text: edit.text });
    }
    at = lineEnd + 1;
  }
  return edits;
}

function originEnd(text: string, start: number): number {
  const value = text.slice(start);
  const head = ENVELOPE_HEAD.exec(value) ?? NOTIFICATION_HEAD.exec(value);
  return start + (head?.[0].length ?? 0);
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
