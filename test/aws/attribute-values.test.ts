import { attributeValues } from '../../src/aws/attribute-values.ts';

test('Binary values go as bytes, and everything else as it is', () => {
  expect(
    attributeValues({
      a: { DataType: 'String', StringValue: 'x' },
      b: { DataType: 'Binary.png', BinaryValue: '/wA=' },
    }),
  ).toEqual({
    a: { DataType: 'String', StringValue: 'x' },
    b: { DataType: 'Binary.png', BinaryValue: Buffer.from([0xff, 0]) },
  });
  expect(attributeValues({})).toEqual({});
});
