import { messageAttributes, optionalWhole, requiredText } from '../../../src/local/queues/input.ts';

describe('the fields of an SQS request', () => {
  it('are texts that must be there, and hold something', () => {
    expect(requiredText({ QueueName: 'orders' }, 'QueueName')).toBe('orders');
    for (const QueueName of [undefined, '', 7, null]) {
      expect(() => requiredText({ QueueName }, 'QueueName')).toThrow(
        expect.objectContaining({
          code: 'MissingRequiredParameterException',
          queryCode: 'MissingParameter',
          message: 'The request must contain the parameter QueueName.',
        }),
      );
    }
  });

  it.each([
    [1, 1],
    [10, 10],
    ['5', 5],
    [undefined, undefined],
    [null, undefined],
  ])('are whole numbers, which may be text: %j', (Max, expected) => {
    expect(optionalWhole({ Max }, 'Max', { min: 1, max: 10 })).toBe(expected);
  });

  it.each([0, 11, 1.5, '0', '11', '', 'x', true, Number.NaN])('are within their bounds: not %j', (Max) => {
    expect(() => optionalWhole({ Max }, 'Max', { min: 1, max: 10 })).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterValueException',
        queryCode: 'InvalidParameterValue',
        message: `Value ${Max} for parameter Max is invalid. Reason: Must be between 1 and 10, if provided.`,
      }),
    );
  });

  it('may have a reason of their own', () => {
    expect(() => optionalWhole({ Max: -1 }, 'Max', { min: 0, max: 1, reason: 'Because.' })).toThrow(
      'Value -1 for parameter Max is invalid. Reason: Because.',
    );
  });

  it('are message attributes with their type and one value', () => {
    const value = {
      text: { DataType: 'String', StringValue: 'x', Other: 1 },
      bytes: { DataType: 'Binary', BinaryValue: 'eA==', StringValue: 7 },
      typeless: { StringValue: 'x', BinaryValue: null },
      nothing: 'x',
    };

    expect(messageAttributes({ value }, 'value')).toEqual({
      text: { DataType: 'String', StringValue: 'x' },
      bytes: { DataType: 'Binary', BinaryValue: 'eA==' },
      typeless: { DataType: '', StringValue: 'x' },
    });
  });

  it.each([undefined, {}, [{ DataType: 'String' }], { a: 'x' }])('are no message attributes: %j', (value) => {
    expect(messageAttributes({ value }, 'value')).toBeUndefined();
  });
});
