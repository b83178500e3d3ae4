import {
  archive,
  createFirehoseRoom,
  type FirehoseRoom,
  FUNCTION_ARN,
  searchable,
  transformed,
} from '../../../support/firehose-room.ts';

let room: FirehoseRoom;

beforeEach(() => {
  room = createFirehoseRoom();
});

afterEach(() => room.close());

const create = (DeliveryStreamName: string, settings: object = archive()) =>
  room.call('CreateDeliveryStream', { DeliveryStreamName, ...settings });
const describeStream = async (DeliveryStreamName: string) => {
  const { DeliveryStreamDescription } = await room.call('DescribeDeliveryStream', { DeliveryStreamName });
  return DeliveryStreamDescription as Record<string, unknown> & {
    VersionId: string;
    Destinations: Record<string, object>[];
  };
};
const update = async (DeliveryStreamName: string, changes: object, version?: string) =>
  room.call('UpdateDestination', {
    DeliveryStreamName,
    CurrentDeliveryStreamVersionId: version ?? (await describeStream(DeliveryStreamName)).VersionId,
    DestinationId: 'destinationId-000000000001',
    ...changes,
  });

describe('CreateDeliveryStream and DescribeDeliveryStream', () => {
  it('answer the ARN, and the configuration with the defaults of AWS', async () => {
    const created = await create('my-stream', {
      ...transformed(),
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: 'arn:aws:kms:key' },
      Tags: [{ Key: 'a', Value: '1' }],
    });

    expect(created).toEqual({ DeliveryStreamARN: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/my-stream' });
    expect(await describeStream('my-stream')).toMatchObject({
      DeliveryStreamName: 'my-stream',
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamType: 'DirectPut',
      VersionId: '1',
      CreateTimestamp: room.context.clock.now() / 1000,
      HasMoreDestinations: false,
      DeliveryStreamEncryptionConfiguration: { Status: 'ENABLED', KeyType: 'CUSTOMER_MANAGED_CMK' },
      Destinations: [
        {
          DestinationId: 'destinationId-000000000001',
          ExtendedS3DestinationDescription: {
            BucketARN: 'arn:aws:s3:::archive',
            CompressionFormat: 'UNCOMPRESSED',
            BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 },
            S3BackupMode: 'Disabled',
            EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
            ProcessingConfiguration: { Enabled: true },
          },
        },
      ],
    });
  });

  it('take numbers and switches as text too, since CloudFormation parameters are text', async () => {
    await create('stream', archive({ BufferingHints: { SizeInMBs: '2', IntervalInSeconds: '120' } }));

    expect((await describeStream('stream')).Destinations[0]?.['ExtendedS3DestinationDescription']).toMatchObject({
      BufferingHints: { SizeInMBs: 2, IntervalInSeconds: 120 },
    });
  });

  it('describe a search destination', async () => {
    await create('stream', searchable({ IndexRotationPeriod: undefined, S3BackupMode: undefined }));

    expect((await describeStream('stream')).Destinations[0]).toMatchObject({
      AmazonopensearchserviceDestinationDescription: {
        IndexName: 'events',
        IndexRotationPeriod: 'OneDay',
        S3BackupMode: 'FailedDocumentsOnly',
        RetryOptions: { DurationInSeconds: 30 },
        S3DestinationDescription: { BucketARN: 'arn:aws:s3:::archive' },
      },
    });
  });

  it.each([
    [
      'a name that exists',
      'taken',
      archive(),
      'ResourceInUseException',
      'Firehose taken under accountId 000000000000 already exists',
    ],
    [
      'a wrong name',
      'a b',
      archive(),
      'ValidationException',
      "Value at 'deliveryStreamName' failed to satisfy constraint",
    ],
    ['a name that is too long', 'a'.repeat(65), archive(), 'ValidationException', 'less than or equal to 64'],
    ['no destination', 's', {}, 'InvalidArgumentException', 'Exactly one destination'],
    ['two destinations', 's', { ...archive(), ...searchable() }, 'InvalidArgumentException', 'Exactly one destination'],
    [
      'another destination',
      's',
      { SplunkDestinationConfiguration: {} },
      'InvalidArgumentException',
      'SplunkDestinationConfiguration',
    ],
    [
      'another source',
      's',
      { ...archive(), KinesisStreamSourceConfiguration: {} },
      'InvalidArgumentException',
      'KinesisStreamSourceConfiguration',
    ],
    [
      'another type',
      's',
      { ...archive(), DeliveryStreamType: 'KinesisStreamAsSource' },
      'InvalidArgumentException',
      'KinesisStreamAsSource',
    ],
    [
      'dynamic partitioning',
      's',
      archive({ DynamicPartitioningConfiguration: { Enabled: true } }),
      'InvalidArgumentException',
      'DynamicPartitioningConfiguration',
    ],
    [
      'format conversion',
      's',
      archive({ DataFormatConversionConfiguration: { Enabled: true } }),
      'InvalidArgumentException',
      'DataFormatConversionConfiguration',
    ],
    [
      'another processor',
      's',
      archive({ ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'MetadataExtraction' }] } }),
      'InvalidArgumentException',
      'MetadataExtraction',
    ],
    [
      'one hint without the other',
      's',
      archive({ BufferingHints: { SizeInMBs: 5 } }),
      'ValidationException',
      'given together',
    ],
    [
      'too large a buffer',
      's',
      archive({ BufferingHints: { SizeInMBs: 129, IntervalInSeconds: 60 } }),
      'ValidationException',
      'less than or equal to 128',
    ],
    [
      'too large a buffer for search',
      's',
      searchable({ BufferingHints: { SizeInMBs: 101, IntervalInSeconds: 60 } }),
      'ValidationException',
      'less than or equal to 100',
    ],
    [
      'too long an interval',
      's',
      archive({ BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 901 } }),
      'ValidationException',
      'less than or equal to 900',
    ],
    ['an unknown format', 's', archive({ CompressionFormat: 'SNAPPY' }), 'ValidationException', 'HADOOP_SNAPPY'],
    ['no bucket ARN', 's', archive({ BucketARN: 'archive' }), 'ValidationException', 'bucketARN'],
    [
      'an expression without an error prefix',
      's',
      archive({ Prefix: '!{timestamp:yyyy}/' }),
      'InvalidArgumentException',
      "ErrorOutputPrefix can't be null",
    ],
    ['a wrong prefix', 's', archive({ Prefix: '!{x' }), 'InvalidArgumentException', 'Prefix'],
    ['a wrong time zone', 's', archive({ CustomTimeZone: 'Mars/City' }), 'InvalidArgumentException', 'Mars/City'],
    ['a wrong extension', 's', archive({ FileExtension: 'gz' }), 'ValidationException', 'fileExtension'],
    [
      'backup without a backup bucket',
      's',
      archive({ S3BackupMode: 'Enabled' }),
      'InvalidArgumentException',
      'S3BackupConfiguration',
    ],
    [
      'a backup interval below 60 s',
      's',
      archive({
        S3BackupMode: 'Enabled',
        S3BackupConfiguration: {
          BucketARN: 'arn:aws:s3:::second',
          BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 59 },
        },
      }),
      'ValidationException',
      'greater than or equal to 60',
    ],
    [
      'domain and endpoint at once',
      's',
      searchable({ ClusterEndpoint: 'https://x' }),
      'InvalidArgumentException',
      'DomainARN',
    ],
    [
      'a retry duration over two hours',
      's',
      searchable({ RetryOptions: { DurationInSeconds: 7201 } }),
      'ValidationException',
      '7200',
    ],
    [
      'too small a transform buffer',
      's',
      transformed({ BufferSizeInMBs: '0.1', BufferIntervalInSeconds: '60' }),
      'InvalidArgumentException',
      'BufferSizeInMBs',
    ],
    [
      'one transform hint without the other',
      's',
      transformed({ BufferSizeInMBs: '1' }),
      'InvalidArgumentException',
      'together',
    ],
  ])('refuse %s', async (_title, name, settings, code, text) => {
    await create('taken');

    await expect(create(name, settings)).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
    expect((await room.call('ListDeliveryStreams', {}))['DeliveryStreamNames']).toEqual(['taken']);
  });
});

describe('ListDeliveryStreams', () => {
  it('lists ten names in order, and goes on after a name', async () => {
    for (let n = 11; n >= 0; n--) await create(`stream-${String(n).padStart(2, '0')}`);

    const first = await room.call('ListDeliveryStreams', {});
    const rest = await room.call('ListDeliveryStreams', { ExclusiveStartDeliveryStreamName: 'stream-09', Limit: 5 });

    expect(first).toMatchObject({
      HasMoreDeliveryStreams: true,
      DeliveryStreamNames: expect.arrayContaining(['stream-00', 'stream-09']),
    });
    expect(rest).toEqual({ DeliveryStreamNames: ['stream-10', 'stream-11'], HasMoreDeliveryStreams: false });
  });
});

describe('UpdateDestination', () => {
  it('merges what it is given, raises the version, and names later objects by it', async () => {
    await create('stream');
    await update('stream', { ExtendedS3DestinationUpdate: { Prefix: 'new/', CompressionFormat: 'GZIP' } });
    await room.put('stream', 'a');

    await room.firehose.deliver();

    expect(await room.keys()).toEqual([expect.stringMatching(/^new\/2026\/01\/15\/10\/stream-2-.*\.gz$/)]);
    const { VersionId, Destinations } = await describeStream('stream');
    expect(VersionId).toBe('2');
    expect(Destinations[0]?.['ExtendedS3DestinationDescription']).toMatchObject({
      Prefix: 'new/',
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
    });
  });

  it('shortens the wait of what is buffered already', async () => {
    await create('stream', archive({ BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 900 } }));
    await room.put('stream', 'a');
    await room.advance(100);

    await update('stream', {
      ExtendedS3DestinationUpdate: { BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 120 } },
    });
    await room.advance(20);

    expect(await room.contents()).toBe('a');
  });

  it('passes on untransformed what was waiting for a transformation that is taken away', async () => {
    await create('stream', transformed());
    await room.put('stream', 'a');
    await update('stream', { ExtendedS3DestinationUpdate: { ProcessingConfiguration: { Enabled: false } } });

    await room.firehose.deliver();

    expect([room.events.length, await room.contents('data/')]).toEqual([0, 'a']);
  });

  it('changes the backup bucket of a search destination in part', async () => {
    await create('stream', searchable());
    await update('stream', {
      AmazonopensearchserviceDestinationUpdate: { IndexName: 'later', S3Update: { CompressionFormat: 'GZIP' } },
    });

    expect(
      (await describeStream('stream')).Destinations[0]?.['AmazonopensearchserviceDestinationDescription'],
    ).toMatchObject({
      IndexName: 'later',
      S3DestinationDescription: { Prefix: 'backup/', CompressionFormat: 'GZIP' },
    });
  });

  it.each([
    ['an old version', archive(), { ExtendedS3DestinationUpdate: {} }, '7', 'ConcurrentModificationException'],
    [
      'another destination id',
      archive(),
      { DestinationId: 'x', ExtendedS3DestinationUpdate: {} },
      '1',
      'InvalidArgumentException',
    ],
    [
      'another kind of destination',
      archive(),
      { AmazonopensearchserviceDestinationUpdate: {} },
      '1',
      'InvalidArgumentException',
    ],
    [
      'a wrong member',
      archive(),
      { ExtendedS3DestinationUpdate: { CompressionFormat: 'LZ4' } },
      '1',
      'ValidationException',
    ],
    [
      'a change of the search backup mode',
      searchable(),
      { AmazonopensearchserviceDestinationUpdate: { S3BackupMode: 'AllDocuments' } },
      '1',
      'InvalidArgumentException',
    ],
    [
      'backup switched off again',
      archive({ S3BackupMode: 'Enabled', S3BackupConfiguration: { BucketARN: 'arn:aws:s3:::second' } }),
      { ExtendedS3DestinationUpdate: { S3BackupMode: 'Disabled' } },
      '1',
      'InvalidArgumentException',
    ],
  ])('refuses %s', async (_title, settings, changes, version, code) => {
    await create('stream', settings);

    await expect(update('stream', changes, version)).rejects.toMatchObject({ code });
    expect((await describeStream('stream')).VersionId).toBe('1');
  });
});

describe('DeleteDeliveryStream', () => {
  it('removes the stream and discards what it holds', async () => {
    await create('stream');
    await room.put('stream', 'gone');
    await room.call('DeleteDeliveryStream', { DeliveryStreamName: 'stream' });
    await create('stream');

    await room.advance(3600);

    expect(await room.keys()).toEqual([]);
    expect(room.firehose.buffered()).toEqual({ stream: 0 });
  });
});

describe('tags and encryption', () => {
  it('are kept and given back', async () => {
    await create('stream');
    const DeliveryStreamName = 'stream';
    await room.call('TagDeliveryStream', {
      DeliveryStreamName,
      Tags: [
        { Key: 'b', Value: '2' },
        { Key: 'a', Value: '1' },
      ],
    });
    await room.call('UntagDeliveryStream', { DeliveryStreamName, TagKeys: ['b'] });
    await room.call('StartDeliveryStreamEncryption', { DeliveryStreamName });

    expect(await room.call('ListTagsForDeliveryStream', { DeliveryStreamName })).toEqual({
      Tags: [{ Key: 'a', Value: '1' }],
      HasMoreTags: false,
    });
    expect((await describeStream('stream'))['DeliveryStreamEncryptionConfiguration']).toEqual({
      KeyType: 'AWS_OWNED_CMK',
      Status: 'ENABLED',
    });
    expect(await room.call('PutRecord', { DeliveryStreamName, Record: { Data: '' } })).toMatchObject({
      Encrypted: true,
    });
    await room.call('StopDeliveryStreamEncryption', { DeliveryStreamName });
    expect((await describeStream('stream'))['DeliveryStreamEncryptionConfiguration']).toEqual({ Status: 'DISABLED' });
  });
});

it('names the function in error lines as it was configured', async () => {
  await create('stream', transformed({ NumberOfRetries: '0' }));
  room.transform = () => 'null';
  await room.put('stream', 'x');
  await room.firehose.deliver();

  expect(await room.lines('errors/')).toMatchObject([{ lambdaARN: FUNCTION_ARN }]);
});
