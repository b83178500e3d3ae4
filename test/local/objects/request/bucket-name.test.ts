import { checkBucketName } from '../../../../src/local/objects/request/bucket-name.ts';

// S3 guide, "General purpose bucket naming rules".
test.each([
  'abc',
  'a-1',
  '1ab',
  'a.b.c',
  'x'.repeat(63),
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.x',
  'x1.2.3.4',
  's3alias',
  'abc-xn--a',
])('takes "%s"', (name) => {
  expect(() => checkBucketName(name)).not.toThrow();
});

const reserved = [
  ...['xn--abc', 'sthree-abc', 'amzn-s3-demo-abc'],
  ...['abc-s3alias', 'abc--ol-s3', 'abc.mrap', 'abc--x-s3', 'abc--table-s3'],
];

test.each([
  'ab',
  '',
  'x'.repeat(64),
  'Abc',
  'a_b',
  'a b',
  '-ab',
  'ab-',
  '.ab',
  'ab.',
  'a..b',
  '192.168.5.4',
  'abc\n',
  ...reserved,
])('refuses "%s"', (name) => {
  expect(() => checkBucketName(name)).toThrow(
    expect.objectContaining({
      code: 'InvalidBucketName',
      message: 'The specified bucket is not valid.',
      status: 400,
    }),
  );
});
