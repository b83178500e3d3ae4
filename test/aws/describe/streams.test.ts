import { FirehoseClient } from '@aws-sdk/client-firehose';
import { describeArchive } from '../../../src/aws/archive/describe-archive.ts';
import { readDeliveryStream } from '../../../src/aws/describe/delivery-stream.ts';
import { readSearchDestination } from '../../../src/aws/describe/search-destination.ts';
import { askedOf } from '../../support/answering-aws.ts';

/** What is read of a stream that Firehose describes so. */
async function read<Result>(
  description: object | undefined,
  reading: (client: FirehoseClient, name: string) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const calls = await askedOf(
    () => ({ DeliveryStreamDescription: description }),
    async (settings) => {
      const client = new FirehoseClient(settings);
      results.push(await reading(client, 's'));
      client.destroy();
    },
  );
  expect(calls).toEqual([{ operation: 'DescribeDeliveryStream', input: { DeliveryStreamName: 's' } }]);
  return results;
}

const domainArn = 'arn:aws:es:us-east-1:000000000000:domain/shop';
const toBucket = (more: object = {}) => ({
  DeliveryStreamStatus: 'ACTIVE',
  Destinations: [{ ExtendedS3DestinationDescription: { BucketARN: 'arn:aws:s3:::events', ...more } }],
});
const toSearch = (search: object) => ({
  DeliveryStreamStatus: 'CREATING',
  Destinations: [{ AmazonopensearchserviceDestinationDescription: search }],
});

test.each([
  ['to a bucket', toBucket(), { status: 'ACTIVE', destination: 'events' }],
  ['to a domain', toSearch({ DomainARN: domainArn }), { status: 'CREATING', destination: 'shop' }],
  [
    'to a URL',
    toSearch({ ClusterEndpoint: 'https://search.example/a' }),
    { status: 'CREATING', destination: 'https://search.example/a' },
  ],
  ['to nothing known', { Destinations: [{}] }, { status: 'unknown', destination: 'unknown' }],
  ['that Firehose does not describe', undefined, { status: 'unknown', destination: 'unknown' }],
])('a stream %s has its status and where it delivers', async (_where, description, state) => {
  expect(await read(description, readDeliveryStream)).toEqual([state]);
});

test('a search destination is an index of a domain or of a URL, and a bucket is none', async () => {
  expect(await read(toSearch({ IndexName: 'i', DomainARN: domainArn }), readSearchDestination)).toEqual([
    { indexName: 'i', domainArn, clusterEndpoint: undefined },
  ]);
  expect(await read(toSearch({ IndexName: 'i', ClusterEndpoint: 'https://x' }), readSearchDestination)).toEqual([
    { indexName: 'i', domainArn: undefined, clusterEndpoint: 'https://x' },
  ]);
  expect(await read(toBucket(), readSearchDestination)).toEqual([undefined]);
  expect(await read(undefined, readSearchDestination)).toEqual([undefined]);
});

describe('an archive', () => {
  test('has the defaults of Firehose where the stream says nothing', async () => {
    expect(await read(toBucket(), describeArchive)).toEqual([
      { bucket: 'events', prefix: '', errorPrefix: undefined, timeZone: 'UTC', bufferMs: 300_000 },
    ]);
  });

  test("waits as long as the stream's buffer and its transformations together", async () => {
    const lambda = (seconds?: string) => ({
      Type: 'Lambda',
      ...(seconds !== undefined && {
        Parameters: [
          { ParameterName: 'LambdaArn', ParameterValue: 'arn:f' },
          { ParameterName: 'BufferIntervalInSeconds', ParameterValue: seconds },
        ],
      }),
    });
    const settings = {
      Prefix: 'a/',
      ErrorOutputPrefix: 'e/',
      CustomTimeZone: 'Europe/Berlin',
      BufferingHints: { IntervalInSeconds: 90 },
    };
    const processing = (Enabled: boolean) => ({
      ProcessingConfiguration: {
        Enabled,
        Processors: [lambda('30'), lambda(), { Type: 'Lambda', Parameters: [] }, { Type: 'AppendDelimiterToRecord' }],
      },
    });
    const archive = { bucket: 'events', prefix: 'a/', errorPrefix: 'e/', timeZone: 'Europe/Berlin' };

    expect(await read(toBucket({ ...settings, ...processing(true) }), describeArchive)).toEqual([
      { ...archive, bufferMs: 240_000 },
    ]);
    expect(await read(toBucket({ ...settings, ...processing(false) }), describeArchive)).toEqual([
      { ...archive, bufferMs: 90_000 },
    ]);
    expect(await read(toBucket({ ...settings, ProcessingConfiguration: { Enabled: true } }), describeArchive)).toEqual([
      { ...archive, bufferMs: 90_000 },
    ]);
  });

  test('is none where the stream delivers to something else', async () => {
    expect(await read(toSearch({ IndexName: 'i' }), describeArchive)).toEqual([undefined]);
  });
});
