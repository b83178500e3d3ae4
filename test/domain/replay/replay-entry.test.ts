import { archivedEntry } from '../../../src/domain/replay/archived-entry.ts';
import { replayEntry } from '../../../src/domain/replay/replay-entry.ts';
import { MAX_SQS_BYTES } from '../../../src/domain/service-limits.ts';
import { notification, sqsMessage, TOPIC_ARN } from '../../support/sqs-events.ts';

const replayAttribute = (StringValue: string) => ({ 'replay-id': { DataType: 'String', StringValue } });
const numbered = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`a${index}`, { dataType: 'String', stringValue: 'b' }]),
  );

describe('a buffered message', () => {
  test('is sent again as it is, with the replay of its own id', () => {
    const message = sqsMessage('{"id":7}', {
      messageId: 'm-1',
      attributes: { MessageGroupId: 'g', AWSTraceHeader: 'Root=1' },
      messageAttributes: {
        s: { dataType: 'String', stringValue: '' },
        b: { dataType: 'Binary', binaryValue: 'AAEC' },
      },
    });

    expect(replayEntry(message, TOPIC_ARN)).toEqual({
      messageId: 'm-1',
      body: '{"id":7}',
      attributes: {
        s: { DataType: 'String', StringValue: '' },
        b: { DataType: 'Binary', BinaryValue: 'AAEC' },
        ...replayAttribute('buffer:m-1'),
      },
      bytes: 8 + (1 + 6) + (1 + 6 + 3) + (9 + 6 + 10),
      groupId: 'g',
      deduplicationId: 'buffer:m-1',
      traceHeader: 'Root=1',
    });
  });

  test('has no group and no trace where its queue has none', () => {
    expect(replayEntry(sqsMessage('x'), TOPIC_ARN)).toMatchObject({ groupId: undefined, traceHeader: undefined });
  });

  test('takes the place of an earlier replay', () => {
    const messageAttributes = { 'replay-id': { dataType: 'String', stringValue: 'first' } };

    expect(replayEntry(sqsMessage('x', { messageId: 'm-2', messageAttributes }), TOPIC_ARN).attributes).toEqual(
      replayAttribute('buffer:m-2'),
    );
  });

  test('has at most ten attributes, the replay included', () => {
    const again = { ...numbered(9), 'replay-id': { dataType: 'String', stringValue: 'first' } };

    expect(
      Object.keys(replayEntry(sqsMessage('x', { messageAttributes: numbered(9) }), TOPIC_ARN).attributes),
    ).toHaveLength(10);
    expect(Object.keys(replayEntry(sqsMessage('x', { messageAttributes: again }), TOPIC_ARN).attributes)).toHaveLength(
      10,
    );
    expect(() => replayEntry(sqsMessage('x', { messageAttributes: numbered(10) }), TOPIC_ARN)).toThrow(
      expect.objectContaining({
        name: 'UnsendableMessageError',
        message: 'The message has 11 attributes with replay-id; SQS takes at most 10.',
      }),
    );
  });

  test('has at most 1,048,576 bytes, the replay included', () => {
    const room = MAX_SQS_BYTES - 'replay-idStringbuffer:m'.length;

    expect(replayEntry(sqsMessage('x'.repeat(room), { messageId: 'm' }), TOPIC_ARN).bytes).toBe(MAX_SQS_BYTES);
    expect(() => replayEntry(sqsMessage('x'.repeat(room + 1), { messageId: 'm' }), TOPIC_ARN)).toThrow(
      expect.objectContaining({
        name: 'UnsendableMessageError',
        message: 'The message has 1048577 bytes with replay-id; SQS takes at most 1048576.',
      }),
    );
  });
});

describe('a buffered notification', () => {
  const attributes = {
    amount: { Type: 'Number', Value: '7.50' },
    tags: { Type: 'String.Array', Value: '["a"]' },
    signature: { Type: 'Binary', Value: 'AAEC' },
  };
  const buffered = (MessageAttributes: Record<string, { Type: string; Value: string }>, messageAttributes = {}) =>
    sqsMessage(notification('{"id":7}', { MessageAttributes }), { messageId: 'm-1', messageAttributes });

  test('is sent again as what was published, with the time of SNS', () => {
    expect(replayEntry(buffered(attributes), TOPIC_ARN)).toMatchObject({
      messageId: 'm-1',
      body: '{"id":7}',
      attributes: {
        amount: { DataType: 'Number', StringValue: '7.50' },
        tags: { DataType: 'String.Array', StringValue: '["a"]' },
        signature: { DataType: 'Binary', BinaryValue: 'AAEC' },
        'occurred-at': { DataType: 'String', StringValue: '2026-01-15T18:30:00.123Z' },
        ...replayAttribute('buffer:m-1'),
      },
    });
  });

  test.each([
    ['keeps a time of its own as it is written', '2026-01-15T10:29:59-08:00', '2026-01-15T10:29:59-08:00'],
    ['has the time of SNS for one that is too far ahead', '2027-01-01T00:00:00Z', '2026-01-15T18:30:00.123Z'],
    ['has the time of SNS for one that is none', 'yesterday', '2026-01-15T18:30:00.123Z'],
  ])('%s', (_what, Value, StringValue) => {
    const message = buffered({ 'occurred-at': { Type: 'String', Value } });

    expect(replayEntry(message, TOPIC_ARN).attributes['occurred-at']).toEqual({ DataType: 'String', StringValue });
  });

  test('needs room for its replay, and for its time where it brings none', () => {
    const wrapped = (count: number, more = {}) =>
      buffered({
        ...Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}`, { Type: 'String', Value: 'b' }])),
        ...more,
      });
    const own = { 'occurred-at': { Type: 'String', Value: '2026-01-15T18:30:00Z' } };

    expect(Object.keys(replayEntry(wrapped(8), TOPIC_ARN).attributes)).toHaveLength(10);
    expect(Object.keys(replayEntry(wrapped(8, own), TOPIC_ARN).attributes)).toHaveLength(10);
    expect(() => replayEntry(wrapped(9), TOPIC_ARN)).toThrow(
      'The message has 11 attributes with occurred-at and replay-id; SQS takes at most 10.',
    );
    expect(() => replayEntry(wrapped(9, own), TOPIC_ARN)).toThrow('The message has 11 attributes with replay-id;');
    expect(() => replayEntry(wrapped(11), TOPIC_ARN)).toThrow('The message has 13 attributes');
  });

  test('of another topic is a body', () => {
    const message = buffered(attributes);

    expect(replayEntry(message, `${TOPIC_ARN}-2`).body).toBe(message.body);
  });
});

describe('an archived event', () => {
  test('carries its time on, unless it has none or was never published', () => {
    const timeOf = (publishedAt: string | undefined, source: string | undefined) =>
      archivedEntry(
        { attributes: {}, body: 'x', subject: undefined, publishedAt, source },
        { messageId: 'm', replayId: 'r-1' },
      ).attributes['occurred-at']?.StringValue;

    expect(timeOf('2026-01-15T18:30:00.123Z', TOPIC_ARN)).toBe('2026-01-15T18:30:00.123Z');
    expect(timeOf('2026-01-15T18:30:00.123Z', 'arn:aws:sqs:us-east-1:123456789012:backup')).toBeUndefined();
    expect(timeOf(undefined, undefined)).toBeUndefined();
  });

  test('is sent as it was published, binary values as bytes', () => {
    const attributes = {
      s: { type: 'String', value: 'a' },
      b: { type: 'Binary', value: 'AAEC' },
      p: { type: 'Binary.png', value: 'AAEC' },
      y: { type: 'Binaryish', value: 'b' },
      l: { type: 'String.Binary', value: 'c' },
    };

    expect(
      archivedEntry(
        { attributes, body: 'x', subject: 'hi', publishedAt: undefined, source: undefined },
        { messageId: 'm', replayId: 'r-1' },
      ),
    ).toEqual({
      messageId: 'm',
      body: 'x',
      subject: 'hi',
      attributes: {
        s: { DataType: 'String', StringValue: 'a' },
        b: { DataType: 'Binary', BinaryValue: 'AAEC' },
        p: { DataType: 'Binary.png', BinaryValue: 'AAEC' },
        y: { DataType: 'Binaryish', StringValue: 'b' },
        l: { DataType: 'String.Binary', StringValue: 'c' },
        ...replayAttribute('r-1'),
      },
      bytes: 1 + (1 + 6 + 1) + (1 + 6 + 3) + (1 + 10 + 3) + (1 + 9 + 1) + (1 + 13 + 1) + (9 + 6 + 3),
      groupId: undefined,
      deduplicationId: undefined,
      traceHeader: undefined,
    });
  });
});
