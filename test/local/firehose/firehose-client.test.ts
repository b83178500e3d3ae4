import {
  CreateDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  PutRecordBatchCommand,
  PutRecordCommand,
} from '@aws-sdk/client-firehose';
import { jsonService } from '../../../src/local/endpoint/json-service.ts';
import { type Endpoint, listen } from '../../../src/local/endpoint/server.ts';
import { createFirehoseRoom, type FirehoseRoom } from '../../support/firehose-room.ts';

let room: FirehoseRoom;
let endpoint: Endpoint;
let client: FirehoseClient;

beforeAll(async () => {
  room = createFirehoseRoom();
  const service = jsonService({ scope: 'firehose', operations: room.firehose.operations, version: '1.1' });
  const { database, warn } = room.context;
  endpoint = await listen({ port: 0, handle: (request) => service.handle(request), database, warn });
  client = new FirehoseClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  await endpoint.close();
  await room.close();
});

describe('Firehose through the current SDK', () => {
  it('creates a stream, takes bytes as they are, and shows dates as dates', async () => {
    const DeliveryStreamName = 'sdk';
    await client.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName,
        ExtendedS3DestinationConfiguration: {
          RoleARN: 'arn:aws:iam::000000000000:role/stream',
          BucketARN: 'arn:aws:s3:::archive',
          CompressionFormat: 'GZIP',
        },
      }),
    );
    const Data = Buffer.from('grüße\n');
    const one = await client.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data } }));
    const two = await client.send(new PutRecordBatchCommand({ DeliveryStreamName, Records: [{ Data }, { Data }] }));
    const { DeliveryStreamDescription } = await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));

    await room.firehose.deliver();

    expect(one.RecordId).toBeDefined();
    expect([two.FailedPutCount, two.RequestResponses?.length]).toEqual([0, 2]);
    expect(DeliveryStreamDescription?.CreateTimestamp).toEqual(new Date(room.context.clock.now()));
    expect(await room.contents()).toBe('grüße\ngrüße\ngrüße\n');
  });

  it('shows AWS error names', async () => {
    const put = (length: number) =>
      client.send(new PutRecordCommand({ DeliveryStreamName: 'sdk', Record: { Data: Buffer.alloc(length) } }));

    await expect(put(1_024_001)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      client.send(new PutRecordCommand({ DeliveryStreamName: 'none', Record: { Data: Buffer.from('x') } })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
