import { createManualClock } from '../../../src/local/clock.ts';
import { createFaults } from '../../../src/local/faults/index.ts';
import { createSearch, type Search } from '../../../src/local/search/index.ts';
import { createFirehoseRoom, searchable, transformed } from '../../support/firehose-room.ts';

describe('with the embedded search', () => {
  it('what the mapping refuses is in the error output with its reason and data, the rest is indexed', async () => {
    const made: Search[] = [];
    const room = createFirehoseRoom({
      search(context) {
        const search = createSearch(context);
        search.createDomain('shop');
        made.push(search);
        return search;
      },
    });
    await room.call('CreateDeliveryStream', { DeliveryStreamName: 'stream', ...searchable() });
    await room.put('stream', '{"payment":{"amount":120.5}}', '{"payment":"none"}', '{"payment":{"amount":99}}');

    const result = await room.firehose.deliver();

    expect(result).toEqual({ delivered: { stream: 2 }, failed: { stream: 1 } });
    expect(await room.lines('errors/AmazonOpenSearchService-failed/')).toMatchObject([
      {
        errorCode: '400',
        errorMessage: expect.stringContaining('mapper_parsing_exception'),
        rawData: Buffer.from('{"payment":"none"}').toString('base64'),
        esIndexName: 'events',
      },
    ]);
    await room.close();
    await made[0]?.close();
  });
});

describe('with the fault list', () => {
  it('5,000 records all reach the archive or the error output while puts, bucket and function fail', async () => {
    const clock = createManualClock();
    const faults = createFaults(clock);
    const room = createFirehoseRoom({ clock, faults });
    await room.call('CreateDeliveryStream', {
      DeliveryStreamName: 'stream',
      ...transformed({ BufferSizeInMBs: '0.2', BufferIntervalInSeconds: '10' }),
    });
    faults.replace({
      seed: 7,
      rules: [
        { service: 'firehose', operation: 'PutRecordBatch', kind: 'throttle', rate: 0.3 },
        { service: 'firehose', operation: 'PutRecordBatch', kind: 'partial', rate: 0.3 },
        { service: 's3', operation: 'PutObject', kind: 'error', rate: 0.2 },
        { service: 'lambda', operation: 'Invoke', kind: 'error', rate: 0.2 },
      ],
    });
    const echo = room.transform;
    room.transform = async (event) => {
      await faults.pass('lambda', 'Invoke', 'transform');
      return echo(event);
    };
    const pad = 'x'.repeat(200);
    const putAll = async (texts: readonly string[]): Promise<void> => {
      const Records = texts.map((text) => ({ Data: Buffer.from(text).toString('base64') }));
      const answer = await room
        .call('PutRecordBatch', { DeliveryStreamName: 'stream', Records })
        .catch(() => undefined);
      const responses = answer?.['RequestResponses'] as { ErrorCode?: string }[] | undefined;
      const failed = responses ? texts.filter((_text, at) => responses[at]?.ErrorCode !== undefined) : texts;
      if (failed.length > 0) await putAll(failed);
    };

    for (let n = 0; n < 5000; n += 500) {
      await putAll(Array.from({ length: 500 }, (_, at) => `{"n":${n + at},"pad":"${pad}"}\n`));
      await room.advance(7);
    }
    for (let minute = 0; minute < 10; minute++) await room.advance(60);
    await room.firehose.deliver();

    const raw = (await room.lines('errors/')).map(({ rawData }) => Buffer.from(String(rawData), 'base64').toString());
    const failed = raw.map((line) => JSON.parse(line).n);
    const delivered = (await room.lines('data/')).map(({ n }) => n);
    const all = [...delivered, ...failed].map(Number).sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 5000 }, (_, n) => n));
    expect(room.firehose.buffered()).toEqual({ stream: 0 });
    await room.close();
  });
});
