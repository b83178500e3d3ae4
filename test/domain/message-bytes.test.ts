import fc from 'fast-check';
import { messageBytes } from '../../src/domain/message-bytes.ts';

const base64 = (bytes: number) => Buffer.alloc(bytes, 0xff).toString('base64');

test.each([
  ['a body alone', 'abc', undefined, 3],
  ['a body in UTF-8', 'é€\u{1f6d2}', {}, 9],
  ['name, type and value of an attribute', '', { ab: { DataType: 'String', StringValue: 'cde' } }, 2 + 6 + 3],
  ['each in UTF-8', '', { é: { DataType: 'String.é', StringValue: '€' } }, 2 + 9 + 3],
  [
    'a Binary value as its bytes, not as base64',
    '',
    { a: { DataType: 'Binary', BinaryValue: base64(300) } },
    1 + 6 + 300,
  ],
  ['a Binary value with padding', '', { a: { DataType: 'Binary', BinaryValue: base64(1) } }, 1 + 6 + 1],
  ['an attribute without a value', 'x', { a: { DataType: 'String' } }, 1 + 1 + 6],
  ['the Binary value of two', '', { a: { DataType: 'T', StringValue: 'bc', BinaryValue: base64(3) } }, 1 + 1 + 3],
])('%s count', (_what, body, attributes, bytes) => {
  expect(messageBytes(body, attributes)).toBe(bytes);
});

test('every attribute adds what it would alone', () => {
  const value = fc.record({ DataType: fc.string(), StringValue: fc.string({ unit: 'grapheme' }) });
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), value), (body, attributes) => {
      const alone = Object.entries(attributes).map(([name, one]) => messageBytes('', { [name]: one }));

      expect(messageBytes(body, attributes)).toBe(alone.reduce((sum, bytes) => sum + bytes, messageBytes(body)));
    }),
  );
});
