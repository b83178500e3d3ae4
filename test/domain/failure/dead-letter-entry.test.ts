import fc from 'fast-check';
import type { RedactionRules } from '../../../src/domain/card-data/redaction-rules.ts';
import { deadLetterEntry } from '../../../src/domain/failure/dead-letter-entry.ts';
import { MAX_SQS_BYTES } from '../../../src/domain/service-limits.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';
import { notification, sqsMessage } from '../../support/sqs-events.ts';

const failure = { reason: 'it is no order', at: Date.UTC(2026, 0, 15), functionName: 'store-order' };
const attributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}`, { dataType: 'String', stringValue: 'x' }]));
const reasonOf = (reason: string) =>
  deadLetterEntry(sqsMessage('body'), { ...failure, reason }, {})?.attributes['failure-reason']?.StringValue ?? '';

test('a dead letter is the message with the reason, the time, the function and its id', () => {
  const message = sqsMessage('body', {
    messageId: 'm',
    messageAttributes: { signature: { dataType: 'Binary', binaryValue: 'AP8=' } },
    attributes: { AWSTraceHeader: 'Root=1-1', MessageGroupId: 'g' },
  });

  expect(deadLetterEntry(message, failure, {})).toEqual({
    messageId: 'm',
    body: 'body',
    attributes: {
      signature: { DataType: 'Binary', BinaryValue: 'AP8=' },
      'failure-reason': { DataType: 'String', StringValue: 'it is no order' },
      'failed-at': { DataType: 'String', StringValue: '2026-01-15T00:00:00.000Z' },
      'failed-in': { DataType: 'String', StringValue: 'store-order' },
      'failed-message-id': { DataType: 'String', StringValue: 'm' },
    },
    bytes: expect.any(Number),
    groupId: 'g',
    traceHeader: 'Root=1-1',
    deduplicationId: 'm',
  });
});

test('seven attributes leave no room for four more, nor does a body for their bytes', () => {
  expect(deadLetterEntry(sqsMessage('body', { messageAttributes: attributes(6) }), failure, {})).toBeDefined();
  expect(deadLetterEntry(sqsMessage('body', { messageAttributes: attributes(7) }), failure, {})).toBeUndefined();
  const room = MAX_SQS_BYTES - (deadLetterEntry(sqsMessage(''), failure, {})?.bytes ?? 0);
  expect(deadLetterEntry(sqsMessage('x'.repeat(room)), failure, {})).toBeDefined();
  expect(deadLetterEntry(sqsMessage('x'.repeat(room + 1)), failure, {})).toBeUndefined();
});

test('a reason holds no card number, not even where it is cut', () => {
  expect(reasonOf(`refused ${TEST_CARDS.Visa}`)).toBe('refused ****************');
  expect(reasonOf(`${'x'.repeat(990)} ${TEST_CARDS.Visa}`)).toBe(`${'x'.repeat(990)} *********`);
});

test('whatever the reason, SQS takes it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 1100 }),
      fc.constantFrom('', '\ud800', '\u0000\ufffe'),
      (a, b) => {
        const reason = reasonOf(`${a}${b}`);

        expect(reason).toMatch(/^[\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]{1,1000}$/u);
      },
    ),
  );
});

describe('card data', () => {
  const CARD = TEST_CARDS.Visa;
  const STARS = '*'.repeat(CARD.length);
  const order = (id: string, more = '') => `{"id":"${id}","payment":{"id":7${more}},"note":"${CARD}"}`;
  const raw = (body: string, value: string) =>
    sqsMessage(body, {
      messageAttributes: {
        'event-id': { dataType: 'String', stringValue: value },
        total: { dataType: 'Number', stringValue: CARD },
        'card-cvv': { dataType: 'String', stringValue: '123' },
        signature: { dataType: 'Binary', binaryValue: Buffer.from(`x${CARD}x`).toString('base64') },
      },
    });
  const letterOf = (message: ReturnType<typeof sqsMessage>, redaction?: RedactionRules) => {
    const entry = deadLetterEntry(message, failure, redaction);
    const { attributes = {}, body } = entry ?? {};
    const own = Object.entries(attributes).filter(([name]) => !name.startsWith('fail'));
    return {
      body,
      attributes: Object.fromEntries(own.map(([name, value]) => [name, value.StringValue ?? value.BinaryValue])),
    };
  };

  test('is taken out of body and attributes', () => {
    expect(letterOf(raw(order(CARD, ',"card-owner":"Jo","otp":"9"'), 'e'), { codeKeys: ['otp'] })).toEqual({
      body: order(STARS).replaceAll(CARD, STARS),
      attributes: { 'event-id': 'e', total: '0', signature: Buffer.from(`x${STARS}x`).toString('base64') },
    });
  });

  test('is not what an id is that is exempt, in the body and where an attribute repeats it', () => {
    expect(letterOf(raw(order(CARD), CARD), { exempt: [['id']] })).toMatchObject({
      body: order(CARD).replace(`"note":"${CARD}"`, `"note":"${STARS}"`),
      attributes: { 'event-id': CARD },
    });
  });

  test('is taken out of the body of a notification, whose own ids stay', () => {
    const wrapped = (text: string) => sqsMessage(notification(text, { Subject: 'a' }));

    expect(letterOf(wrapped(order(CARD)), { exempt: [['id']] }).body).toBe(
      wrapped(order(CARD).replace(`"note":"${CARD}"`, `"note":"${STARS}"`)).body,
    );
  });

  test('stays where the redaction of the fork is switched off', () => {
    expect(letterOf(raw(order(CARD), 'e'))).toMatchObject({
      body: order(CARD),
      attributes: { total: CARD, 'card-cvv': '123' },
    });
  });

  test('that there is none leaves every byte, whatever the body', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (body, hasAttributes) => {
        const message = sqsMessage(body, hasAttributes ? { messageAttributes: attributes(3) } : {});

        expect(letterOf(message, {})).toEqual({ body, attributes: hasAttributes ? { a0: 'x', a1: 'x', a2: 'x' } : {} });
      }),
    );
  });
});
