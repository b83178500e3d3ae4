import { byteRange } from '../../../../src/local/objects/request/byte-range.ts';

// RFC 9110, 14.1.2, and S3 API reference, GetObject: one range of bytes for each request.
test.each<[string | undefined, number, { start: number; end: number } | undefined]>([
  ['bytes=0-0', 10, { start: 0, end: 0 }],
  ['bytes=2-4', 10, { start: 2, end: 4 }],
  ['bytes=9-9', 10, { start: 9, end: 9 }],
  ['bytes=2-9', 10, { start: 2, end: 9 }],
  ['bytes=2-10', 10, { start: 2, end: 9 }],
  ['bytes=2-99', 10, { start: 2, end: 9 }],
  ['bytes=2-', 10, { start: 2, end: 9 }],
  ['bytes=0-', 10, { start: 0, end: 9 }],
  ['bytes=-1', 10, { start: 9, end: 9 }],
  ['bytes=-10', 10, { start: 0, end: 9 }],
  ['bytes=-11', 10, { start: 0, end: 9 }],
  [' bytes=2-4 ', 10, { start: 2, end: 4 }],
  ['bytes=4-2', 10, undefined],
  ['bytes=4-4', 10, { start: 4, end: 4 }],
  ['bytes=12-3', 10, undefined],
  ['bytes=-', 10, undefined],
  ['bytes=', 10, undefined],
  ['bytes=a-b', 10, undefined],
  ['bytes=1-2,4-5', 10, undefined],
  ['xbytes=1-2', 10, undefined],
  ['bytes=1-2x', 10, undefined],
  ['items=1-2', 10, undefined],
  ['', 10, undefined],
  [undefined, 10, undefined],
])('%p of %i bytes is %j', (header, size, range) => {
  expect(byteRange(header, size)).toEqual(range);
});

test.each([
  ['bytes=10-', 10],
  ['bytes=10-12', 10],
  ['bytes=-0', 10],
  ['bytes=0-', 0],
  ['bytes=-5', 0],
])('%s of %i bytes is not satisfiable', (header, size) => {
  expect(() => byteRange(header, size)).toThrow(expect.objectContaining({ code: 'InvalidRange', status: 416 }));
});
