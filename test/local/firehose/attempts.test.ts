import {
  archive,
  createFirehoseRoom,
  type FirehoseRoom,
  searchable,
  transformed,
} from '../../support/firehose-room.ts';

const told: object[] = [];
let room: FirehoseRoom;
beforeEach(() => {
  told.length = 0;
  room = createFirehoseRoom({ onAttempt: (attempt) => told.push(attempt) });
});
afterEach(() => room.close());

const create = (settings: object) => room.call('CreateDeliveryStream', { DeliveryStreamName: 'stream', ...settings });

it('every attempt to write an object is told, with the age of the oldest record in it', async () => {
  await create(archive());
  room.failPut = () => {
    throw new Error('no bucket');
  };
  await room.put('stream', 'first');
  await room.advance(20);
  await room.put('stream', 'second');
  await room.advance(40);
  await room.advance(1);
  room.failPut = () => {};
  await room.advance(2);

  expect(told).toEqual([
    { streamName: 'stream', step: 'DeliveryToS3', succeeded: false, freshness: 60 },
    { streamName: 'stream', step: 'DeliveryToS3', succeeded: false, freshness: 61 },
    { streamName: 'stream', step: 'DeliveryToS3', succeeded: true, freshness: 63 },
  ]);
});

it('the transformation, documents and error output are told as well, and what was refused for good is no success', async () => {
  await create(transformed());
  room.transform = ({ records }) => ({
    records: records.map(({ recordId, data }) => ({ recordId, data, result: 'ProcessingFailed' })),
  });
  await room.call('CreateDeliveryStream', { DeliveryStreamName: 'search', ...searchable() });
  await room.put('stream', 'refused');
  await room.put('search', '{}');

  await room.firehose.deliver();

  expect(await room.keys()).toHaveLength(1);
  expect(told).toHaveLength(3);
  expect(told).toEqual(
    expect.arrayContaining([
      { streamName: 'stream', step: 'ExecuteProcessing', succeeded: true },
      { streamName: 'stream', step: 'DeliveryToS3', succeeded: true, freshness: undefined },
      { streamName: 'search', step: 'DeliveryToAmazonOpenSearchService', succeeded: true, freshness: 0 },
    ]),
  );
});
