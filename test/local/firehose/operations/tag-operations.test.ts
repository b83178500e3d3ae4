import { archive, createFirehoseRoom, type FirehoseRoom } from '../../../support/firehose-room.ts';

const DeliveryStreamName = 'stream';
let room: FirehoseRoom;

beforeEach(async () => {
  room = createFirehoseRoom();
  await room.call('CreateDeliveryStream', { DeliveryStreamName, ...archive() });
});

afterEach(() => room.close());

const tag = (...keys: string[]) =>
  room.call('TagDeliveryStream', { DeliveryStreamName, Tags: keys.map((Key) => ({ Key, Value: `v${Key}` })) });
const list = (input: object = {}) => room.call('ListTagsForDeliveryStream', { DeliveryStreamName, ...input });
const tags = (...keys: string[]) => keys.map((Key) => ({ Key, Value: `v${Key}` }));
const encryption = async () => {
  const { DeliveryStreamDescription } = await room.call('DescribeDeliveryStream', { DeliveryStreamName });
  return (DeliveryStreamDescription as Record<string, unknown>)['DeliveryStreamEncryptionConfiguration'];
};

describe('the tags of a stream', () => {
  it('are merged, taken away by key, and listed in order', async () => {
    await expect(tag('b', 'a')).resolves.toEqual({});
    await tag('c');
    await room.call('TagDeliveryStream', { DeliveryStreamName, Tags: [{ Key: 'a' }] });
    await expect(room.call('UntagDeliveryStream', { DeliveryStreamName, TagKeys: ['b', 'none'] })).resolves.toEqual({});

    expect(await list()).toEqual({ Tags: [{ Key: 'a', Value: '' }, ...tags('c')], HasMoreTags: false });
  });

  it('are listed in pages after a key', async () => {
    await tag('a', 'b', 'c');

    expect(await list({ Limit: 2 })).toEqual({ Tags: tags('a', 'b'), HasMoreTags: true });
    expect(await list({ Limit: 2, ExclusiveStartTagKey: 'a' })).toEqual({ Tags: tags('b', 'c'), HasMoreTags: false });
    expect(await list({ ExclusiveStartTagKey: 'c' })).toEqual({ Tags: [], HasMoreTags: false });
    await expect(list({ Limit: 0 })).rejects.toThrow(
      "'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
    await expect(list({ Limit: 51 })).rejects.toThrow('less than or equal to 50');
    expect(await list({ Limit: '50' })).toMatchObject({ HasMoreTags: false });
  });

  it('are fifty at most', async () => {
    const keys = Array.from({ length: 50 }, (_, i) => `k${i}`);
    await tag(...keys);
    await tag('k0');

    await expect(tag('one more')).rejects.toMatchObject({
      code: 'LimitExceededException',
      message: 'A stream may have at most 50 tags.',
    });
    expect((await list())['Tags']).toHaveLength(50);
  });

  it.each([
    'TagDeliveryStream',
    'UntagDeliveryStream',
    'ListTagsForDeliveryStream',
    'StartDeliveryStreamEncryption',
    'StopDeliveryStreamEncryption',
  ])('and its encryption are those of a stream that is there: %s', async (operation) => {
    const input = { Tags: [], TagKeys: [] };

    await expect(room.call(operation, { ...input, DeliveryStreamName: 'none' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Firehose none under account 000000000000 not found.',
    });
    await expect(room.call(operation, input)).rejects.toThrow(
      "1 validation error detected: Value at 'deliveryStreamName' failed to satisfy constraint: Member must not be null",
    );
  });
});

describe('the encryption of a stream', () => {
  it('is with a key of AWS unless another is named, and can be ended', async () => {
    await expect(room.call('StartDeliveryStreamEncryption', { DeliveryStreamName })).resolves.toEqual({});
    expect(await encryption()).toEqual({ KeyType: 'AWS_OWNED_CMK', Status: 'ENABLED' });
    const key = { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: 'arn:key' };
    await room.call('StartDeliveryStreamEncryption', {
      DeliveryStreamName,
      DeliveryStreamEncryptionConfigurationInput: key,
    });
    expect(await encryption()).toEqual({ ...key, Status: 'ENABLED' });
    await expect(room.call('StopDeliveryStreamEncryption', { DeliveryStreamName })).resolves.toEqual({});

    expect(await encryption()).toEqual({ Status: 'DISABLED' });
  });
});
