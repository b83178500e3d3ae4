import { failuresOf, frameBatch } from '../../../src/domain/framing/frame-batch.ts';
import { MAX_RECORD_BYTES } from '../../../src/domain/service-limits.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';
import { sqsMessage } from '../../support/sqs-events.ts';

const messages = ['{"a":1}', 'b', '{"c":3}'].map((body, index) => sqsMessage(body, { messageId: `m-${index}` }));
const lines = { format: 'Body', redact: false, eventsPerRecord: 2 } as const;

test('packs lines, as many to a record as asked', async () => {
  expect(await frameBatch(messages, lines)).toEqual({
    records: [
      { data: '{"a":1}\nb\n', bytes: 10, messageIds: ['m-0', 'm-1'] },
      { data: '{"c":3}\n', bytes: 8, messageIds: ['m-2'] },
    ],
    failures: [],
  });
});

test('puts one document into a record, whatever is asked', async () => {
  const { records } = await frameBatch(messages, { ...lines, format: 'Document' });

  expect(records.map(({ data, messageIds }) => [data, messageIds])).toEqual([
    ['{"a":1}', ['m-0']],
    ['b', ['m-1']],
    ['{"c":3}', ['m-2']],
  ]);
});

test('takes card data out where asked', async () => {
  const card = [sqsMessage(TEST_CARDS.Visa)];

  expect((await frameBatch(card, { ...lines, redact: true })).records[0]?.data).not.toContain(TEST_CARDS.Visa);
  expect((await frameBatch(card, lines)).records[0]?.data).toBe(`${TEST_CARDS.Visa}\n`);
});

test('fails an event that fits no record, and it alone', async () => {
  const large = sqsMessage('x'.repeat(MAX_RECORD_BYTES), { messageId: 'large' });

  expect(await frameBatch([...messages.slice(0, 1), large], lines)).toEqual({
    records: [expect.objectContaining({ messageIds: ['m-0'] })],
    failures: [
      {
        messageId: 'large',
        kind: 'poison',
        reason: 'The event is larger than the 1024000 bytes of a Firehose record.',
      },
    ],
  });
});

test('what a stream refuses can never succeed where it is one event, and may succeed where nobody knows which it was', () => {
  const records = [['a'], ['b'], ['c', 'd']].map((messageIds) => ({ data: '', bytes: 0, messageIds }));
  const reason = 'InvalidArgumentException';

  expect(
    failuresOf(records, [
      { index: 0, reason, refused: true },
      { index: 1, reason: 'Slow' },
      { index: 2, reason, refused: true },
    ]),
  ).toEqual([
    { messageId: 'a', kind: 'poison', reason },
    { messageId: 'b', kind: 'later', reason: 'Slow' },
    { messageId: 'c', kind: 'later', reason },
    { messageId: 'd', kind: 'later', reason },
  ]);
});
