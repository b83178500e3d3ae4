import { gunzipSync } from 'node:zlib';
import { archive, createFirehoseRoom, type FirehoseRoom, transformed } from '../../support/firehose-room.ts';

let room: FirehoseRoom;

beforeEach(() => {
  room = createFirehoseRoom();
});

afterEach(() => room.close());

const create = (DeliveryStreamName: string, settings: object) =>
  room.call('CreateDeliveryStream', { DeliveryStreamName, ...settings });

describe('buffering', () => {
  // Firehose guide, "Configure buffering hints"; LocalStack delivers at each put: github.com/localstack/localstack/issues/7024.
  it('closes by the interval from the first buffered record, not from the last flush or the put', async () => {
    await create('stream', archive());
    await room.advance(3600);
    await room.put('stream', 'one');
    await room.advance(59);
    await room.put('stream', 'two');
    expect(await room.keys()).toEqual([]);

    await room.advance(1);

    expect(await room.contents()).toBe('onetwo');
    await room.put('stream', 'three');
    await room.advance(59);
    expect(await room.keys()).toHaveLength(1);
    await room.advance(1);
    expect(await room.keys()).toHaveLength(2);
  });

  // A count of five closed Floci's buffers, and nothing else did: github.com/floci-io/floci/issues/1886.
  it('closes by bytes, not by count of records', async () => {
    await create('stream', archive());
    for (let batch = 0; batch < 3; batch++) await room.put('stream', ...Array.from({ length: 500 }, () => 'x'));
    await room.firehose.idle();
    expect(await room.keys()).toEqual([]);

    await room.put('stream', 'y'.repeat(1_000_000));
    await room.put('stream', 'z'.repeat(48_576 - 1500));
    await room.firehose.idle();

    expect(await room.keys()).toHaveLength(1);
    expect(room.firehose.buffered()).toEqual({ stream: 0 });
  });

  // Firehose concatenates records as they are (Firehose guide, "Understand data delivery"); Floci ended each with a newline:
  // github.com/floci-io/floci/issues/2328.
  it('puts no byte between records and adds no newline', async () => {
    await create('stream', archive());
    await room.put('stream', 'abc', 'abc', 'abc');

    await room.firehose.deliver();

    expect(await room.contents()).toBe('abcabcabc');
  });

  // gopherstack panicked: github.com/BlackbirdWorks/gopherstack/issues/658.
  it('takes empty records', async () => {
    await create('stream', archive());
    await room.put('stream', '', 'a', '');

    const { delivered } = await room.firehose.deliver();

    expect([delivered, await room.contents()]).toEqual([{ stream: 3 }, 'a']);
  });

  it('appends the delimiter where AppendDelimiterToRecord asks for one', async () => {
    const Processors = [
      { Type: 'AppendDelimiterToRecord', Parameters: [{ ParameterName: 'Delimiter', ParameterValue: '\\n' }] },
    ];
    await create('stream', archive({ ProcessingConfiguration: { Enabled: true, Processors } }));
    await room.put('stream', 'a', 'b');

    await room.firehose.deliver();

    expect(await room.contents()).toBe('a\nb\n');
  });

  it('delivers at once with an interval of 0', async () => {
    await create('stream', archive({ BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 } }));
    await room.put('stream', 'now');

    await room.advance(0);

    expect(await room.contents()).toBe('now');
  });

  // Firehose guide, "Understand custom prefixes"; LocalStack wrote GZIP streams uncompressed:
  // github.com/localstack/localstack/issues/13301.
  it('evaluates prefixes, compresses, and dates the object by its oldest record', async () => {
    await create(
      'stream',
      archive({
        ...{ Prefix: 'events/dt=!{timestamp:yyyy-MM-dd}/hr=!{timestamp:HH}/', CompressionFormat: 'GZIP' },
        ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
      }),
    );
    await room.advance(29 * 60 + 30);
    await room.put('stream', 'a\n');
    await room.advance(40);
    await room.put('stream', 'b\n');

    await room.advance(20);

    const [key = ''] = await room.keys();
    expect(key).toMatch(/^events\/dt=2026-01-15\/hr=10\/stream-1-2026-01-15-10-59-30-[0-9a-f-]{36}\.gz$/);
    const found = await room.objects.get('archive', key);
    expect(gunzipSync(found?.body as Buffer).toString()).toBe('a\nb\n');
  });

  it('uses CustomTimeZone and FileExtension', async () => {
    await create(
      'stream',
      archive({ CustomTimeZone: 'Asia/Tokyo', FileExtension: '.ndjson', CompressionFormat: 'GZIP' }),
    );
    await room.put('stream', 'a');

    await room.firehose.deliver();

    expect(await room.keys()).toEqual([
      expect.stringMatching(/^2026\/01\/15\/19\/stream-1-2026-01-15-19-30-00-.*\.ndjson$/),
    ]);
  });

  // Firehose guide, "Transform source data": Firehose invokes the function on what it has buffered, not on a put.
  it('answers a put before anything is delivered or transformed', async () => {
    await create('stream', transformed({ BufferSizeInMBs: '0.2', BufferIntervalInSeconds: '0' }));
    let release = () => {};
    room.transform = () =>
      new Promise<object>((resolve) => {
        release = () => resolve({ records: [] });
      });

    await room.put('stream', 'x'.repeat(300_000));
    expect(room.events).toEqual([]);
    await room.context.advance(0);
    expect(room.events).toHaveLength(1);
    // The function hangs; puts to the same stream still answer.
    await room.put('stream', 'y');
    release();
    await room.firehose.idle();

    expect(room.firehose.buffered()).toEqual({ stream: 2 });
  });

  it('delivers a buffer far larger than what it reads at a time, in order', async () => {
    await create(
      'stream',
      archive({ BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 900 }, CompressionFormat: 'GZIP' }),
    );
    const line = (n: number) => `${String(n).padStart(9, '0')}${'x'.repeat(9_990)}\n`;
    for (let batch = 0; batch < 8; batch++)
      await room.put('stream', ...Array.from({ length: 100 }, (_, n) => line(batch * 100 + n)));

    await room.firehose.deliver('stream');

    const lines = (await room.contents()).split('\n');
    expect(lines.slice(0, -1).map((each) => Number(each.slice(0, 9)))).toEqual(
      Array.from({ length: 800 }, (_, n) => n),
    );
    expect(await room.keys()).toHaveLength(1);
  });
});

describe('a failing bucket', () => {
  // Firehose guide, "Handle data delivery failures"; Floci discarded the batch: github.com/floci-io/floci/pull/3471.
  it('loses nothing, backs off by the clock, and never blocks another stream', async () => {
    await create('failing', archive({ BucketARN: 'arn:aws:s3:::missing' }));
    await create('healthy', archive());
    await room.put('failing', 'kept');
    await room.put('healthy', 'through');

    await room.advance(60);

    expect(await room.contents()).toBe('through');
    expect(room.firehose.buffered()).toEqual({ failing: 1, healthy: 0 });
    expect(room.context.warnings).toEqual([expect.stringContaining('failing')]);

    room.objects.createBucket('missing');
    await room.advance(1);
    expect(await room.contents('', 'missing')).toBe('kept');
  });

  it('writes the same object again, not a second one, when the bucket failed after it took the bytes', async () => {
    await create('stream', archive());
    const tried: string[] = [];
    room.failPut = (_bucket, key) => {
      tried.push(key);
      if (tried.length < 3) throw new Error('connection reset');
    };
    await room.put('stream', 'a');

    await room.firehose.deliver();

    expect(new Set(tried).size).toBe(1);
    expect(tried).toHaveLength(3);
    expect(await room.contents()).toBe('a');
  });

  it('keeps order and later records while earlier ones wait', async () => {
    await create('stream', archive());
    room.failPut = () => {
      throw new Error('503');
    };
    await room.put('stream', '1');
    await room.advance(60);
    await room.put('stream', '2');
    await room.advance(60);
    expect(room.firehose.buffered()).toEqual({ stream: 2 });

    room.failPut = () => {};
    await room.advance(60);

    expect(await room.contents()).toBe('12');
  });
});

describe('deliver', () => {
  it('counts what it delivered by stream and returns while a bucket still fails', async () => {
    await create('failing', archive({ BucketARN: 'arn:aws:s3:::missing' }));
    await create('healthy', archive());
    await room.put('failing', 'a');
    await room.put('healthy', 'b', 'c');

    const result = await room.firehose.deliver();

    expect(result).toEqual({ delivered: { failing: 0, healthy: 2 }, failed: { failing: 0, healthy: 0 } });
    expect(room.firehose.buffered()).toEqual({ failing: 1, healthy: 0 });
  });

  it('delivers one stream alone when it is named, and refuses an unknown name', async () => {
    await create('one', archive());
    await create('two', archive());
    await room.put('one', 'a');
    await room.put('two', 'b');

    expect(await room.firehose.deliver('two')).toEqual({ delivered: { two: 1 }, failed: { two: 0 } });
    expect(room.firehose.buffered()).toEqual({ one: 1, two: 0 });
    await expect(room.firehose.deliver('three')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it('brings out the transformed and the failed records in one call', async () => {
    await create('stream', transformed());
    room.transform = ({ records }) => ({
      records: records.map(({ recordId, data }, at) => ({
        recordId,
        data,
        result: ['Ok', 'Dropped', 'ProcessingFailed'][at],
      })),
    });
    await room.put('stream', 'a', 'b', 'c');

    const result = await room.firehose.deliver();

    expect(result).toEqual({ delivered: { stream: 1 }, failed: { stream: 1 } });
    expect(room.firehose.buffered()).toEqual({ stream: 0 });
  });
});

describe('at the same time', () => {
  // A put during a flush lost its record's size in gopherstack: github.com/BlackbirdWorks/gopherstack/issues/658.
  it('two calls of deliver bring each record out once, and one put meanwhile stays for the next object', async () => {
    await create('stream', archive());
    await room.put('stream', 'a');
    let during: Promise<unknown> = Promise.resolve();
    room.failPut = () => {
      room.failPut = () => {};
      during = room.put('stream', 'b');
    };

    await Promise.all([room.firehose.deliver(), room.firehose.deliver()]);
    await during;
    await room.firehose.deliver();

    expect([...(await room.contents())].sort()).toEqual(['a', 'b']);
    expect(room.firehose.metrics()['stream']).toMatchObject({ records: 2, objects: 2 });
  });

  it('closing waits for the delivery that is under way, and keeps what is not', async () => {
    await create('stream', archive());
    await room.put('stream', 'a');
    let closed: Promise<void> = Promise.resolve();
    room.failPut = async () => {
      closed = room.firehose.close();
      await room.put('stream', 'b');
    };

    await room.firehose.deliver();
    await closed;

    expect(await room.contents()).toBe('a');
    expect(room.firehose.buffered()).toEqual({ stream: 1 });
  });
});

describe('metrics', () => {
  it('bill each record rounded up to 5 KB, an empty one too', async () => {
    await create('stream', archive());
    await room.put('stream', 'a', 'b'.repeat(5120), 'c'.repeat(5121), '');
    await room.call('PutRecord', { DeliveryStreamName: 'stream', Record: { Data: 'YQ==' } });
    await room.firehose.deliver();

    expect(room.firehose.metrics()).toEqual({
      stream: { putCalls: 2, records: 5, bytes: 10_243, billedBytes: 5120 * 6, objects: 1, failed: 0 },
    });
  });
});

describe('source backup', () => {
  it('keeps the untransformed records in the backup bucket under its own prefix', async () => {
    await create(
      'stream',
      transformed(
        {},
        {
          S3BackupMode: 'Enabled',
          S3BackupConfiguration: { BucketARN: 'arn:aws:s3:::second', Prefix: 'raw/', CompressionFormat: 'GZIP' },
        },
      ),
    );
    room.transform = ({ records }) => ({
      records: records.map(({ recordId }) => ({ recordId, result: 'Ok', data: Buffer.from('new').toString('base64') })),
    });
    await room.put('stream', 'old');

    const { delivered } = await room.firehose.deliver();

    expect(delivered).toEqual({ stream: 1 });
    expect(await room.contents('data/')).toBe('new');
    expect(await room.contents('raw/2026/01/15/10/', 'second')).toBe('old');
  });
});
