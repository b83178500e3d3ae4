import { transformRecords } from '../../../src/domain/card-data/transform-records.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';

const base64 = (data: string | Buffer) => Buffer.from(data).toString('base64');
const transform = (data: string) => transformRecords([{ recordId: 'r1', data }])[0];

test('hands back a record that holds no card data as it came, its padding too', () => {
  for (const text of ['{"id":7}\n', 'a', 'ab', 'abc', '']) {
    expect(transform(base64(text))).toEqual({ recordId: 'r1', result: 'Ok', data: base64(text) });
  }
  expect(transform('YQ')).toEqual({ recordId: 'r1', result: 'Ok', data: 'YQ' });
});

test('takes the card data out of a record', () => {
  const data = base64(`{"payment":{"id":7,"card-owner":"A. Payer"},"note":"${TEST_CARDS.Visa}"}\n`);

  expect(transform(data)).toEqual({
    recordId: 'r1',
    result: 'Ok',
    data: base64('{"payment":{"id":7},"note":"****************"}\n'),
  });
});

test.each(['not base64!', 'YQ=YQ', 'Y', 'YQ==YQ==', '=YQ=', 'YR=='])(
  'fails %s, which is no base64, and lets it be',
  (data) => {
    expect(transform(data)).toEqual({ recordId: 'r1', result: 'ProcessingFailed', data });
  },
);

test('fails bytes that are no text, as they came', () => {
  const data = base64(Buffer.from([0xff, 0xfe, 0x41]));

  expect(transform(data)).toEqual({ recordId: 'r1', result: 'ProcessingFailed', data });
});

test('masks the card data among bytes that are no text, since Firehose would keep them otherwise', () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0x20]), Buffer.from(TEST_CARDS.Visa), Buffer.from([0x20, 0xfe])]);
  const masked = Buffer.concat([Buffer.from([0xff, 0x20]), Buffer.from('*'.repeat(16)), Buffer.from([0x20, 0xfe])]);

  expect(transform(base64(bytes))).toEqual({ recordId: 'r1', result: 'Ok', data: base64(masked) });
});

test('names masked values in an envelope that is not UTF-8 so that it stays JSON', () => {
  // U+4E22 would become a quotation mark where a character is one byte.
  const member = `"\\u4e22":${TEST_CARDS.Visa}`;
  const line = (note: string, event: string) =>
    `{"id":"m","publishedAt":"2026-01-01T00:00:00.000Z","source":"arn:t","attributes":{},${note}"event":{${event},"x":"\xff"}}`;
  const data = Buffer.from(line('', member), 'latin1').toString('base64');

  const answer = transform(data);

  const note = '"redacted":{"dropped":0,"masked":["/event/\\u4e22"]},';
  expect(Buffer.from(answer?.data ?? '', 'base64').toString('latin1')).toBe(line(note, '"\\u4e22":0'));
});
