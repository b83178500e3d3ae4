import fc from 'fast-check';
import { createRemoveCardDataHandler } from '../../src/handlers/remove-card-data.ts';
import { TEST_CARDS } from '../support/card-numbers.ts';
import { sampleEvent, sampleNames } from '../support/sample-events.ts';

const CARD = TEST_CARDS.Visa;
const STARS = '*'.repeat(CARD.length);

function removeCardData(env: NodeJS.ProcessEnv = {}) {
  const lines: unknown[] = [];
  return { handler: createRemoveCardDataHandler({ env, logger: { info: (...line) => lines.push(line) } }), lines };
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

describe('envelopes', () => {
  const envelope = (body: string) =>
    `{"id":"a","publishedAt":"2026-01-15T10:30:00.123Z","source":"arn:t","attributes":{},"event":${body}}\n`;
  const maxBytes = 6 * 1024 * 1024;

  test('keep what is exempt, and tell what was done to them', async () => {
    const { handler } = removeCardData({ REDACTION_EXEMPT_PATHS: '/id' });

    const { records } = await handler({ records: [record(envelope(`{"id":"${CARD}","a":"${CARD}"}`))] });

    expect(Buffer.from(records[0]?.data ?? '', 'base64').toString()).toBe(
      envelope(`{"id":"${CARD}","a":"${STARS}"}`).replace(
        '"event":',
        '"redacted":{"dropped":0,"masked":["/event/a"]},"event":',
      ),
    );
  });

  test.each([
    ['short ones, for which the note is long', envelope(CARD), 30],
    ['such as are named by long keys', envelope(`{"${'k'.repeat(70)}":[${Array(60).fill(CARD)}]}`), 3],
  ])('are answered within 6 MB, as many as a request holds of %s', async (_what, line, each) => {
    const data = line.repeat(each);
    const size = JSON.stringify(record(data, '0'.repeat(20))).length + 1;
    const records = Array.from({ length: Math.floor((maxBytes - 200) / size) }, (_, index) =>
      record(data, `${index}`.padStart(20, '0')),
    );

    const response = await removeCardData().handler({ records });

    const texts = response.records.map(({ data: base64 }) => Buffer.from(base64, 'base64').toString());
    const noted = texts.filter((text) => text.includes('"redacted":')).length;
    expect(texts.filter((text) => text.includes(CARD))).toEqual([]);
    expect(JSON.stringify(response).length).toBeLessThanOrEqual(maxBytes);
    // As much of the room as there is, is used: neither all of them tell, nor none.
    expect(noted).toBeGreaterThan(0);
    expect(noted).toBeLessThan(texts.length);
    expect(JSON.stringify(response).length).toBeGreaterThan(0.99 * maxBytes);
  });

  test('all tell in a request of 3 MB, as a stream of the applications sends it', async () => {
    const line = envelope(`{"payment":{"card-owner":"Jo"},"note":"${CARD}","more":"${'x'.repeat(200)}"}`);
    const data = line.repeat(100);
    const records = Array.from({ length: Math.floor((3 * 1024 * 1024) / data.length) }, (_, index) =>
      record(data, `${index}`),
    );

    const response = await removeCardData().handler({ records });

    expect(
      response.records.every(({ data: base64 }) => {
        const text = Buffer.from(base64, 'base64').toString();
        return text.split('"redacted":').length === 101;
      }),
    ).toBe(true);
  });
});

test('is refused at its start with an exempt path that is none', () => {
  expect(() => removeCardData({ REDACTION_EXEMPT_PATHS: '/id,$.payment.id' })).toThrow(
    "REDACTION_EXEMPT_PATHS: '$.payment.id' is no JSON pointer into the body",
  );
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
