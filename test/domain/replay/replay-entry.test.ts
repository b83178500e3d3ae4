import { archivedEntry } from '../../../src/domain/replay/archived-entry.ts';
import { replayEntry } from '../../../src/domain/replay/replay-entry.ts';
import { replayIdOf } from '../../../src/domain/replay/replay-id.ts';
import { MAX_SQS_BYTES } from '../../../src/domain/service-limits.ts';
import { sqsMessage } from '../../support/sqs-events.ts';

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

    expect(replayEntry(message)).toEqual({
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
    expect(replayEntry(sqsMessage('x'))).toMatchObject({ groupId: undefined, traceHeader: undefined });
  });

  test('carries no value where it has null for one', () => {
    const message = {
      ...sqsMessage('x'),
      messageAttributes: { a: { dataType: 'T', stringValue: null, binaryValue: null } },
    };

    expect(Object.keys(replayEntry(message).attributes['a'] ?? {})).toEqual(['DataType']);
  });

  test('takes the place of an earlier replay', () => {
    const messageAttributes = { 'replay-id': { dataType: 'String', stringValue: 'first' } };

    expect(replayEntry(sqsMessage('x', { messageId: 'm-2', messageAttributes })).attributes).toEqual(
      replayAttribute('buffer:m-2'),
    );
  });

  test('has at most ten attributes, the replay included', () => {
    const again = { ...numbered(9), 'replay-id': { dataType: 'String', stringValue: 'first' } };

    expect(Object.keys(replayEntry(sqsMessage('x', { messageAttributes: numbered(9) })).attributes)).toHaveLength(10);
    expect(Object.keys(replayEntry(sqsMessage('x', { messageAttributes: again })).attributes)).toHaveLength(10);
    expect(() => replayEntry(sqsMessage('x', { messageAttributes: numbered(10) }))).toThrow(
      expect.objectContaining({
        name: 'UnsendableMessageError',
        message: 'The message has 10 attributes; SQS takes at most 10, replay-id included.',
      }),
    );
  });

  test('has at most 1,048,576 bytes, the replay included', () => {
    const room = MAX_SQS_BYTES - 'replay-idStringbuffer:m'.length;

    expect(replayEntry(sqsMessage('x'.repeat(room), { messageId: 'm' })).bytes).toBe(MAX_SQS_BYTES);
    expect(() => replayEntry(sqsMessage('x'.repeat(room + 1), { messageId: 'm' }))).toThrow(
      expect.objectContaining({
        name: 'UnsendableMessageError',
        message: 'The message has 1048577 bytes with replay-id; SQS takes at most 1048576.',
      }),
    );
  });
});

describe('an archived event', () => {
  test('is sent as it was published, binary values as bytes', () => {
    const attributes = {
      s: { type: 'String', value: 'a' },
      b: { type: 'Binary', value: 'AAEC' },
      p: { type: 'Binary.png', value: 'AAEC' },
      y: { type: 'Binaryish', value: 'b' },
      l: { type: 'String.Binary', value: 'c' },
    };

    expect(archivedEntry({ attributes, body: 'x', subject: 'hi' }, { messageId: 'm', replayId: 'r-1' })).toEqual({
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

describe('the replay that a message belongs to', () => {
  const replay = (attribute: { dataType: string; stringValue?: string; binaryValue?: string }) =>
    replayIdOf(sqsMessage('x', { messageAttributes: { 'replay-id': attribute } }));

  test('is the one that it names, one of the buffer too', () => {
    expect(replay({ dataType: 'String', stringValue: 'r-1' })).toBe('r-1');
    expect(replay({ dataType: 'String', stringValue: 'buffer:m-1' })).toBe('buffer:m-1');
  });

  test('is the original without a name', () => {
    expect(replayIdOf(sqsMessage('x'))).toBe('original');
    expect(replay({ dataType: 'String', stringValue: '' })).toBe('original');
    expect(replay({ dataType: 'Binary', binaryValue: 'AAEC' })).toBe('original');
    expect(replayIdOf({ messageAttributes: Object.create({ 'replay-id': { stringValue: 'inherited' } }) })).toBe(
      'original',
    );
  });
});
