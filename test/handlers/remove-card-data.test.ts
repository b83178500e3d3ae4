import fc from 'fast-check';
import { createRemoveCardDataHandler } from '../../src/handlers/remove-card-data.ts';
import { TEST_CARDS } from '../support/card-numbers.ts';
import { sampleEvent, sampleNames } from '../support/sample-events.ts';

const CARD = TEST_CARDS.Visa;
const STARS = '*'.repeat(CARD.length);

function removeCardData() {
  const lines: unknown[] = [];
  return { handler: createRemoveCardDataHandler({ logger: { info: (...line) => lines.push(line) } }), lines };
}
const record = (data: string | Uint8Array, recordId = '1') => ({
  recordId,
  approximateArrivalTimestamp: 1_768_501_860_000,
  data: Buffer.from(data).toString('base64'),
});
async function transform(...data: (string | Uint8Array)[]) {
  const { records } = await removeCardData().handler({ records: data.map((bytes, i) => record(bytes, `${i}`)) });
  return records.map(({ result, data: base64 }) => [result, Buffer.from(base64, 'base64').toString('latin1')]);
}

test.each(sampleNames('remove-card-data'))('leaves no card data in %s', async (name) => {
  const event = sampleEvent(name);

  const { records } = await removeCardData().handler(event);

  expect(records.map(({ recordId }) => recordId)).toEqual(
    event.records.map((sent: { recordId: string }) => sent.recordId),
  );
  const text = records.map(({ data }) => Buffer.from(data, 'base64').toString()).join('');
  expect(text.replaceAll(/[ -]/g, '')).not.toContain(CARD);
  expect(text).not.toContain('"card-');
});

test('redacts packed lines one by one and keeps each line break', async () => {
  expect(await transform(`{"payment":{"card-x":1}}\n${CARD} paid\n"${CARD}"\n`)).toEqual([
    ['Ok', `{"payment":{}}\n${STARS} paid\n"${STARS}"\n`],
  ]);
});

test('redacts a pretty document as a whole', async () => {
  expect(await transform('{\n"payment": {\n"id": 1,\n"card-x": 1\n}\n}')).toEqual([
    ['Ok', '{\n"payment": {\n"id": 1\n}\n}'],
  ]);
});

test('fails only what cannot be decoded, and never the records beside it', async () => {
  const { handler, lines } = removeCardData();

  const { records } = await handler({
    records: [
      record('{}', 'a'),
      record(Uint8Array.of(0xff, 0xfe), 'b'),
      { recordId: 'c', data: 'not base64!' },
      record('', 'd'),
    ],
  });

  expect(records).toEqual([
    { recordId: 'a', result: 'Ok', data: 'e30=' },
    { recordId: 'b', result: 'ProcessingFailed', data: '//4=' },
    { recordId: 'c', result: 'ProcessingFailed', data: 'not base64!' },
    { recordId: 'd', result: 'Ok', data: '' },
  ]);
  expect(lines).toEqual([['Removed card data', { records: 4, failed: 2 }]]);
});

test('masks a number among bytes that are not UTF-8, which the error output would keep', async () => {
  expect(await transform(Buffer.from(`\u00ff{"a":"${CARD}"}\u00fe`, 'latin1'))).toEqual([
    ['Ok', `\u00ff{"a":"${STARS}"}\u00fe`],
  ]);
});

test('keeps a byte order mark', async () => {
  expect(await transform(Buffer.from(`\ufeff${CARD} paid`))).toEqual([
    ['Ok', Buffer.from(`\ufeff${STARS} paid`).toString('latin1')],
  ]);
});

test('answers a request of 6 MB within 6 MB', async () => {
  const maxBytes = 6 * 1024 * 1024;
  const data = `{"n":"${CARD}","payment":{"card-x":1}}\n`.repeat(100);
  const event = { records: [] as ReturnType<typeof record>[] };
  const size = JSON.stringify(record(data, '0'.repeat(20))).length + 1;
  for (let i = 0; i < Math.floor((maxBytes - 200) / size); i += 1)
    event.records.push(record(data, `${i}`.padStart(20, '0')));

  const response = await removeCardData().handler(event);

  expect(JSON.stringify(event).length).toBeGreaterThan(maxBytes - 2 * size);
  expect(JSON.stringify(response).length).toBeLessThanOrEqual(JSON.stringify(event).length);
});

test('never throws, and shows no card number among any bytes, in its answer or by its failure', async () => {
  const bytes = fc.uint8Array({ maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(bytes, bytes, fc.constantFrom(...Object.values(TEST_CARDS)), async (before, after, number) => {
      const data = Buffer.concat([before, Buffer.from(`x${number}x`), after]);

      const [[result, output] = []] = await transform(data);

      expect(result).toBe('Ok');
      expect(output).toBe(data.toString('latin1').replaceAll(number, '*'.repeat(number.length)));
    }),
    { numRuns: 300 },
  );
});
