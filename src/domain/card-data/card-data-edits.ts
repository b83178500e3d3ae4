import { type EditedJson, editJson, type JsonRules, type ValueEdit } from '../json/edit-json.ts';
import { skipSpace } from '../json/scan-json.ts';
import { applyEdits } from '../text-edits.ts';
import { MIN_DIGITS, mayHoldRun } from './digit-runs.ts';
import type { Exemption } from './exemption.ts';
import { isCardNumber } from './is-card-number.ts';
import { isVerificationCode } from './is-verification-code.ts';
import { maskCardNumbers } from './mask-card-numbers.ts';

/** The cheap look at every text: most hold nothing that needs a closer one. */
export function mayHoldCardData(text: string): boolean {
  return mayHoldRun(text) || CARD_KEY.test(text) || ESCAPE.test(text) || BASE64_DIGITS.test(text);
}

/** The edits that take card data out of a body: of its JSON, where it is that from end to end, else of its text. */
export function bodyEdits(body: string, exemption: Exemption | undefined): readonly ValueEdit[] {
  return documentEdits(body, exemption) ?? editsOfText(body);
}

/** The edits of a text that is JSON from end to end; a byte order mark may stand before it. */
export function documentEdits(text: string, exemption?: Exemption): readonly ValueEdit[] | undefined {
  const result = editJson(text, text.startsWith('\ufeff') ? 1 : 0, rulesFor(exemption));
  return result && skipSpace(text, result.end) === text.length ? result.edits : undefined;
}

/** How the pieces of a text are edited, where not like any other text's. */
export interface TextPieces {
  /** The JSON value that begins at an index. */
  editValue(text: string, start: number): { edits: readonly ValueEdit[]; end: number } | undefined;
  /** A line that begins with none. */
  editLine(line: string): readonly ValueEdit[];
}

/** So many beginnings of JSON that turn out to be none are followed to the end of the text, the others to their line's. */
const MAX_MISSES = 8;

/**
 * The edits of JSON values one after the other, on a line or over several, and of the plain text between them. A lone
 * number is plain text, in which each digit is masked.
 */
export function editsOfText(text: string, { editValue, editLine }: TextPieces = PLAIN): ValueEdit[] {
  const edits: ValueEdit[] = [];
  let misses = 0;
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline === -1 ? text.length : newline;
    const start = skipSpace(text, at);
    if (/[{["]/.test(text.charAt(start))) {
      const result = editValue(misses < MAX_MISSES ? text : text.slice(0, lineEnd), start);
      if (result) {
        for (const edit of result.edits) edits.push(edit);
        at = result.end;
        continue;
      }
      misses += 1;
    }
    for (const edit of editLine(text.slice(at, lineEnd))) {
      edits.push({ ...edit, start: edit.start + at, end: edit.end + at });
    }
    at = lineEnd + 1;
  }
  return edits;
}

/** The edits of a text without JSON. */
export function plainEdits(text: string): ValueEdit[] {
  const encoded = BASE64.test(text) && BASE64_DIGITS.test(text) ? base64Edit(text) : undefined;
  if (encoded !== undefined) return [encoded];
  return maskCardNumbers(text).map((edit) => ({ ...edit, removed: 0, changes: true }));
}

/** The edits of the JSON value at an index that keep what is exempt, the members at its top, and where it ends. */
export function valueEdits(text: string, start: number, exemption?: Exemption): EditedJson | undefined {
  return editJson(text, start, rulesFor(exemption));
}

const ESCAPE = /\\u[0-9a-f]{4}/i;
const CARD_KEY = /card-/i;
/** Thirteen or more digits, spaces or hyphens in base64 give three whole triples of these, at any alignment. */
const BASE64_DIGITS = /(?:[I-P][CDSTijyz][AEIMQUYcgkosw048][g-z0-9+/]){3}/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** A message attribute's type and text, as envelopes, SNS, Lambda and SQS spell them: a Number's text must stay a number. */
const ATTRIBUTE_TYPE_KEYS = new Set(['type', 'Type', 'dataType', 'DataType']);
const ATTRIBUTE_VALUE_KEYS = new Set(['value', 'Value', 'stringValue', 'StringValue']);

const EVERYWHERE = rulesWith(undefined);
const PLAIN = piecesOf(false);
const PLAIN_IN_PAYMENT = piecesOf(true);

function rulesFor(exemption: Exemption | undefined): JsonRules {
  return exemption === undefined ? EVERYWHERE : rulesWith(exemption);
}

function rulesWith(exemption: Exemption | undefined): JsonRules {
  return {
    drops: (key, inPayment) => (inPayment && /^card-/i.test(key)) || isVerificationCode(key),
    enters: (key) => key.toLowerCase() === 'payment',
    marks: (key, value) => (ATTRIBUTE_TYPE_KEYS.has(key) ? /^Number(?:\.|$)/.test(value) : undefined),
    editString(value, { key, inside, marked, place }) {
      if (!mayHoldCardData(value)) return [];
      const quoted = exemption?.quotedAt(place);
      if (quoted !== undefined) return bodyEdits(value, quoted);
      const edits = editsOfText(value, inside ? PLAIN_IN_PAYMENT : PLAIN);
      if (edits.length === 0 || exemption?.keeps(place, value)) return [];
      const isNumber = marked && ATTRIBUTE_VALUE_KEYS.has(key);
      return isNumber ? [{ start: 0, end: value.length, text: '0', removed: 0, changes: true }] : edits;
    },
    editNumber: (source, place) => (holdsCardNumber(source) && !exemption?.keeps(place, source) ? '0' : undefined),
  };
}

function piecesOf(inPayment: boolean): TextPieces {
  return { editValue: (text, start) => editJson(text, start, EVERYWHERE, inPayment), editLine: plainEdits };
}

/** The digits of a fraction are a measure's, not a card's: one float in fifty would look like one. */
function holdsCardNumber(source: string): boolean {
  return source.length >= MIN_DIGITS && isCardNumber(/\d+/.exec(source)?.[0] ?? '');
}

/** Read as Latin-1, in which every byte is a character, so that bytes which are not UTF-8 stay as they are. */
function base64Edit(base64: string): ValueEdit | undefined {
  const bytes = Buffer.from(base64, 'base64').toString('latin1');
  const edits = mayHoldCardData(bytes) ? bodyEdits(bytes, undefined) : [];
  if (edits.length === 0) return undefined;
  const encoded = Buffer.from(applyEdits(bytes, edits), 'latin1').toString('base64');
  return {
    start: 0,
    end: base64.length,
    text: base64.length % 4 === 0 ? encoded : encoded.replace(/=+$/, ''),
    removed: edits.reduce((sum, { removed }) => sum + removed, 0),
    changes: edits.some(({ changes }) => changes),
  };
}
