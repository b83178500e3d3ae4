import fc from 'fast-check';
import { deadLetterEntry } from '../../../src/domain/failure/dead-letter-entry.ts';
import { MAX_SQS_BYTES } from '../../../src/domain/service-limits.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';
import { sqsMessage } from '../../support/sqs-events.ts';

const failure = { reason: 'it is no order', at: Date.UTC(2026, 0, 15), functionName: 'store-order' };
const attributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}`, { dataType: 'String', stringValue: 'x' }]));
const reasonOf = (reason: string) =>
  deadLetterEntry(sqsMessage('body'), { ...failure, reason })?.attributes['failure-reason']?.StringValue ?? '';

test('a dead letter is the message with the reason, the time, the function and its id', () => {
  const message = sqsMessage('body', {
    messageId: 'm',
    messageAttributes: { signature: { dataType: 'Binary', binaryValue: 'AP8=' } },
    attributes: { AWSTraceHeader: 'Root=1-1', MessageGroupId: 'g' },
  });

  expect(deadLetterEntry(message, failure)).toEqual({
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
  expect(deadLetterEntry(sqsMessage('body', { messageAttributes: attributes(6) }), failure)).toBeDefined();
  expect(deadLetterEntry(sqsMessage('body', { messageAttributes: attributes(7) }), failure)).toBeUndefined();
  const room = MAX_SQS_BYTES - (deadLetterEntry(sqsMessage(''), failure)?.bytes ?? 0);
  expect(deadLetterEntry(sqsMessage('x'.repeat(room)), failure)).toBeDefined();
  expect(deadLetterEntry(sqsMessage('x'.repeat(room + 1)), failure)).toBeUndefined();
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
