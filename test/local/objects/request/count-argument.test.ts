import { countArgument } from '../../../../src/local/objects/request/count-argument.ts';

test.each([
  [null, 7],
  ['', 7],
  ['0', 0],
  ['12', 12],
  ['2147483647', 2_147_483_647],
])('%p counts as %i', (value, count) => {
  expect(countArgument('max', value, 7)).toBe(count);
});

test.each(['-1', '1.5', 'x', '2147483648'])('"%s" is no count', (value) => {
  expect(() => countArgument('max', value, 7)).toThrow(
    expect.objectContaining({
      code: 'InvalidArgument',
      message: 'Argument max must be an integer between 0 and 2147483647',
    }),
  );
});
