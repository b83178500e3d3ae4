import { createPutRecords } from '../../src/aws/put-records.ts';
import { type Behaviour, scriptedFirehose } from '../support/firehose.ts';

type Options = Parameters<typeof scriptedFirehose>[1];
async function put(texts: readonly string[], script: readonly Behaviour[], options?: Options, random = () => 0.5) {
  const firehose = scriptedFirehose(script, options);
  const putRecords = createPutRecords({ send: firehose.send, sleep: firehose.sleep, random });
  const records = texts.map((data) => ({ data, bytes: Buffer.byteLength(data) }));
  const failed = await putRecords({ streamName: 'stream', records, remainingMs: firehose.remainingMs });
  const refused = failed.flatMap((record) => (record.refused ? [record.index] : []));
  return {
    ...firehose,
    failed: failed.map(({ index }) => index),
    reasons: failed.map(({ reason }) => reason),
    refused,
  };
}
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

test('puts at most 500 records a call', async () => {
  const { calls, failed } = await put(numbered(1001), []);

  expect([calls.map((call) => call.length), failed]).toEqual([[500, 500, 1], []]);
});

test('puts at most 4 MiB a call', async () => {
  const record = 'x'.repeat(1_024_000);
  const rest = 'x'.repeat(4_194_304 - 4 * 1_024_000);

  expect((await put([record, record, record, record, rest], [])).calls.map((call) => call.length)).toEqual([5]);
  expect((await put([record, record, record, record, `${rest}x`], [])).calls.map((call) => call.length)).toEqual([
    4, 1,
  ]);
});

test('resends only the entries that failed, by their place', async () => {
  const script: Behaviour[] = [
    { kind: 'partial', refused: [true, false, false] },
    { kind: 'partial', refused: [true, false] },
  ];

  const { calls, failed, taken } = await put(numbered(6), script);

  expect(calls).toEqual([numbered(6), ['0', '3'], ['0']]);
  expect([failed, taken.toSorted()]).toEqual([[], numbered(6)]);
});

test('pauses at random up to a bound that doubles from 100 ms to 5 s', async () => {
  const script = Array<Behaviour>(8).fill({ kind: 'fail', name: 'ServiceUnavailableException' });

  const { pauses } = await put(['a'], script, {}, () => 1 - Number.EPSILON);

  expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
});

test('reports what is left when the next pause would take the time for the answer', async () => {
  const script = Array<Behaviour>(99).fill({ kind: 'partial', refused: [true, false] });

  const { failed, reasons, remainingMs } = await put(numbered(4), script, { limitMs: 3_000 }, () => 1);

  expect(failed).toEqual([0]);
  expect(reasons).toEqual(['ServiceUnavailableException: Slow down.']);
  expect(remainingMs()).toBeGreaterThanOrEqual(1_000);
});

test('ends a call that does not answer and sends its records again', async () => {
  const { failed, calls, remainingMs } = await put(
    numbered(2),
    [{ kind: 'hang' }],
    { limitMs: 30_000, latencyMs: 0 },
    () => 0,
  );

  expect([failed, calls.length, remainingMs()]).toEqual([[], 2, 20_000]);
});

test('ends a call that does not answer before the invocation does', async () => {
  const { failed, reasons, remainingMs } = await put(numbered(2), [{ kind: 'hang' }], { limitMs: 5_000, latencyMs: 0 });

  expect([failed, remainingMs()]).toEqual([[0, 1], 1_000]);
  expect(reasons[0]).toBe('TimeoutError: The call did not end in its time.');
});

test('does not try again what cannot succeed', async () => {
  const { calls, failed } = await put(numbered(2), [{ kind: 'fail', name: 'ResourceNotFoundException' }]);

  expect([calls.length, failed]).toEqual([1, [0, 1]]);
});

test('halves a call that is refused for what it holds, so that one record takes no other with it', async () => {
  const { failed, taken } = await put(numbered(500), [], { poison: '77' });

  expect(failed).toEqual([77, 177, 277, 377, 477]);
  expect(taken).toHaveLength(495);
});

test('tells a record that is refused alone from one that fails, and from all of a stream that takes none', async () => {
  const one = await put(['a', '7', 'b'], [], { poison: '7' });
  const all = await put(['7', '77'], [], { poison: '7' });
  const denied = await put(['a'], [{ kind: 'fail', name: 'AccessDeniedException' }]);

  expect([one.refused, all.refused, denied.refused]).toEqual([[1], [], []]);
});

test.each([
  'InvalidArgumentException',
  'ResourceNotFoundException',
  'InvalidKMSResourceException',
  'InvalidSourceException',
  'AccessDeniedException',
])('gives a record up for good on %s', async (name) => {
  const { calls, reasons } = await put(['a'], [{ kind: 'fail', name }]);

  expect([calls.length, reasons]).toEqual([1, [`${name}: Scripted ${name}.`]]);
});

test('halves a call of three into two and one, and goes on with what failed in either half', async () => {
  const script: Behaviour[] = [
    { kind: 'fail', name: 'InvalidArgumentException' },
    { kind: 'partial', refused: [true, false] },
    { kind: 'fail', name: 'ServiceUnavailableException' },
  ];

  const { calls, failed } = await put(['a', 'b', 'c'], script);

  expect([calls, failed]).toEqual([[['a', 'b', 'c'], ['a', 'b'], ['c'], ['a', 'c']], []]);
});

test('names the stream, takes bytes as they are, and believes an acknowledgement without an error alone', async () => {
  const inputs: unknown[] = [];
  const answers = [{ RecordId: '1' }, { RecordId: '2', ErrorCode: 'Odd' }, { ErrorCode: 'Slow' }, {}, undefined];
  const putRecords = createPutRecords({
    sleep: async () => {},
    random: () => 1,
    send: async ({ input }) => {
      inputs.push(input);
      return { FailedPutCount: 0, RequestResponses: answers.flatMap((answer) => answer ?? []) };
    },
  });
  const records = answers.map((_, index) => ({ data: Uint8Array.of(index), bytes: 1 }));
  const left = [5_000, 5_000, 5_000];

  const failed = await putRecords({ streamName: 'stream', records, remainingMs: () => left.shift() ?? 0 });

  expect(inputs).toEqual([{ DeliveryStreamName: 'stream', Records: records.map(({ data }) => ({ Data: data })) }]);
  expect(failed).toEqual([
    { index: 1, reason: 'Odd' },
    { index: 2, reason: 'Slow' },
    { index: 3, reason: 'No answer for the record' },
    { index: 4, reason: 'No answer for the record' },
  ]);
});

test('sends texts as UTF-8', async () => {
  const inputs: unknown[] = [];
  const putRecords = createPutRecords({
    send: async ({ input }) => {
      inputs.push(input.Records);
      return { FailedPutCount: 0, RequestResponses: [{ RecordId: '1' }] };
    },
  });

  await putRecords({ streamName: 's', records: [{ data: 'Zürich', bytes: 7 }], remainingMs: () => 5_000 });

  expect(inputs).toEqual([[{ Data: Buffer.from('5ac3bc72696368', 'hex') }]]);
});

test('takes an answer that tells of no record for none', async () => {
  const left = [5_000, 5_000];
  const putRecords = createPutRecords({
    random: () => 1,
    send: async () => ({ FailedPutCount: undefined, RequestResponses: undefined }),
  });

  expect(
    await putRecords({ streamName: 's', records: [{ data: 'a', bytes: 1 }], remainingMs: () => left.shift() ?? 0 }),
  ).toEqual([{ index: 0, reason: 'No answer for the record' }]);
});

test('aborts a call that does not answer', async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const putRecords = createPutRecords({
    random: () => 1,
    sleep: async () => {},
    send: (_command, { abortSignal } = {}) => {
      signals.push(abortSignal);
      return new Promise(() => {});
    },
  });
  const left = [5_000, 5_000];

  await putRecords({ streamName: 's', records: [{ data: 'a', bytes: 1 }], remainingMs: () => left.shift() ?? 0 });

  expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
});

test('tells what is left behind what was given up in the order it came in', async () => {
  const script: Behaviour[] = [
    { kind: 'partial', refused: [true] },
    { kind: 'fail', name: 'AccessDeniedException' },
  ];

  const { failed, reasons } = await put(numbered(501), script, { limitMs: 1_030 });

  expect(failed).toEqual(Array.from({ length: 501 }, (_, index) => index));
  expect(reasons.at(0)).toBe('ServiceUnavailableException: Slow down.');
  expect(reasons.at(-1)).toBe('AccessDeniedException: Scripted AccessDeniedException.');
});

test('tells what was never sent in the order it came in, behind what was refused', async () => {
  const { failed, reasons } = await put(numbered(501), [{ kind: 'fail', name: 'AccessDeniedException' }], {
    limitMs: 1_010,
    latencyMs: 10,
  });

  expect(failed).toEqual(Array.from({ length: 501 }, (_, index) => index));
  expect(reasons.at(0)).toBe('AccessDeniedException: Scripted AccessDeniedException.');
  expect(reasons.at(-1)).toBe('The invocation ran out of time.');
});

test('sends nothing without time left', async () => {
  const { calls, failed } = await put(numbered(2), [], { limitMs: 900 });

  expect([calls, failed]).toEqual([[], [0, 1]]);
});

test('sends nothing for an empty batch', async () => {
  expect((await put([], [])).calls).toEqual([]);
});
