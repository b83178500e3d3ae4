import { type EditedJson, editJson, type JsonRules, type ValueEdit } from '../json/edit-json.ts';
import { skipSpace } from '../json/scan-json.ts';
import type { Exemption } from './exemption.ts';
import {
  type Context,
  contextBelow,
  IN_PAYMENT,
  isCardMember,
  LABELLED_CODE,
  NOWHERE,
  UNDER_CARD,
  WITH_CODES,
} from './keys/context.ts';
import { isValueKey, type TellingObject, tellingObjects } from './keys/telling-objects.ts';
import { MIN_DIGITS } from './numbers/digit-chains.ts';
import { exactInteger } from './numbers/exact-integer.ts';
import { mayHoldExponent } from './numbers/exponent-numbers.ts';
import { isCardNumber, mayBeCardNumber } from './numbers/is-card-number.ts';
import { mayHoldCardData, plainEdits } from './plain-edits.ts';
import type { Scope } from './scope.ts';
import { editsOfText, type TextPieces } from './text-pieces.ts';

/** The edits that take card data out of a body: of its JSON, where it is that from end to end, else of its text. */
export function bodyEdits(body: string, scope: Scope, exemption?: Exemption): readonly ValueEdit[] {
  return editsOfBody(body, scope, NOWHERE, ENCODED, exemption);
}

/** The edits of the JSON value that begins at an index, or of what begins like one, that keep what is exempt. */
export function valueEdits(
  text: string,
  start: number,
  { scope, context, exemption }: { scope: Scope; context: Context; exemption: Exemption | undefined },
): EditedJson<Context> {
  return editJson(text, start, rulesFor(text, start, scope, ENCODED, exemption), context);
}

/** The edits of a text without JSON. */
export function textEdits(text: string, scope: Scope, context: Context): ValueEdit[] {
  return plainEdits(text, scope, context, (decoded) => decodedEdits(decoded, scope, context));
}

/** What a number of JSON becomes; undefined for one that stays. */
export function editedNumber(source: string, context: Context): string | undefined {
  if (source.length < MIN_DIGITS && !mayHoldExponent(source)) return undefined;
  const digits = exactInteger(source) ?? '';
  const isCard = isCardNumber(digits) || ((context & UNDER_CARD) !== 0 && mayBeCardNumber(digits));
  return isCard ? '0' : undefined;
}

/** Whether what is encoded in a text is looked into: what was decoded itself is not, again. */
type Encoding = typeof ENCODED | typeof DECODED;
const ENCODED = 'encoded';
const DECODED = 'decoded';

function editsOfBody(
  body: string,
  scope: Scope,
  context: Context,
  encoding: Encoding,
  exemption: Exemption | undefined,
): readonly ValueEdit[] {
  const start = body.startsWith('\ufeff') ? 1 : 0;
  const { edits, end, broken } = editJson(body, start, rulesFor(body, start, scope, encoding, exemption), context);
  if (!broken && skipSpace(body, end) === body.length) return edits;
  return editsOfText(body, context, piecesFor(scope, encoding));
}

function decodedEdits(decoded: string, scope: Scope, context: Context): readonly ValueEdit[] {
  return mayHoldCardData(decoded, scope) ? editsOfBody(decoded, scope, context, DECODED, undefined) : [];
}

function piecesFor(scope: Scope, encoding: Encoding): TextPieces {
  return {
    editValue: (text, start, context) =>
      editJson(text, start, rulesFor(text, start, scope, encoding, undefined), context),
    editPlain: (text, context) =>
      plainEdits(text, scope, context, (decoded) =>
        encoding === DECODED ? [] : decodedEdits(decoded, scope, context),
      ),
  };
}

/** A message attribute's type and text, as envelopes, SNS, Lambda and SQS spell them: a Number's text must stay a number. */
const ATTRIBUTE_TYPE_KEYS = new Set(['type', 'Type', 'dataType', 'DataType']);
const ATTRIBUTE_VALUE_KEYS = new Set(['value', 'Value', 'stringValue', 'StringValue']);

const NONE: ReadonlyMap<number, TellingObject> = new Map();

/** The rules for the JSON value that begins at an index of a text. */
function rulesFor(
  text: string,
  from: number,
  scope: Scope,
  encoding: Encoding,
  exemption: Exemption | undefined,
): JsonRules<Context> {
  let objects: ReadonlyMap<number, TellingObject> | undefined;
  const pieces = piecesFor(scope, encoding);
  return {
    below: contextBelow,
    within(start, context) {
      // Of a text with many values each looks at itself alone.
      objects ??= from > 1 || scope.codes.mayName(text) ? tellingObjects(text, from) : NONE;
      const told = objects.get(start);
      if (told === undefined) return context;
      const isCode = told.label !== undefined && scope.codes.isCode(told.label, context);
      return context | (told.speaks ? WITH_CODES : 0) | (isCode ? LABELLED_CODE : 0);
    },
    drops: (key, context) =>
      (scope.members && (context & IN_PAYMENT) !== 0 && isCardMember(key)) ||
      ((context & LABELLED_CODE) !== 0 && isValueKey(key)) ||
      scope.codes.isCode(key, context),
    marks: (key, value) => (ATTRIBUTE_TYPE_KEYS.has(key) ? /^Number(?:\.|$)/.test(value) : undefined),
    editString(value, { key, context, marked, place }) {
      if (!mayHoldCardData(value, scope)) return [];
      const quoted = exemption?.quotedAt(place);
      if (quoted !== undefined) return editsOfBody(value, scope, NOWHERE, encoding, quoted);
      const edits = editsOfText(value, context, pieces);
      if (edits.length === 0 || exemption?.keeps(place, value)) return [];
      const isNumber = marked && ATTRIBUTE_VALUE_KEYS.has(key);
      return isNumber ? [{ start: 0, end: value.length, text: '0', removed: 0, changes: true }] : edits;
    },
    editNumber(source, context, place) {
      const edited = scope.numbers ? editedNumber(source, context) : undefined;
      return edited === undefined || exemption?.keeps(place, source) ? undefined : edited;
    },
  };
}
