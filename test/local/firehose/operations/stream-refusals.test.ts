import { archive, createFirehoseRoom, type FirehoseRoom, searchable } from '../../../support/firehose-room.ts';

const DeliveryStreamName = 'stream';
const DestinationId = 'destinationId-000000000001';
let room: FirehoseRoom;

beforeEach(() => {
  room = createFirehoseRoom();
});

afterEach(() => room.close());

const create = (settings: object, name = DeliveryStreamName) =>
  room.call('CreateDeliveryStream', { DeliveryStreamName: name, ...settings });
const update = (input: object) =>
  room.call('UpdateDestination', {
    DeliveryStreamName,
    CurrentDeliveryStreamVersionId: '1',
    DestinationId,
    ExtendedS3DestinationUpdate: {},
    ...input,
  });
const KINDS =
  'which has S3DestinationConfiguration, ExtendedS3DestinationConfiguration, AmazonopensearchserviceDestinationConfiguration.';
const invalid = (message: string) => ({ code: 'InvalidArgumentException', status: 400, message });
const missing = (...members: string[]) => ({
  code: 'ValidationException',
  message: `${members.length} validation error${members.length === 1 ? '' : 's'} detected: ${members
    .map((member) => `Value at '${member}' failed to satisfy constraint: Member must not be null`)
    .join('; ')}`,
});
const unknown = { code: 'ResourceNotFoundException', message: 'Firehose none under account 000000000000 not found.' };

describe('CreateDeliveryStream', () => {
  it.each([
    [{}, 'Exactly one destination configuration is supported for a Firehose'],
    [{ ...archive(), ...searchable() }, 'Exactly one destination configuration is supported for a Firehose'],
    [
      { ...archive(), SplunkDestinationConfiguration: {} },
      `SplunkDestinationConfiguration is not implemented by the local stack, ${KINDS}`,
    ],
    [
      { KinesisStreamSourceConfiguration: {}, HttpEndpointDestinationConfiguration: {} },
      `KinesisStreamSourceConfiguration, HttpEndpointDestinationConfiguration is not implemented by the local stack, ${KINDS}`,
    ],
    [
      { ...archive(), DeliveryStreamType: 'KinesisStreamAsSource' },
      'DeliveryStreamType KinesisStreamAsSource is not implemented by the local stack, which has DirectPut.',
    ],
  ])('refuses %j', async (settings, message) => {
    await expect(create(settings)).rejects.toMatchObject(invalid(message));
    expect(room.firehose.buffered()).toEqual({});
  });

  it.each([
    { ...archive(), DirectPutSourceConfiguration: { ThroughputHintInMBs: 1 } },
    { ...archive(), DeliveryStreamType: 'DirectPut', SplunkDestinationConfiguration: undefined },
    { S3DestinationConfiguration: { BucketARN: 'arn:aws:s3:::archive' } },
    { ...archive(), NotADestinationConfigurationAtAll: {} },
  ])('takes %j', async (settings) => {
    await expect(create(settings)).resolves.toEqual({
      DeliveryStreamARN: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/stream',
    });
  });

  it('refuses a name that is taken, or none', async () => {
    await create(archive());

    await expect(create(archive())).rejects.toMatchObject({
      code: 'ResourceInUseException',
      message: 'Firehose stream under accountId 000000000000 already exists',
    });
    await expect(room.call('CreateDeliveryStream', archive())).rejects.toMatchObject(missing('deliveryStreamName'));
  });

  it('keeps tags and encryption from the beginning', async () => {
    await create({
      ...archive(),
      Tags: [{ Key: 'a', Value: '1' }],
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
    });
    await create(archive(), 'plain');
    const encryption = async (name: string) => {
      const { DeliveryStreamDescription } = await room.call('DescribeDeliveryStream', { DeliveryStreamName: name });
      return Object(DeliveryStreamDescription).DeliveryStreamEncryptionConfiguration;
    };

    expect(await room.call('ListTagsForDeliveryStream', { DeliveryStreamName })).toMatchObject({
      Tags: [{ Key: 'a', Value: '1' }],
    });
    expect(await encryption('stream')).toEqual({ KeyType: 'AWS_OWNED_CMK', Status: 'ENABLED' });
    expect(await encryption('plain')).toEqual({ Status: 'DISABLED' });
  });
});

describe('ListDeliveryStreams', () => {
  beforeEach(async () => {
    for (let n = 11; n >= 1; n--) await create(archive(), `s-${String(n).padStart(2, '0')}`);
  });
  const names = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => `s-${String(from + n).padStart(2, '0')}`);
  const list = (input: object = {}) => room.call('ListDeliveryStreams', input);

  it('gives ten by name unless told how many, and says whether there are more', async () => {
    expect(await list()).toEqual({ DeliveryStreamNames: names(1, 10), HasMoreDeliveryStreams: true });
    expect(await list({ Limit: 11 })).toEqual({ DeliveryStreamNames: names(1, 11), HasMoreDeliveryStreams: false });
    expect(await list({ Limit: 1, ExclusiveStartDeliveryStreamName: 's-10' })).toEqual({
      DeliveryStreamNames: ['s-11'],
      HasMoreDeliveryStreams: false,
    });
    expect(await list({ ExclusiveStartDeliveryStreamName: 's-11' })).toEqual({
      DeliveryStreamNames: [],
      HasMoreDeliveryStreams: false,
    });
  });

  it('gives those of a type', async () => {
    expect(await list({ DeliveryStreamType: 'DirectPut', Limit: 1 })).toMatchObject({ DeliveryStreamNames: ['s-01'] });
    expect(await list({ DeliveryStreamType: 'MSKAsSource' })).toEqual({
      DeliveryStreamNames: [],
      HasMoreDeliveryStreams: false,
    });
  });

  it('takes a limit from 1 to 10,000', async () => {
    await expect(list({ Limit: 10_000 })).resolves.toBeDefined();
    await expect(list({ Limit: 0 })).rejects.toThrow(
      "'limit' failed to satisfy constraint: Member must have value greater",
    );
    await expect(list({ Limit: 10_001 })).rejects.toThrow('less than or equal to 10000');
  });
});

describe('operations on a stream', () => {
  beforeEach(() => create(archive()));

  it.each([
    ['DescribeDeliveryStream', {}],
    ['DeleteDeliveryStream', {}],
    ['PutRecord', { Record: { Data: '' } }],
    ['PutRecordBatch', { Records: [{ Data: '' }] }],
    ['UpdateDestination', { CurrentDeliveryStreamVersionId: '1', DestinationId }],
  ])('need one that is there: %s', async (operation, input) => {
    await expect(room.call(operation, { ...input, DeliveryStreamName: 'none' })).rejects.toMatchObject(unknown);
    await expect(room.call(operation, input)).rejects.toMatchObject(missing('deliveryStreamName'));
  });

  it('update it in its version and its only destination', async () => {
    await expect(update({})).resolves.toEqual({});
    await expect(update({})).rejects.toMatchObject({
      code: 'ConcurrentModificationException',
      message:
        'Cannot update firehose: stream since the current version id: 2 and specified version id: 1 do not match',
    });
    await expect(update({ DestinationId: 'x' })).rejects.toMatchObject(invalid('Destination Id x not found'));
    await expect(update({ CurrentDeliveryStreamVersionId: undefined, DestinationId: undefined })).rejects.toMatchObject(
      missing('currentDeliveryStreamVersionId', 'destinationId'),
    );
    await expect(
      update({ CurrentDeliveryStreamVersionId: '2', ExtendedS3DestinationUpdate: { Prefix: '!{x' } }),
    ).rejects.toThrow('Prefix: the sequence');
  });

  it('say when it was made and changed', async () => {
    const times = async () => {
      const { DeliveryStreamDescription } = await room.call('DescribeDeliveryStream', { DeliveryStreamName });
      const { CreateTimestamp, LastUpdateTimestamp, VersionId } = Object(DeliveryStreamDescription);
      return [CreateTimestamp, LastUpdateTimestamp, VersionId];
    };
    const created = room.context.clock.now() / 1000;
    await room.advance(10);
    await update({});

    expect(await times()).toEqual([created, created + 10, '2']);
  });

  it('put a record of data alone', async () => {
    await expect(room.call('PutRecord', { DeliveryStreamName })).rejects.toMatchObject(missing('record'));
    await expect(room.call('PutRecord', { DeliveryStreamName, Record: {} })).rejects.toMatchObject(
      missing('record.data'),
    );
    await expect(room.call('PutRecordBatch', { DeliveryStreamName })).rejects.toMatchObject(missing('records'));
    const length = (bound: string, path = 'records') =>
      `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must have length ${bound}`;
    await expect(room.call('PutRecordBatch', { DeliveryStreamName, Records: [] })).rejects.toThrow(
      length('greater than or equal to 1'),
    );
    const Records = Array.from({ length: 501 }, () => ({ Data: '' }));
    await expect(room.call('PutRecordBatch', { DeliveryStreamName, Records })).rejects.toThrow(
      length('less than or equal to 500'),
    );
    const Data = Buffer.alloc(1_024_001).toString('base64');
    await expect(room.call('PutRecord', { DeliveryStreamName, Record: { Data } })).rejects.toThrow(
      length('less than or equal to 1024000', 'record.data'),
    );
    await expect(
      room.call('PutRecordBatch', {
        DeliveryStreamName,
        Records: Array.from({ length: 5 }, () => ({ Data: Buffer.alloc(838_861).toString('base64') })),
      }),
    ).rejects.toMatchObject(invalid('Records size exceeds 4 MB limit'));
  });
});
