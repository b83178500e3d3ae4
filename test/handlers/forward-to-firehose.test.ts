import { createPutRecords } from '../../src/aws/put-records.ts';
import { archivedEvent } from '../../src/domain/archive/archived-event.ts';
import { createForwardToFirehoseHandler } from '../../src/handlers/forward-to-firehose.ts';
import { TEST_CARDS } from '../support/card-numbers.ts';
import { type Behaviour, scriptedFirehose } from '../support/firehose.ts';
import { recordedBatches } from '../support/queue-batches.ts';
import { sampleEvent, sampleNames } from '../support/sample-events.ts';
import { notification, sqsEvent, sqsMessage, TOPIC_ARN } from '../support/sqs-events.ts';

async function forward(event: unknown, env: NodeJS.ProcessEnv = {}, script: readonly Behaviour[] = []) {
  const firehose = scriptedFirehose(script);
  const recorded = recordedBatches();
  const handler = createForwardToFirehoseHandler({
    env: { DELIVERY_STREAM_NAME: 'stream', ...env },
    putRecords: createPutRecords({ send: firehose.send, sleep: firehose.sleep }),
    runBatch: recorded.runBatch,
  });
  const { batchItemFailures } = await handler(event, { getRemainingTimeInMillis: firehose.remainingMs });
  return { ...firehose, ...recorded, failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

test.each(sampleNames('forward-to-firehose'))('archives %s without card data', async (name) => {
  const { taken, failed } = await forward(sampleEvent(name), { REDACTION: 'CardData' });

  expect(failed).toEqual([]);
  expect(taken).toHaveLength(1);
  const lines = (taken[0] ?? '').trimEnd().split('\n');
  expect(lines).toHaveLength(sampleEvent(name).Records.length);
  for (const line of lines) expect(Object.keys(JSON.parse(line)).slice(0, 3)).toEqual(['id', 'publishedAt', 'source']);
  expect(taken[0]).not.toMatch(/card-|4111/);
});

test("with the topic's ARN unwraps the notifications of that topic, and archives a body that looks like one as it is", async () => {
  const own = sqsMessage(notification('{"id":7}'), {
    messageAttributes: { a: { dataType: 'String', stringValue: 'b' } },
  });
  const event = { Records: [sqsMessage(notification('{"id":7}')), own] };

  const { taken } = await forward(event, { TOPIC_ARN });
  const other = await forward(event, { TOPIC_ARN: `${TOPIC_ARN}-2` });

  const bodies = ({ taken: records }: { taken: string[] }) =>
    (records[0] ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => archivedEvent(line).body);
  expect(bodies({ taken })).toEqual(['{"id":7}', own.body]);
  expect(bodies(other)).toEqual([own.body, own.body]);
});

test('packs a batch of 1000 events into two records', async () => {
  const { calls, metrics, lines } = await forward(sqsEvent(Array<string>(1000).fill(notification('{}'))));

  expect(calls.map((call) => call.map((record) => record.match(/\n/g)?.length))).toEqual([[500, 500]]);
  expect(metrics).toEqual({ Events: 1000, Records: 2, Failed: 0, Poison: 0 });
  expect(lines).toEqual([
    { level: 'info', message: 'Forwarded events', extra: [{ events: 1000, records: 2, failed: 0, poison: 0 }] },
  ]);
});

test('puts one document a record for a search index, whatever EVENTS_PER_RECORD says', async () => {
  const { taken } = await forward(sqsEvent(['{"a":1}', '{\n"a":2}']), {
    RECORD_FORMAT: 'Document',
    EVENTS_PER_RECORD: '500',
  });

  expect(taken).toEqual(['{"a":1}', '{"a":2}']);
});

test('sends an event larger than a record to the dead-letter queue, and it alone', async () => {
  const { taken, failed, buried, lines } = await forward(sqsEvent(['a', 'x'.repeat(1_024_000), 'b']), {
    RECORD_FORMAT: 'Body',
  });

  expect([taken, failed, buried()]).toEqual([['a\nb\n'], [], ['x'.repeat(1_024_000)]]);
  expect(lines.at(-1)?.level).toBe('error');
});

test('takes an event of exactly 1,024,000 bytes with its line break', async () => {
  expect((await forward(sqsEvent(['x'.repeat(1_023_999)]), { RECORD_FORMAT: 'Body' })).failed).toEqual([]);
});

test('reports every message of a record that did not get through', async () => {
  const { failed } = await forward(sqsEvent(['a', 'b', 'c', 'd']), { EVENTS_PER_RECORD: '2', RECORD_FORMAT: 'Body' }, [
    { kind: 'partial', refused: [false, true] },
    { kind: 'fail', name: 'ResourceNotFoundException' },
  ]);

  expect(failed).toEqual(['2', '3']);
});

test('names no card number when it fails', async () => {
  const { lines } = await forward(sqsEvent([TEST_CARDS.Visa]), {}, [{ kind: 'fail', name: 'AccessDeniedException' }]);

  expect(JSON.stringify(lines)).toContain('AccessDeniedException');
  expect(JSON.stringify(lines)).not.toContain(TEST_CARDS.Visa);
});

test.each([
  [{ RECORD_FORMAT: 'Lines' }],
  [{ EVENTS_PER_RECORD: '501' }],
  [{ EVENTS_PER_RECORD: '0' }],
  [{ REDACTION: 'Some' }],
  [{ DELIVERY_STREAM_NAME: '' }],
])('refuses the environment %j', async (env) => {
  await expect(forward(sqsEvent([]), env)).rejects.toThrow('Invalid');
});
