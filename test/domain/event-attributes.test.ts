import { attributesOf, attributeText, sentAttributes } from '../../src/domain/event-attributes.ts';
import { sqsMessage } from '../support/sqs-events.ts';

test("the attributes of a queue's message have their text, else their bytes, else nothing", () => {
  const messageAttributes = {
    s: { dataType: 'String', stringValue: 'a' },
    b: { dataType: 'Binary', binaryValue: 'AAEC' },
    n: { dataType: 'String' },
  };

  expect(attributesOf(sqsMessage('x', { messageAttributes }))).toEqual({
    s: { type: 'String', value: 'a' },
    b: { type: 'Binary', value: 'AAEC' },
    n: { type: 'String', value: '' },
  });
});

test.each([
  ['String', { StringValue: 'AAEC' }],
  ['Number.int', { StringValue: 'AAEC' }],
  ['String.Binary', { StringValue: 'AAEC' }],
  ['Binaryish', { StringValue: 'AAEC' }],
  ['Binary', { BinaryValue: 'AAEC' }],
  ['Binary.png', { BinaryValue: 'AAEC' }],
])('an attribute of the type %s is sent and read by its type', (type, sent) => {
  const attributes = { a: { type, value: 'AAEC' } };

  expect(sentAttributes(attributes)).toEqual({ a: { DataType: type, ...sent } });
  expect(attributeText(attributes, 'a')).toBe('StringValue' in sent ? 'AAEC' : undefined);
});

test('an attribute of any name is kept, and none is inherited', () => {
  const attributes = JSON.parse('{"__proto__":{"type":"String","value":"a"}}');

  expect(Object.entries(sentAttributes(attributes))).toEqual([['__proto__', { DataType: 'String', StringValue: 'a' }]]);
  expect(attributeText(attributes, '__proto__')).toBe('a');
  expect(attributeText({}, 'constructor')).toBeUndefined();
});
