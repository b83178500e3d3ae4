import fc from 'fast-check';
import { ENVELOPE_HEAD, envelopeHead } from '../../src/domain/envelope-head.ts';

const id = 'a-b';
const publishedAt = '2026-11-21T03:04:05.678Z';
const source = 'arn:aws:sns:us-east-1:000000000000:t';
const written = `{"id":"${id}","publishedAt":"${publishedAt}","source":"${source}"`;

test('is written in the order who, when, whence, and left open', () => {
  expect(envelopeHead({ source, publishedAt, id })).toBe(written);
});

test('is read from where it begins to where it ends, for any id, time and source that SNS gives', () => {
  const plain = fc.string({ unit: fc.constantFrom(...'abcXYZ0189-_.:/ é', '\u{1f6d2}') });
  const time = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
  fc.assert(
    fc.property(plain, time, plain, fc.string(), (one, at, name, rest) => {
      const head = envelopeHead({ id: one, publishedAt: at.toISOString(), source: `arn:${name}` });

      expect(ENVELOPE_HEAD.exec(`${head},${rest}`)?.[0]).toBe(head);
    }),
  );
});

test('is read with white space between its tokens, on both sides of each', () => {
  const spaced = written.replaceAll(/(?<=[{,])|(?<="):(?=")|(?<="),/g, (token) => ` \t\n${token} `);

  expect(spaced).toMatch(/^\{\s+"id"\s+:\s+".*"\s+,\s+"publishedAt"/);
  expect(ENVELOPE_HEAD.exec(`${spaced} }`)?.[0]).toBe(spaced);
});

test.each([
  ['something stands before it', ` ${written}`],
  ['another member comes first', written.replace('{', '{"a":1,')],
  ['the id is no string', written.replace('"a-b"', '7')],
  ['the id holds an escape', written.replace('a-b', 'a\\n')],
  ['the names differ', written.replace('"id"', '"ID"')],
  ['the time comes before the id', `{"publishedAt":"${publishedAt}","id":"${id}","source":"${source}"`],
  ['the time has no date', written.replace('2026-11-21', '')],
  ['the time is a date only', written.replace('T03:04:05.678Z', '')],
  ['the time is not UTC', written.replace('678Z', '678+01:00')],
  ['the year has five digits', written.replace('2026', '12026')],
  ['the month has one digit', written.replace('-11-', '-1-')],
  ['the day has one digit', written.replace('-21T', '-1T')],
  ['the time of day is empty', written.replace('03:04:05.678', '')],
  ['the source is no ARN', written.replace('arn:', 'urn:')],
  ['a comma is missing', written.replace('",', '"')],
  ['it is cut short', written.slice(0, -1)],
])('is none where %s', (_why, line) => {
  expect(ENVELOPE_HEAD.test(line)).toBe(false);
});
