import { archive, createFirehoseRoom, type FirehoseRoom } from '../../../support/firehose-room.ts';

let room: FirehoseRoom;

beforeEach(async () => {
  room = createFirehoseRoom();
  await room.call('CreateDeliveryStream', { DeliveryStreamName: 'stream', ...archive() });
});

afterEach(() => room.close());

describe('PutRecord and PutRecordBatch', () => {
  const Data = (length: number) => Buffer.alloc(length).toString('base64');
  const batch = (...lengths: number[]) => ({
    DeliveryStreamName: 'stream',
    Records: lengths.map((length) => ({ Data: Data(length) })),
  });

  it('answer an id for each record, in order', async () => {
    const single = await room.call('PutRecord', { DeliveryStreamName: 'stream', Record: { Data: Data(3) } });
    const many = await room.call('PutRecordBatch', batch(1, 2));

    expect(single).toEqual({ RecordId: expect.stringMatching(/^\d{56}$/), Encrypted: false });
    expect(many).toEqual({
      FailedPutCount: 0,
      Encrypted: false,
      RequestResponses: [{ RecordId: expect.any(String) }, { RecordId: expect.any(String) }],
    });
  });

  it.each([
    [
      'a stream that is not there',
      'PutRecord',
      { DeliveryStreamName: 'none', Record: { Data: '' } },
      'ResourceNotFoundException',
      'Firehose none under account 000000000000 not found.',
    ],
    ['no record', 'PutRecord', { DeliveryStreamName: 'stream' }, 'ValidationException', "'record'"],
    [
      'no data',
      'PutRecordBatch',
      { DeliveryStreamName: 'stream', Records: [{}] },
      'ValidationException',
      "'records.1.member.data'",
    ],
    ['an empty batch', 'PutRecordBatch', batch(), 'ValidationException', 'greater than or equal to 1'],
    [
      '501 records',
      'PutRecordBatch',
      batch(...Array.from({ length: 501 }, () => 0)),
      'ValidationException',
      'less than or equal to 500',
    ],
    [
      'a record one byte too large',
      'PutRecordBatch',
      batch(1, 1_024_001),
      'ValidationException',
      "'records.2.member.data' failed to satisfy constraint: Member must have length less than or equal to 1024000",
    ],
    [
      'a batch over 4 MiB',
      'PutRecordBatch',
      batch(1_024_000, 1_024_000, 1_024_000, 1_024_000, 98_305),
      'InvalidArgumentException',
      '4 MB',
    ],
  ])('refuse %s', async (_title, operation, input, code, text) => {
    await expect(room.call(operation, input)).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
    expect(room.firehose.buffered()).toEqual({ stream: 0 });
  });

  it('take 500 records, a record of 1,024,000 bytes and a batch of 4 MiB', async () => {
    await room.call('PutRecordBatch', batch(...Array.from({ length: 500 }, () => 1)));
    await room.call('PutRecordBatch', batch(1_024_000, 1_024_000, 1_024_000, 1_024_000, 98_304));

    expect(room.firehose.metrics()['stream']).toMatchObject({ records: 505, putCalls: 2 });
  });
});

describe('partial faults', () => {
  it('fail single entries of a batch in order, and buffer the others', async () => {
    let entry = 0;
    const faulty = createFirehoseRoom({
      faults: {
        pass: (service, operation, resource) =>
          service === 'firehose' && operation === 'PutRecordBatch' && resource === 'stream'
            ? Promise.resolve({ failNext: () => entry++ % 3 === 1 })
            : undefined,
      },
    });
    await faulty.call('CreateDeliveryStream', { DeliveryStreamName: 'stream', ...archive() });
    const Records = ['a', 'b', 'c', 'd'].map((text) => ({ Data: Buffer.from(text).toString('base64') }));

    const answer = await faulty.call('PutRecordBatch', { DeliveryStreamName: 'stream', Records });
    await faulty.firehose.deliver();

    expect(answer).toMatchObject({
      FailedPutCount: 1,
      RequestResponses: [
        { RecordId: expect.any(String) },
        { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' },
        { RecordId: expect.any(String) },
        { RecordId: expect.any(String) },
      ],
    });
    expect(await faulty.contents()).toBe('acd');
    await faulty.close();
  });
});
