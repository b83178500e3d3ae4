import {
  actionsOf,
  createFirehoseRoom,
  documentsOf,
  type FirehoseRoom,
  indexedAll,
  searchable,
} from '../../../support/firehose-room.ts';

const DOMAIN = 'arn:aws:es:us-east-1:000000000000:domain/shop';
let room: FirehoseRoom;
let sent: string[];

beforeEach(() => {
  room = createFirehoseRoom();
  sent = [];
});

afterEach(() => room.close());

const create = (settings: object = {}) =>
  room.call('CreateDeliveryStream', { DeliveryStreamName: 'stream', ...searchable(settings) });
const failures = () => room.lines('errors/AmazonOpenSearchService-failed/');

/** Answers each document by what `statusOf` says of it. */
const respond = (statusOf: (document: string) => { status: number; error?: object }) => {
  room.bulk = async (target, body) => {
    expect(target).toBe(DOMAIN);
    sent.push(body);
    const items = documentsOf(body).map((document, at) => ({
      index: { ...actionsOf(body)[at], ...statusOf(document) },
    }));
    return { status: 200, body: JSON.stringify({ errors: items.some(({ index }) => index.status > 299), items }) };
  };
};

describe('delivery to a search domain', () => {
  it('sends one document for each record with an id of its own, in one bulk request', async () => {
    respond(() => ({ status: 201 }));
    await create();
    await room.put('stream', '{"n":1}', '{"n":2}\n');

    const { delivered } = await room.firehose.deliver();

    expect(delivered).toEqual({ stream: 2 });
    expect(sent).toHaveLength(1);
    expect(documentsOf(sent[0] ?? '')).toEqual(['{"n":1}', '{"n":2}']);
    const actions = actionsOf(sent[0] ?? '');
    expect(actions.map(({ _index }) => _index)).toEqual(['events', 'events']);
    expect(new Set(actions.map(({ _id }) => _id)).size).toBe(2);
    expect(await room.keys()).toEqual([]);
  });

  it('leaves the id to the domain with NO_DOCUMENT_ID', async () => {
    respond(() => ({ status: 201 }));
    await create({ DocumentIdOptions: { DefaultDocumentIdFormat: 'NO_DOCUMENT_ID' } });
    await room.put('stream', '{"n":1}');

    await room.firehose.deliver();

    expect(actionsOf(sent[0] ?? '')).toEqual([{ _index: 'events' }]);
  });

  it('rotates the index by the arrival of each record, OneDay by default', async () => {
    respond(() => ({ status: 201 }));
    await create({ IndexRotationPeriod: undefined, BufferingHints: { SizeInMBs: 100, IntervalInSeconds: 900 } });
    await room.advance(13.5 * 3600 - 1);
    await room.put('stream', '{"n":1}');
    await room.advance(1);
    await room.put('stream', '{"n":2}');

    await room.firehose.deliver();

    expect(actionsOf(sent[0] ?? '').map(({ _index }) => _index)).toEqual(['events-2026-01-15', 'events-2026-01-16']);
  });

  // docs.opensearch.org, Bulk API: `errors` says whether any item failed, each item which and why.
  it('reads the error of each item: a 200 is not yet a success', async () => {
    const error = { type: 'mapper_parsing_exception', reason: 'failed to parse field [n]' };
    respond((document) => (document.includes('bad') ? { status: 400, error } : { status: 201 }));
    await create();
    const arrived = room.context.clock.now();
    const [, bad = ''] = await room.put('stream', '{"n":1}', '{"n":"bad"}', '{"n":3}');

    const result = await room.firehose.deliver();

    expect(result).toEqual({ delivered: { stream: 2 }, failed: { stream: 1 } });
    expect(await failures()).toEqual([
      {
        attemptsMade: 1,
        arrivalTimestamp: arrived,
        errorCode: '400',
        errorMessage: JSON.stringify(error),
        attemptEndingTimestamp: arrived,
        rawData: Buffer.from('{"n":"bad"}').toString('base64'),
        esDocumentId: `${bad}.0`,
        esIndexName: 'events',
        esTypeName: '',
      },
    ]);
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['text', 'no json'],
    ['two objects', '{"a":1}\n{"b":2}'],
    ['a list', '[1]'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['an empty record', ''],
  ])('puts %s straight into the error output, and its neighbours into the index', async (_title, body) => {
    respond(() => ({ status: 201 }));
    await create();
    const Records = [body, '{"n":1}'].map((data) => ({ Data: Buffer.from(data).toString('base64') }));
    await room.call('PutRecordBatch', { DeliveryStreamName: 'stream', Records });

    const result = await room.firehose.deliver();

    expect(result).toEqual({ delivered: { stream: 1 }, failed: { stream: 1 } });
    expect(await failures()).toMatchObject([
      { errorCode: 'ES.MalformedData', rawData: Buffer.from(body).toString('base64'), attemptsMade: 1 },
    ]);
  });

  it('tries items refused with 429 and 5xx again, alone and with the same ids, with back-off on the clock', async () => {
    respond((document) => ({ status: document.includes('slow') && sent.length < 3 ? 429 : 201 }));
    await create();
    await room.put('stream', '{"n":1}', '{"n":"slow"}');

    await room.advance(60);
    expect(sent.map((body) => documentsOf(body).length)).toEqual([2]);
    await room.advance(1);
    await room.advance(2);

    expect(sent.map((body) => documentsOf(body).length)).toEqual([2, 1, 1]);
    expect(new Set(sent.map((body) => actionsOf(body).at(-1)?._id)).size).toBe(1);
    expect(room.firehose.buffered()).toEqual({ stream: 0 });
    expect(await room.keys()).toEqual([]);
  });

  it('gives up after the retry duration, and keeps the documents in the error output', async () => {
    respond(() => ({ status: 503, error: { type: 'unavailable' } }));
    await create();
    await room.put('stream', '{"n":1}');
    await room.advance(60);

    for (let second = 0; second < 29; second++) await room.advance(1);
    expect(room.firehose.buffered()).toEqual({ stream: 1 });
    await room.advance(1);
    const attempts = sent.length;
    await room.firehose.deliver();

    expect(await failures()).toMatchObject([{ errorCode: '503', attemptsMade: attempts }]);
    expect(sent).toHaveLength(attempts);
  });

  it('tries once only with a retry duration of 0', async () => {
    respond(() => ({ status: 429 }));
    await create({ RetryOptions: { DurationInSeconds: 0 } });
    await room.put('stream', '{"n":1}');

    const result = await room.firehose.deliver();

    expect([sent.length, result.failed]).toEqual([1, { stream: 1 }]);
  });

  it('loses nothing while the domain is away, and deliver returns', async () => {
    room.bulk = async () => {
      throw new Error('ECONNREFUSED');
    };
    await create({ RetryOptions: { DurationInSeconds: 7200 } });
    await room.put('stream', '{"n":1}', '{"n":2}');

    expect(await room.firehose.deliver()).toEqual({ delivered: { stream: 0 }, failed: { stream: 0 } });
    expect(room.firehose.buffered()).toEqual({ stream: 2 });
    await room.advance(600);
    respond(() => ({ status: 201 }));
    await room.advance(60);

    expect(room.firehose.buffered()).toEqual({ stream: 0 });
    expect(documentsOf(sent[0] ?? '')).toHaveLength(2);
  });

  it('pauses when the domain and the backup bucket both fail, and goes on when they are back', async () => {
    respond(() => ({ status: 400 }));
    room.failPut = () => {
      throw new Error('503');
    };
    await create();
    await room.put('stream', '{"n":1}');

    expect(await room.firehose.deliver()).toEqual({ delivered: { stream: 0 }, failed: { stream: 0 } });
    expect(room.firehose.buffered()).toEqual({ stream: 1 });
    room.failPut = () => {};

    expect(await room.firehose.deliver()).toEqual({ delivered: { stream: 0 }, failed: { stream: 1 } });
  });

  it('cuts a large buffer into requests that any domain takes', async () => {
    respond(() => ({ status: 201 }));
    await create({ BufferingHints: { SizeInMBs: 100, IntervalInSeconds: 900 } });
    for (let batch = 0; batch < 4; batch++)
      await room.put('stream', ...Array.from({ length: 4 }, () => JSON.stringify({ text: 'x'.repeat(900_000) })));

    const { delivered } = await room.firehose.deliver();

    expect(delivered).toEqual({ stream: 16 });
    expect(sent.length).toBeGreaterThan(1);
    expect(Math.max(...sent.map((body) => body.length))).toBeLessThan(10 * 1024 * 1024);
  });
});

describe('backup of a search destination', () => {
  // Firehose API, AmazonopensearchserviceDestinationConfiguration, S3BackupMode.
  it('holds failed documents only by default, and every incoming document with AllDocuments', async () => {
    respond((document) => ({ status: document.includes('bad') ? 400 : 201 }));
    await create({ S3BackupMode: 'AllDocuments' });
    await room.put('stream', '{"n":1}', '{"n":"bad"}');

    await room.firehose.deliver();

    expect(await room.contents('backup/2026/01/15/10/')).toBe('{"n":1}{"n":"bad"}');
    expect(await failures()).toHaveLength(1);
  });

  it('goes below the prefix when there is no error prefix, in the format of the backup bucket', async () => {
    room.bulk = async (_target, body) => ({ status: 200, body: JSON.stringify(indexedAll(body)) });
    await create({
      S3Configuration: { BucketARN: 'arn:aws:s3:::archive', Prefix: 'p/', CompressionFormat: 'GZIP' },
    });
    await room.put('stream', 'not json');

    await room.firehose.deliver();

    const keys = await room.keys();
    expect(keys).toEqual([
      expect.stringMatching(/^p\/AmazonOpenSearchService-failed\/2026\/01\/15\/10\/stream-1-.*\.gz$/),
    ]);
    expect(await room.lines('p/')).toHaveLength(1);
  });
});
