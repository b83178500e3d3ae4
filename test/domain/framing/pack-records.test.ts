import fc from 'fast-check';
import { packRecords } from '../../../src/domain/framing/pack-records.ts';
import { MAX_RECORD_BYTES } from '../../../src/domain/service-limits.ts';

const framed = (...data: string[]) => data.map((text, index) => ({ messageId: `${index}`, data: text }));
const sizes = (...data: string[]) =>
  packRecords(framed(...data), 500).records.map(({ messageIds, bytes }) => [messageIds.length, bytes]);

test('puts 500 events into a record and the next one into another', () => {
  const { records } = packRecords(framed(...Array<string>(501).fill('{}\n')), 500);

  expect(records.map(({ messageIds }) => messageIds.length)).toEqual([500, 1]);
});

test('fills a record to 1,024,000 bytes exactly', () => {
  expect(sizes('x'.repeat(MAX_RECORD_BYTES - 1), '\n')).toEqual([[2, MAX_RECORD_BYTES]]);
});

test('begins another record for one byte over', () => {
  expect(sizes('x'.repeat(MAX_RECORD_BYTES - 1), 'é')).toEqual([
    [1, MAX_RECORD_BYTES - 1],
    [1, 2],
  ]);
});

test('counts bytes, not characters', () => {
  expect(sizes('é'.repeat(512_000))).toEqual([[1, 1_024_000]]);
  expect(packRecords(framed(`${'é'.repeat(512_000)}x`), 500).oversize).toHaveLength(1);
});

test('sets an event that fits no record aside, and it alone', () => {
  const { records, oversize } = packRecords(framed('a', 'x'.repeat(MAX_RECORD_BYTES + 1), 'b'), 500);

  expect(oversize.map(({ messageId }) => messageId)).toEqual(['1']);
  expect(records).toEqual([{ data: 'ab', bytes: 2, messageIds: ['0', '2'] }]);
});

test('packs an empty document', () => {
  expect(sizes('')).toEqual([[1, 0]]);
});

test('keeps every event once, in order, within both bounds', () => {
  const size = fc.oneof(fc.nat(50), fc.integer({ min: 300_000, max: 1_100_000 }));
  fc.assert(
    fc.property(fc.array(size, { maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (lengths, eventsPerRecord) => {
      const messages = framed(...lengths.map((length) => 'x'.repeat(length)));

      const { records, oversize } = packRecords(messages, eventsPerRecord);

      const packed = records.flatMap(({ messageIds }) => messageIds);
      const aside = oversize.map(({ messageId }) => messageId);
      expect(packed).toEqual(messages.map(({ messageId }) => messageId).filter((id) => !aside.includes(id)));
      for (const record of records) {
        expect(record.bytes).toBe(Buffer.byteLength(record.data));
        expect(record.bytes).toBeLessThanOrEqual(MAX_RECORD_BYTES);
        expect(record.messageIds.length).toBeLessThanOrEqual(eventsPerRecord);
      }
    }),
    { numRuns: 50 },
  );
});
