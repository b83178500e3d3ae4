import { copyRange } from '../../../../src/local/objects/request/copy-range.ts';

// S3 API reference, UploadPartCopy: "The range value must use the form bytes=first-last".
test.each<[string | undefined, number, { start: number; end: number }]>([
  [undefined, 10, { start: 0, end: 9 }],
  ['bytes=0-0', 10, { start: 0, end: 0 }],
  ['bytes=2-9', 10, { start: 2, end: 9 }],
])('%p of %i bytes copies %j', (header, size, range) => {
  expect(copyRange(header, size)).toEqual(range);
});

const FORM =
  'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy';

test.each([
  ['bytes=2-', 'InvalidArgument', FORM],
  ['bytes=-2', 'InvalidArgument', FORM],
  ['bytes=4-2', 'InvalidArgument', FORM],
  ['bytes=0-1,3-4', 'InvalidArgument', FORM],
  ['xbytes=0-1', 'InvalidArgument', FORM],
  ['0-1', 'InvalidArgument', FORM],
  ['', 'InvalidArgument', FORM],
  ['bytes=10-10', 'InvalidRequest', 'The specified copy range is invalid for the source object size'],
  ['bytes=2-10', 'InvalidArgument', 'Range specified is not valid for source object of size: 10'],
])('"%s" of 10 bytes is refused as %s', (header, code, message) => {
  expect(() => copyRange(header, 10)).toThrow(expect.objectContaining({ code, message, status: 400 }));
});
