import { readPublish } from '../../../src/local/topics/publish-request.ts';

const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const withAttributes = (MessageAttributes: unknown) => readPublish({ Message: 'x', MessageAttributes });
const refusal = (read: () => unknown) => {
  try {
    read();
  } catch (error) {
    return error;
  }
  throw new Error('it was taken');
};

describe('a publish request', () => {
  it('is read with all that it holds', () => {
    const MessageAttributes = { k: text('é'), b: { DataType: 'Binary', BinaryValue: 'AAEC' } };

    expect(readPublish({ Message: 'aé', Subject: 's', MessageGroupId: 'g', MessageAttributes })).toEqual({
      message: 'aé',
      subject: 's',
      groupId: 'g',
      attributes: MessageAttributes,
      size: 3 + ('kString'.length + 2) + ('bBinary'.length + 3),
    });
    expect(readPublish({ Message: 'x' })).toEqual({ message: 'x', size: 1 });
  });

  it.each([
    ['no message', {}, 'Empty message'],
    ['a message that is no text', { Message: 7 }, 'Empty message'],
    ['an empty subject', { Subject: '' }, 'Subject'],
    ['a subject with a tab', { Subject: 'a\tb' }, 'Subject'],
    ['a subject of 101 characters', { Subject: 'a'.repeat(101) }, 'Subject'],
    ['an empty group', { MessageGroupId: '' }, 'MessageGroupId'],
    ['a group with a space in front', { MessageGroupId: ' a' }, 'MessageGroupId'],
    ['a group with a space behind', { MessageGroupId: 'a ' }, 'MessageGroupId'],
    ['a group with an accent', { MessageGroupId: 'é' }, 'MessageGroupId'],
    ['a group of 129 characters', { MessageGroupId: 'a'.repeat(129) }, 'MessageGroupId'],
    [
      'a deduplication id',
      { MessageDeduplicationId: '' },
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    ],
    ['an unknown structure', { MessageStructure: 'xml' }, 'MessageStructure'],
    [
      'a structure that is no JSON',
      { MessageStructure: 'json' },
      'Message Structure - JSON message body failed to parse',
    ],
  ])('is refused with %s', (problem, input, reason) => {
    const given = problem.startsWith('no message') ? input : { Message: 'x', ...input };

    expect(refusal(() => readPublish(given))).toMatchObject({
      code: 'InvalidParameter',
      message: `Invalid parameter: ${reason}`,
    });
  });

  it('keeps why its JSON cannot be read', () => {
    expect(refusal(() => readPublish({ Message: 'x', MessageStructure: 'json' }))).toMatchObject({
      cause: expect.objectContaining({ name: 'SyntaxError' }),
    });
  });

  it.each(['null', '[]', '"x"', '{}', '{"default":7,"sqs":"x"}'])('is refused with %s for several texts', (Message) => {
    expect(refusal(() => readPublish({ Message, MessageStructure: 'json' }))).toMatchObject({
      code: 'InvalidParameter',
      message: 'Invalid parameter: Message Structure - No default entry in JSON message body',
    });
  });

  it.each([
    ['{"default":"d","sqs":"q"}', 'json', 'q'],
    ['{"default":"d","sqs":7}', 'json', 'd'],
    ['{"default":"d"}', 'json', 'd'],
    ['{"default":"d"}', '', '{"default":"d"}'],
    ['{"default":"d"}', undefined, '{"default":"d"}'],
  ])('gives queues of %s, structure %p, the text %s', (Message, MessageStructure, message) => {
    expect(readPublish({ Message, MessageStructure })).toMatchObject({ message, size: Message.length });
  });

  it.each([
    ['Subject', 'a'.repeat(100)],
    ['Subject', 'Größe ☃ !~'],
    ['MessageGroupId', '!~'],
    ['MessageGroupId', 'a'.repeat(128)],
  ])('may have the %s %s', (name, value) => {
    expect(() => readPublish({ Message: 'x', [name]: value })).not.toThrow();
  });

  describe('with attributes', () => {
    const cast = (name: string) => `Could not cast message attribute '${name}' value to number.`;
    const empty = (type: string) =>
      `The message attribute 'a' must contain non-empty message attribute value for message attribute type '${type}'.`;
    const badType =
      "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.";
    const character = (code: string) =>
      `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`;

    it.each([
      ['String', { StringValue: 'x' }],
      ['String.a\nb', { StringValue: 'x' }],
      ['String.Number', { StringValue: 'ten' }],
      ['String.Binary', { StringValue: 'x' }],
      ['Number', { StringValue: '-1.5e3' }],
      ['Binary.png', { BinaryValue: 'AAEC' }],
    ])('takes the type %j', (DataType, value) => {
      expect(withAttributes({ a: { DataType, ...value } }).attributes).toEqual({ a: { DataType, ...value } });
    });

    it.each([
      ['', { StringValue: 'x' }, "The message attribute 'a' must contain non-empty message attribute type."],
      ['xString', { StringValue: 'x' }, badType],
      ['Stringx', { StringValue: 'x' }, badType],
      ['String.', { StringValue: 'x' }, badType],
      ['string', { StringValue: 'x' }, badType],
      ['String', { StringValue: '' }, empty('String')],
      ['String', {}, empty('String')],
      ['Binary', { BinaryValue: '' }, empty('Binary')],
      [
        'Number.int',
        { BinaryValue: 'AA==' },
        "The message attribute 'a' with type 'Number.int' must use field 'String'.",
      ],
      ['Binary.png', { StringValue: 'x' }, "The message attribute 'a' with type 'Binary.png' must use field 'Binary'."],
      ['Number', { StringValue: 'ten' }, cast('a')],
      ['Number.int', { StringValue: '1x' }, cast('a')],
      ['Number', { StringValue: 'Infinity' }, cast('a')],
    ])('refuses the type %j with the value %j', (DataType, value, message) => {
      expect(refusal(() => withAttributes({ a: { DataType, ...value } }))).toMatchObject({
        code: 'ParameterValueInvalid',
        message,
      });
    });

    it('misses a type that is not there before it looks at anything else', () => {
      expect(refusal(() => withAttributes({ 'a^': text('x'), b: { StringValue: 'x' } }))).toMatchObject({
        code: 'ValidationError',
        message:
          "1 validation error detected: Value null at 'messageAttributes.b.member.dataType' failed to satisfy constraint: Member must not be null",
      });
      expect(withAttributes({ a: 'no attribute' }).attributes).toBeUndefined();
      expect(withAttributes('none').attributes).toBeUndefined();
    });

    it.each(['a', 'A.b_c-9', 'a'.repeat(256), 'awsx', 'AMAZON', 'my-aws.a', 'x.amazon.a'])(
      'takes the name %s',
      (name) => {
        expect(withAttributes({ [name]: text('x') }).attributes).toEqual({ [name]: text('x') });
      },
    );

    it.each([
      ['a'.repeat(257), 'Length of message attribute name must be less than 256 bytes.'],
      ['é'.repeat(129), 'Length of message attribute name must be less than 256 bytes.'],
      ['a^b', character('5E')],
      ['a\nb', character('A')],
      ['😀', character('1F600')],
      ['.a', "Invalid message attribute name starting with character '.' was found."],
      ['a.', "Invalid message attribute name ending with character '.' was found."],
      ['a..b', "Message attribute name can not have successive '.' character."],
      ['aws.a', 'Message attribute name can not have reserved prefix AWS. or Amazon.'],
      ['AmaZon.a', 'Message attribute name can not have reserved prefix AWS. or Amazon.'],
    ])('refuses the name %j', (name, message) => {
      expect(refusal(() => withAttributes({ [name]: text('x') }))).toMatchObject({
        code: 'ParameterValueInvalid',
        message,
      });
    });
  });
});
