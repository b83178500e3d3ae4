import type { MessageAttribute, MessageAttributes } from '../../../src/domain/message-bytes.ts';
import {
  checkAttributeCount,
  checkCharacters,
  createContentReader,
} from '../../../src/local/queues/message-content.ts';

const X: MessageAttribute = { DataType: 'String', StringValue: 'x' };

describe('the content of a message', () => {
  const read = (body: string, attributes?: MessageAttributes) => createContentReader()(body, attributes);
  const refused = (message: string) =>
    expect.objectContaining({ code: 'InvalidParameterValueException', queryCode: 'InvalidParameterValue', message });

  it('is measured in bytes: body, names, types and values', () => {
    expect(read('é')).toEqual({
      body: 'é',
      md5: '66ddcd97cfdeabb2f6fb8a999b4bc76f',
      attributesJson: null,
      attributesMd5: undefined,
      attributeCount: 0,
      size: 2,
    });
    const attributes = { k: X, bytes: { DataType: 'Binary', BinaryValue: 'AAEC' } };
    expect(read('é', attributes)).toMatchObject({
      attributesJson: JSON.stringify(attributes),
      attributesMd5: expect.stringMatching(/^[0-9a-f]{32}$/),
      attributeCount: 2,
      size: 2 + 'kStringx'.length + 'bytesBinary'.length + 3,
    });
  });

  it('is read once for one body and the same attributes, and again for others', () => {
    const reader = createContentReader();
    const attributes = { k: X };
    const first = reader('a', attributes);

    expect(reader('a', attributes)).toBe(first);
    expect(reader('a', { ...attributes })).not.toBe(first);
    expect(reader('a', undefined)).toMatchObject({ attributeCount: 0 });
    expect(reader('b', undefined)).toMatchObject({ body: 'b' });
    expect(reader('a', attributes)).toEqual(first);
  });

  it('is told from another only by its digest when there are no attributes', () => {
    expect(read('a', {})).toEqual(read('a'));
  });

  it('has ten attributes at most', () => {
    expect(() => checkAttributeCount(10)).not.toThrow();
    expect(() => checkAttributeCount(11)).toThrow(
      refused('Number of message attributes [11] exceeds the allowed maximum [10].'),
    );
  });

  it.each([...'\t\n\r \ud7ff\ue000\ufffd\u{10000}\u{10ffff}'])('may hold %j', (character) => {
    expect(() => checkCharacters(`a${character}b`)).not.toThrow();
  });

  it.each(['\0', '\b', '\v', '\f', '\u001f', '\ud800', '\udfff', '\ufffe', '\uffff'])(
    'may not hold %j',
    (character) => {
      expect(() => checkCharacters(`a${character}b`)).toThrow(
        expect.objectContaining({
          code: 'InvalidMessageContents',
          message:
            'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
        }),
      );
    },
  );

  it.each(['a', 'A.b', '_-9', 'awsome', 'amazon', 'x.aws.y', 'a'.repeat(256)])('may have an attribute %s', (name) => {
    expect(read('x', { [name]: X }).attributeCount).toBe(1);
  });

  it.each(['', '.a', 'a.', 'a..b', 'a b', 'é', 'aws.a', 'AWS.a', 'Amazon.a', 'a!', '!a'])(
    'has no attribute named %j',
    (name) => {
      expect(() => read('x', { [name]: X })).toThrow(
        refused(`Message (user) attribute name '${name}' contains invalid characters.`),
      );
    },
  );

  it('has no attribute with a name of more than 256', () => {
    const name = 'a'.repeat(257);

    expect(() => read('x', { [name]: X })).toThrow(
      refused(`Message (user) attribute name '${name}' must be shorter than 256 bytes.`),
    );
  });

  it.each(['String', 'Number', 'Binary', 'String.json', `Number.${'a'.repeat(249)}`])(
    'takes the type %s',
    (DataType) => {
      const value = DataType === 'Binary' ? { BinaryValue: 'AA==' } : { StringValue: '1' };

      expect(read('x', { k: { DataType, ...value } }).attributeCount).toBe(1);
    },
  );

  it.each(['string', 'Strings', 'String.', `Number.${'a'.repeat(250)}`, 'xString', 'String.Array\n'])(
    'takes no type %j',
    (DataType) => {
      expect(() => read('x', { k: { DataType, StringValue: '1' } })).toThrow(
        refused(
          "The type of message (user) attribute 'k' is invalid. You must use only the following supported type prefixes: Binary, Number, String.",
        ),
      );
    },
  );

  it.each<[string, MessageAttribute, string]>([
    ['a type', { DataType: '', StringValue: 'x' }, "The message (user) attribute 'k' must contain a data type."],
    ['a text', { DataType: 'String' }, "Message (user) attribute 'k' must contain a non-empty value of type 'String'."],
    [
      'a text that holds something',
      { DataType: 'Number', StringValue: '' },
      "Message (user) attribute 'k' must contain a non-empty value of type 'String'.",
    ],
    [
      'bytes where its type says so',
      { DataType: 'Binary.png', StringValue: 'x' },
      "Message (user) attribute 'k' must contain a non-empty value of type 'Binary'.",
    ],
    [
      'a number where its type says so',
      { DataType: 'Number.cents', StringValue: '1,5' },
      "Can't cast the value of message (user) attribute 'k' to a number.",
    ],
    [
      'a finite number',
      { DataType: 'Number', StringValue: 'Infinity' },
      "Can't cast the value of message (user) attribute 'k' to a number.",
    ],
  ])('has an attribute only with %s', (_, attribute, message) => {
    expect(() => read('x', { k: attribute })).toThrow(refused(message));
  });

  it('has texts in its attributes that XML allows, and any bytes', () => {
    expect(() => read('x', { k: { DataType: 'String', StringValue: '\0' } })).toThrow('Invalid characters found.');
    expect(read('x', { k: { DataType: 'Binary', BinaryValue: 'AA==' } }).size).toBe('xkBinary'.length + 1);
    expect(read('x', { k: { DataType: 'Number', StringValue: '-1.5e3' } }).attributeCount).toBe(1);
  });
});
