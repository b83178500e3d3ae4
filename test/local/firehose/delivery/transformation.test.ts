import {
  createFirehoseRoom,
  type FirehoseRoom,
  FUNCTION_ARN,
  type TransformEvent,
  transformed,
} from '../../../support/firehose-room.ts';

let room: FirehoseRoom;

beforeEach(() => {
  room = createFirehoseRoom();
});

afterEach(() => room.close());

const create = (parameters: Record<string, string> = {}) =>
  room.call('CreateDeliveryStream', { DeliveryStreamName: 'stream', ...transformed(parameters) });
const base64 = (text: string) => Buffer.from(text).toString('base64');
const answer = (event: TransformEvent, change: (text: string, recordId: string) => object[]) => ({
  records: event.records.flatMap(({ recordId, data }) => change(Buffer.from(data, 'base64').toString(), recordId)),
});
const errors = () => room.lines('errors/processing-failed/');

describe('the transformation event', () => {
  it('has the shape that Lambda gets on AWS', async () => {
    await create();
    const [first = ''] = await room.put('stream', 'one', 'zwei ü');

    await room.firehose.deliver();

    expect(room.events).toEqual([
      {
        invocationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/stream',
        region: 'us-east-1',
        records: [
          { recordId: `${first}000000`, approximateArrivalTimestamp: room.context.clock.now(), data: base64('one') },
          {
            recordId: expect.any(String),
            approximateArrivalTimestamp: room.context.clock.now(),
            data: base64('zwei ü'),
          },
        ],
      },
    ]);
  });

  it('is sent by the hints of the processor, and the interval of the bucket runs from the transformed data', async () => {
    await create({ BufferSizeInMBs: '1', BufferIntervalInSeconds: '10' });
    await room.put('stream', 'a');
    await room.advance(9);
    expect(room.events).toHaveLength(0);
    await room.advance(1);
    expect(room.events).toHaveLength(1);
    await room.advance(59);
    expect(await room.keys()).toEqual([]);

    await room.advance(1);

    expect(await room.contents('data/')).toBe('a');
  });

  it('never has more than 6 MB, however small the records', async () => {
    await create({ BufferSizeInMBs: '3', BufferIntervalInSeconds: '900' });
    const sizes: number[] = [];
    const echo = room.transform;
    room.transform = (event) => {
      sizes.push(Buffer.byteLength(JSON.stringify(event)));
      return echo(event);
    };
    for (let batch = 0; batch < 80; batch++) await room.put('stream', ...Array.from({ length: 500 }, () => 'x'));
    for (let batch = 0; batch < 4; batch++) await room.put('stream', 'y'.repeat(1_024_000));

    const { delivered } = await room.firehose.deliver();

    expect(delivered).toEqual({ stream: 40_004 });
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(6 * 1024 * 1024);
  });
});

describe('the transformation answer', () => {
  // Firehose guide, "Handle failure in data transformation"; an error object as AWS wrote it stands in
  // github.com/floci-io/floci/pull/3393.
  it('delivers what is Ok in its new form, drops without a trace, and keeps the rest with the original data', async () => {
    await create();
    room.transform = (event) =>
      answer(event, (text, recordId) => [
        {
          recordId,
          result: text === 'drop' ? 'Dropped' : text === 'fail' ? 'ProcessingFailed' : 'Ok',
          data: base64(`<${text}>`),
        },
      ]);
    const arrivalTimestamp = room.context.clock.now();
    await room.put('stream', 'keep', 'drop', 'fail');

    await room.firehose.deliver();

    expect(await room.contents('data/')).toBe('<keep>');
    expect(await errors()).toEqual([
      {
        rawData: base64('fail'),
        errorCode: 'Lambda.ProcessingFailedStatus',
        errorMessage: 'ProcessingFailed status set for record',
        attemptsMade: 1,
        arrivalTimestamp,
        attemptEndingTimestamp: arrivalTimestamp,
        lambdaARN: FUNCTION_ARN,
      },
    ]);
    expect(await room.keys()).toEqual([
      expect.stringMatching(/^data\/2026\/01\/15\/10\/stream-1-/),
      expect.stringMatching(/^errors\/processing-failed\/stream-1-/),
    ]);
  });

  // As probed on AWS (github.com/floci-io/floci/issues/3349), and as users see it: most records of such a batch arrive
  // (github.com/CloudSnorkel/CloudWatch2S3/issues/3).
  it('fails a missing and a repeated id alone, and ignores unknown ids', async () => {
    await create();
    room.transform = (event) =>
      answer(event, (text, recordId) => {
        const ok = { recordId, result: 'Ok', data: base64(text) };
        if (text === 'missing') return [{ ...ok, recordId: 'unknown' }];
        return text === 'twice' ? [ok, ok] : [ok];
      });
    await room.put('stream', 'good', 'missing', 'twice');

    await room.firehose.deliver();

    expect(await room.contents('data/')).toBe('good');
    expect((await errors()).map(({ rawData, errorCode }) => [rawData, errorCode])).toEqual([
      [base64('missing'), 'Lambda.MissingRecordId'],
      [base64('twice'), 'Lambda.DuplicatedRecordId'],
    ]);
    expect(room.events).toHaveLength(1);
  });

  it.each([
    ['text that is no JSON', () => 'not json', 'Lambda.InvalidReturnFormat'],
    ['null', () => 'null', 'Lambda.InvalidReturnFormat'],
    ['a list', () => [], 'Lambda.InvalidReturnFormat'],
    ['records that are no list', () => ({ records: 'x' }), 'Lambda.InvalidReturnFormat'],
    ['no records', () => ({}), 'Lambda.MissingRecordId'],
    [
      'an unknown result',
      (event: TransformEvent) => answer(event, (_, recordId) => [{ recordId, result: 'OK', data: '' }]),
      'Lambda.InvalidReturnFormat',
    ],
    [
      'Ok without data',
      (event: TransformEvent) => answer(event, (_, recordId) => [{ recordId, result: 'Ok' }]),
      'Lambda.InvalidReturnFormat',
    ],
    [
      'data that is no base64',
      (event: TransformEvent) => answer(event, (_, recordId) => [{ recordId, result: 'Ok', data: '{"a":1}' }]),
      'Lambda.InvalidReturnFormat',
    ],
  ])('keeps every record in the error output, without a retry, for %s', async (_title, transform, errorCode) => {
    await create();
    room.transform = transform;
    await room.put('stream', 'a', 'b');

    const { failed } = await room.firehose.deliver();

    expect(failed).toEqual({ stream: 2 });
    expect(await errors()).toMatchObject([
      { rawData: base64('a'), errorCode, attemptsMade: 1 },
      { rawData: base64('b'), errorCode, attemptsMade: 1 },
    ]);
    expect(room.events).toHaveLength(1);
    expect(await room.contents('data/')).toBe('');
  });

  it('takes an empty answer record as an empty record', async () => {
    await create();
    room.transform = (event) => answer(event, (_, recordId) => [{ recordId, result: 'Ok', data: '' }]);
    await room.put('stream', 'a');

    expect(await room.firehose.deliver()).toEqual({ delivered: { stream: 1 }, failed: { stream: 0 } });
  });

  it('counts an answer over 6 MB as a function error', async () => {
    await create({ NumberOfRetries: '0' });
    room.transform = (event) =>
      answer(event, (_, recordId) => [{ recordId, result: 'Ok', data: 'A'.repeat(6 * 1024 * 1024) }]);
    await room.put('stream', 'a');

    await room.firehose.deliver();

    expect(await errors()).toMatchObject([{ rawData: base64('a'), errorCode: 'Lambda.FunctionError' }]);
  });
});

describe('a failing function', () => {
  it('is tried NumberOfRetries more times, 3 by default, with back-off on the clock, and the stream goes on', async () => {
    await create();
    room.transform = () => {
      throw new Error('boom');
    };
    await room.put('stream', 'a');
    await room.advance(60);
    expect(room.events).toHaveLength(1);
    await room.advance(1);
    expect(room.events).toHaveLength(2);
    await room.advance(2);
    await room.advance(4);
    expect(room.events).toHaveLength(4);
    room.transform = ({ records }) => ({ records: records.map((record) => ({ ...record, result: 'Ok' })) });
    await room.put('stream', 'b');
    await room.firehose.deliver();

    expect(await errors()).toMatchObject([
      {
        errorCode: 'Lambda.FunctionError',
        errorMessage: 'The Lambda function was successfully invoked but it returned an error result.',
        attemptsMade: 4,
        rawData: base64('a'),
      },
    ]);
    expect(await room.contents('data/')).toBe('b');
  });

  it('delivers when a retry succeeds', async () => {
    await create();
    const echo = room.transform;
    room.transform = (event) => {
      if (room.events.length < 3) throw new Error('not yet');
      return echo(event);
    };
    await room.put('stream', 'a');

    expect(await room.firehose.deliver()).toEqual({ delivered: { stream: 1 }, failed: { stream: 0 } });
    expect(new Set(room.events.map(({ records }) => records[0]?.recordId)).size).toBe(1);
  });

  it('says when it was a timeout', async () => {
    await create({ NumberOfRetries: '0' });
    room.transform = () => {
      throw new Error('2026-01-15T10:30:00.000Z 4711 Task timed out after 3.00 seconds');
    };
    await room.put('stream', 'a');

    await room.firehose.deliver();

    expect(await errors()).toMatchObject([{ errorCode: 'Lambda.FunctionTimedOut', attemptsMade: 1 }]);
  });
});

describe('a deleted stream', () => {
  it('discards what it holds, a transformation under way included', async () => {
    await create();
    await room.put('stream', 'a');
    room.transform = async (event) => {
      await room.call('DeleteDeliveryStream', { DeliveryStreamName: 'stream' });
      return { records: event.records.map((record) => ({ ...record, result: 'Ok' })) };
    };
    await room.firehose.deliver();
    await create();

    expect(room.firehose.buffered()).toEqual({ stream: 0 });
    await room.firehose.deliver();
    expect(await room.keys()).toEqual([]);
  });
});
