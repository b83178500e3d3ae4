import { parseApiRequest } from '../../../src/domain/api/api-request.ts';
import { archivedEvent } from '../../../src/domain/archive/archived-event.ts';
import { bufferedEvent } from '../../../src/domain/archive/buffered-event.ts';
import { createEventIndex } from '../../../src/domain/archive/event-index.ts';
import { base64Edits, mayHoldBase64 } from '../../../src/domain/card-data/base64-runs.ts';
import { bodyEdits, editedNumber, textEdits, valueEdits } from '../../../src/domain/card-data/card-data-edits.ts';
import { holdsMaskedNumber } from '../../../src/domain/card-data/holds-masked-number.ts';
import { isMaskedId } from '../../../src/domain/card-data/is-masked-id.ts';
import { codeKeys } from '../../../src/domain/card-data/keys/code-keys.ts';
import { contextBelow, isCardMember, NOWHERE, speaksOfCard } from '../../../src/domain/card-data/keys/context.ts';
import { joinedKey, keyWords } from '../../../src/domain/card-data/keys/key-words.ts';
import { maskLabelledCodes } from '../../../src/domain/card-data/keys/labelled-codes.ts';
import { labelBefore, nameBefore } from '../../../src/domain/card-data/keys/labels.ts';
import { isValueKey, tellingObjects } from '../../../src/domain/card-data/keys/telling-objects.ts';
import { maskCardData } from '../../../src/domain/card-data/mask-card-data.ts';
import { digitChains, mayHoldNumber } from '../../../src/domain/card-data/numbers/digit-chains.ts';
import { exactInteger } from '../../../src/domain/card-data/numbers/exact-integer.ts';
import { maskExponentNumbers, mayHoldExponent } from '../../../src/domain/card-data/numbers/exponent-numbers.ts';
import { isCardNumber, mayBeCardNumber } from '../../../src/domain/card-data/numbers/is-card-number.ts';
import { maskCardNumbers } from '../../../src/domain/card-data/numbers/mask-card-numbers.ts';
import { characterAt, spelledCharacter, unspelled } from '../../../src/domain/card-data/numbers/spelled-character.ts';
import { trackDataBehind } from '../../../src/domain/card-data/numbers/track-data.ts';
import { insideUuid } from '../../../src/domain/card-data/numbers/uuid.ts';
import { mayHoldCardData, plainEdits } from '../../../src/domain/card-data/plain-edits.ts';
import { redactArchivedText } from '../../../src/domain/card-data/redact-archived-text.ts';
import { redactCardData, withoutCardData } from '../../../src/domain/card-data/redact-card-data.ts';
import { removeVerificationCodes } from '../../../src/domain/card-data/remove-verification-codes.ts';
import { wholeScope } from '../../../src/domain/card-data/scope.ts';
import { editsOfText } from '../../../src/domain/card-data/text-pieces.ts';
import { transformRecords } from '../../../src/domain/card-data/transform-records.ts';
import { decodeUtf8 } from '../../../src/domain/decode-utf8.ts';
import { localDoor } from '../../../src/domain/drive-by/local-door.ts';
import { attributeText } from '../../../src/domain/event-attributes.ts';
import { deadLetterEntry } from '../../../src/domain/failure/dead-letter-entry.ts';
import { parseJsonExactly } from '../../../src/domain/filter-policy/exact-json.ts';
import { matchFilterPolicy } from '../../../src/domain/filter-policy/match-policy.ts';
import { attributeValues, bodyValues } from '../../../src/domain/filter-policy/message-values.ts';
import { parseFilterPolicy } from '../../../src/domain/filter-policy/parse-policy.ts';
import { envelopeLine } from '../../../src/domain/framing/envelope.ts';
import { frameBatch } from '../../../src/domain/framing/frame-batch.ts';
import { frameMessage } from '../../../src/domain/framing/frame-message.ts';
import { packRecords } from '../../../src/domain/framing/pack-records.ts';
import { singleLine } from '../../../src/domain/framing/single-line.ts';
import { compactJson } from '../../../src/domain/json/compact-json.ts';
import { decodeJsonString } from '../../../src/domain/json/decode-json-string.ts';
import { editJson } from '../../../src/domain/json/edit-json.ts';
import { exactJsonOf, parseExactJson } from '../../../src/domain/json/parse-exact-json.ts';
import { parseJson } from '../../../src/domain/json/parse-json.ts';
import { parseJsonNumbers } from '../../../src/domain/json/parse-json-numbers.ts';
import { isJson, scanJson, skipSpace } from '../../../src/domain/json/scan-json.ts';
import { matchesPieces } from '../../../src/domain/matches-pieces.ts';
import { messageBytes } from '../../../src/domain/message-bytes.ts';
import { occurredAt } from '../../../src/domain/occurred-at.ts';
import { checkoutMessage } from '../../../src/domain/order/checkout-message.ts';
import { plainDecimal, sumDecimals } from '../../../src/domain/order/decimal.ts';
import { parseOrder, parseStorableOrder } from '../../../src/domain/order/order.ts';
import { orderDelivery } from '../../../src/domain/order/order-delivery.ts';
import { notifiedEvent, publishedEvent } from '../../../src/domain/published-event.ts';
import { archivedEntry } from '../../../src/domain/replay/archived-entry.ts';
import { maskedValues } from '../../../src/domain/replay/masked-values.ts';
import { replayEntry, replayed } from '../../../src/domain/replay/replay-entry.ts';
import { backfillDocument } from '../../../src/domain/search/backfill.ts';
import { parseSqsEvent } from '../../../src/domain/sqs-event.ts';
import { applyEdits, mergeEdits } from '../../../src/domain/text-edits.ts';
import { unsendableCharacter } from '../../../src/domain/unsendable-character.ts';
import { notification, sqsMessage, TOPIC_ARN } from '../sqs-events.ts';

const scope = wholeScope(['otp']);
const rules = { exempt: [['id'], ['items', '*', 'id']], codeKeys: ['otp'] };
const policy = parseFilterPolicy('{"amount":[{"numeric":[">=",100]}],"a":[{"wildcard":"a*b*c"}]}', 'MessageBody');
const byAttributes = parseFilterPolicy('{"a":[{"wildcard":"a*b*c"},{"suffix":"x"}]}', 'MessageAttributes');
const eventOf = (body: string, value = '') => ({
  id: 'a-b',
  publishedAt: '2026-01-15T10:30:00.123Z',
  source: TOPIC_ARN,
  subject: undefined,
  attributes: { a: { type: 'String', value } },
  body,
});
const framing = { format: 'Envelope' as const, redact: true, topicArn: TOPIC_ARN, ...rules };
const failure = { reason: 'why', at: 0, functionName: 'f' };
const visitor = { open() {}, close() {}, key() {}, scalar() {} };
const keepAll = { below: () => 0, drops: () => false, editString: () => [], editNumber: () => undefined };
const base64 = (text: string) => Buffer.from(text).toString('base64');
/** An edit of every character. */
const editsAt = (text: string) => [...text].map((_, at) => ({ start: at, end: at + 1, text: '*' }));
/** Every place of a text, for what is asked of one. */
const everywhere = (text: string, ask: (at: number) => unknown) => {
  for (let at = 0; at < text.length; at += 1) ask(at);
};

/** The functions of the domain that are given the text of an event, each as it is called with a text of whatever length. */
export const TEXT_FUNCTIONS: Readonly<Record<string, (text: string) => unknown>> = {
  localDoor: (text) =>
    [
      { host: text },
      { origin: text },
      { origin: `http://${text}` },
      { host: 'x.amazonaws.com', authorization: text },
    ].map((headers) => localDoor([text]).refusal(headers)),
  applyEdits: (text) => applyEdits(text, editsAt(text)),
  archivedEvent,
  archivedEntry: (text) => archivedEntry(eventOf(text), { messageId: 'm', replayId: 'r' }),
  attributeText: (text) => attributeText(eventOf('', text).attributes, 'a'),
  attributeValues: (text) => attributeValues({ a: { DataType: 'String.Array', StringValue: text } }, byAttributes),
  backfillDocument: (text) =>
    backfillDocument({ ...eventOf(text), redacted: undefined }, { policy, redact: true, ...rules }),
  base64Edits: (text) => base64Edits(text, () => []),
  bodyEdits: (text) => bodyEdits(text, scope),
  bodyValues: (text) => bodyValues(text, policy),
  bufferedEvent: (text) => bufferedEvent(sqsMessage(text), TOPIC_ARN),
  characterAt: (text) => everywhere(text, (at) => characterAt(text, at)),
  checkoutMessage: (text) => checkoutMessage(text, 0, rules),
  codeKeys: (text) => codeKeys(['otp']).isCode(text, NOWHERE),
  compactJson,
  contextBelow: (text) => contextBelow(text, NOWHERE),
  createEventIndex: (text) => createEventIndex().add({ ...eventOf(text), redacted: undefined }),
  deadLetterEntry: (text) =>
    deadLetterEntry(
      sqsMessage(text, { messageAttributes: { a: { dataType: 'String', stringValue: text } } }),
      { ...failure, reason: text },
      rules,
    ),
  decodeJsonString: (text) => decodeJsonString(JSON.stringify(text), 0, JSON.stringify(text).length),
  decodeUtf8: (text) => decodeUtf8(Buffer.from(text)),
  digitChains: (text) => [...digitChains(text)],
  editJson: (text) => editJson(text, 0, keepAll, 0),
  editedNumber: (text) => editedNumber(text, NOWHERE),
  editsOfText: (text) =>
    editsOfText(text, NOWHERE, {
      editValue: (all, start, context) => valueEdits(all, start, { scope, context, exemption: undefined }),
      editPlain: () => [],
    }),
  envelopeLine: (text) => envelopeLine(eventOf(text, text)),
  exactInteger,
  exactJsonOf,
  frameBatch: (text) => frameBatch([sqsMessage(text)], { ...framing, eventsPerRecord: 500 }),
  frameMessage: (text) => [
    frameMessage(sqsMessage(notification(text)), framing),
    frameMessage(sqsMessage(text), { ...framing, format: 'Document' }),
    frameMessage(sqsMessage(text), { ...framing, format: 'Body' }),
  ],
  holdsMaskedNumber,
  insideUuid: (text) => everywhere(text, (at) => insideUuid(text, at, at + 16)),
  isCardMember,
  isCardNumber,
  isJson,
  isMaskedId,
  isValueKey,
  joinedKey,
  keyWords,
  labelBefore: (text) => labelBefore(text, text.length),
  maskCardData: (text) => maskCardData(text, rules),
  maskCardNumbers: (text) => maskCardNumbers(text, () => true),
  maskExponentNumbers: (text) => maskExponentNumbers(text, () => true),
  maskLabelledCodes: (text) => maskLabelledCodes(text, scope.codes, NOWHERE),
  maskedValues: (text) => maskedValues({ ...eventOf(text, text), redacted: undefined }),
  matchesPieces: (text) => matchesPieces(text, 'a', ['ab', 'b', 'ba'], 'a'),
  matchFilterPolicy: (text) => [
    matchFilterPolicy(policy, { body: text, attributes: {} }),
    matchFilterPolicy(byAttributes, { body: '', attributes: { a: { DataType: 'String', StringValue: text } } }),
  ],
  mayBeCardNumber,
  mayHoldBase64,
  mayHoldCardData: (text) => mayHoldCardData(text, scope),
  mayHoldExponent,
  mayHoldNumber,
  mergeEdits: (text) => mergeEdits(editsAt(text), editsAt(text)),
  messageBytes: (text) => messageBytes(text),
  nameBefore: (text) => nameBefore(text, 0, text.length),
  notifiedEvent,
  occurredAt: (text) =>
    occurredAt({
      attributes: { 'occurred-at': { type: 'String', value: text } },
      source: TOPIC_ARN,
      publishedAt: text,
    }),
  orderDelivery: (text) => orderDelivery(sqsMessage(text), { topicArn: TOPIC_ARN, bugEnabled: false }),
  packRecords: (text) => packRecords([{ messageId: 'm', data: text }], 500),
  parseApiRequest: (text) => parseApiRequest({ body: text, headers: {} }),
  parseExactJson,
  parseJson,
  parseJsonExactly,
  parseJsonNumbers: (text) => parseJsonNumbers(text, Number),
  parseOrder,
  parseSqsEvent: (text) => parseSqsEvent({ Records: [sqsMessage(text)] }),
  parseStorableOrder,
  plainDecimal,
  plainEdits: (text) => plainEdits(text, scope, NOWHERE, () => []),
  publishedEvent: (text) => publishedEvent(sqsMessage(text), TOPIC_ARN),
  redactArchivedText: (text) => redactArchivedText(text, rules),
  redactCardData: (text) => redactCardData(text, rules),
  removeVerificationCodes: (text) => removeVerificationCodes(text, rules),
  replayEntry: (text) => replayEntry(sqsMessage(text), TOPIC_ARN),
  replayed: (text) =>
    replayed(eventOf(text, text), 'r', {
      messageId: 'm',
      groupId: undefined,
      traceHeader: undefined,
      deduplicationId: undefined,
    }),
  scanJson: (text) => scanJson(text, 0, visitor),
  singleLine,
  skipSpace: (text) => skipSpace(text, 0),
  speaksOfCard,
  spelledCharacter: (text) => {
    for (let at = 0; at < text.length; ) at = spelledCharacter(text, at).end;
  },
  sumDecimals: (text) => sumDecimals([text, text]),
  tellingObjects: (text) => tellingObjects(text, 0),
  textEdits: (text) => textEdits(text, scope, NOWHERE),
  trackDataBehind: (text) => everywhere(text, (at) => trackDataBehind(text, at)),
  transformRecords: (text) => transformRecords([{ recordId: 'r', data: base64(text) }], rules),
  unsendableCharacter,
  unspelled,
  valueEdits: (text) => valueEdits(text, 0, { scope, context: NOWHERE, exemption: undefined }),
  withoutCardData: (text) => withoutCardData(text, scope, rules),
};

/** Those that are given a text too, or something that may hold one, and why they are not among the others. */
export const OTHER_FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  'the text is of a template, of an operator, or a name that AWS bounds': [
    ...['arnOf', 'parseArn', 'isQueueArn', 'nameOfArn', 'deadLetterArnOf', 'redactionRules', 'pathOfPointer'],
    ...['datePatternTokens', 'errorKeyTest', 'keyRange', 'isBehind', 'objectTime', 'prefixParts', 'timedPrefix'],
    ...['errorPrefixOf', 'wallTime', 'epochOfWallTime', 'isArchiveReplay', 'wholeScope', 'maskingScope', 'codesScope'],
    ...[
      'backfillNames',
      'backfillPrefix',
      'dashboardObjects',
      'searchTemplate',
      'dayOrders',
      'exemptionOf',
      'isExempt',
    ],
  ],
  'the text is of a filter policy, which has at most 256 KB and is compiled once': [
    ...['compileAnythingBut', 'compileCidr', 'compileCondition', 'compileNumeric', 'compileWildcard', 'condition'],
    ...['ofText', 'jsonText', 'policyError', 'isOrRelationship', 'parseFilterPolicy'],
  ],
  'it looks at what a value is, or at its name, and not at its text': [
    ...['isObject', 'isJsonNumber', 'isNumber', 'isScalar', 'isPlainObject', 'mapValues', 'refusalOf', 'reasonOf'],
    ...['messageOf', 'nameOf', 'codeOf', 'partialBatchResponse', 'attributesOf', 'tellsOfFailure', 'withoutFailure'],
    ...['failedTooLate', 'isOrdered', 'messageStages', 'receivesOf', 'checkoutAttributes', 'idempotencyKey'],
    ...['jsonResponse', 'acceptedOrder', 'maskedReason', 'maskedPointers', 'standing', 'noteOf'],
  ],
  'the text is a part of one, of few characters': [
    'exactNumber',
    'hasKeptDigits',
    'isCardWord',
    'isOthersWord',
    'orderVersion',
  ],
  'it is given an answer of a service': ['aggregationsOf', 'readDayOrders'],
  'it is given numbers': ['sendRequests', 'consumeRequests', 'forwarderUnits', 'queueRequests'],
};
