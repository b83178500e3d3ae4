import { BatchGetItemCommand, BatchWriteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { FirehoseClient, PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

type Service = 'sns' | 'sqs' | 's3' | 'dynamodb' | 'firehose' | 'lambda';
type Outcome = { name: string; status?: number | undefined; attempts: number | undefined };

/** A connection that broke has a code; Jest's realm hides its name. */
type Failure = Error & { code?: string; $metadata: { httpStatusCode?: number; attempts?: number } };

const SERVICES: Service[] = ['sns', 'sqs', 's3', 'dynamodb', 'firehose', 'lambda'];
const ATTEMPTS = 3;
const row = (id: string) => ({ CustomerId: { S: 'matrix' }, DateOrderId: { S: id } });
const TEN = Array.from({ length: 10 }, (_, n) => String(n));

describe('SDK clients see faults as they would see those of AWS', () => {
  let shop: Shop;
  let stopped: Promise<unknown> | undefined;
  /** How long a client waits for an answer: for ever, but where none comes. */
  let patience: { requestTimeout?: number } = {};
  let calls: Record<Service, () => Promise<{ $metadata: { attempts?: number | undefined } }>>;
  let clients: { s3: S3Client; dynamodb: DynamoDBClient; firehose: FirehoseClient; sns: SNSClient; sqs: SQSClient };

  beforeAll(async () => {
    shop = await startShop();
    const settings = {
      endpoint: shop.awsUrl,
      region: shop.region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      // The number of attempts and the pauses are the SDK's own.
      requestHandler: { throwOnRequestTimeout: true },
    };
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    const sns = new SNSClient(settings);
    const sqs = new SQSClient(settings);
    const dynamodb = new DynamoDBClient(settings);
    const firehose = new FirehoseClient(settings);
    const lambda = new LambdaClient(settings);
    clients = { s3, sns, sqs, dynamodb, firehose };
    calls = {
      sns: () => sns.send(new PublishCommand({ TopicArn: shop.output('CheckoutTopicArn'), Message: 'x' }), patience),
      sqs: () =>
        sqs.send(new SendMessageCommand({ QueueUrl: shop.output('ReplayQueueUrl'), MessageBody: 'x' }), patience),
      s3: () =>
        s3.send(new PutObjectCommand({ Bucket: shop.output('BackupBucketName'), Key: 'x', Body: 'x' }), patience),
      dynamodb: () =>
        dynamodb.send(new PutItemCommand({ TableName: shop.output('OrdersTableName'), Item: row('0') }), patience),
      firehose: () =>
        firehose.send(
          new PutRecordCommand({ DeliveryStreamName: shop.output('BackupStreamName'), Record: { Data: Buffer.of(1) } }),
          patience,
        ),
      lambda: () =>
        lambda.send(
          new InvokeCommand({ FunctionName: shop.output('StoreOrderFunctionName'), Payload: '{"Records":[]}' }),
          patience,
        ),
    };
    await shop.post(checkoutBody('first'));
    await shop.flush();
  });
  // The SDK's pauses are a random share of a bound that doubles: here always a small one.
  const { random } = Math;
  beforeEach(() => {
    Math.random = () => 0.01;
  });
  afterEach(() => {
    Math.random = random;
    patience = {};
    shop.faults.clear();
  });
  afterAll(() => stopped ?? shop.stop());

  const faulty = (kind: string, ms?: number) =>
    shop.faults.replace({
      rules: SERVICES.map((service) => ({ service, operation: '*', kind, rate: 1, ...(ms ? { ms } : {}) })),
    });
  const outcomes = async (): Promise<Record<string, Outcome>> =>
    Object.fromEntries(
      await Promise.all(
        SERVICES.map(async (service): Promise<[string, Outcome]> => {
          try {
            return [service, { name: 'answered', attempts: (await calls[service]()).$metadata.attempts }];
          } catch (error) {
            const { name, $metadata } = error as Failure;
            const code = /socket hang up/.test(String(error)) ? 'ECONNRESET' : (error as Failure).code;
            const { httpStatusCode: status, attempts } = $metadata;
            return [service, status === undefined ? { name: code ?? name, attempts } : { name, status, attempts }];
          }
        }),
      ),
    );
  /** DynamoDB's clients try once more than the others. */
  const tried = (service: string) => (service === 'dynamodb' ? ATTEMPTS + 1 : ATTEMPTS);

  it.each([
    [
      'throttle',
      {
        sns: ['ThrottledException', 429],
        sqs: ['RequestThrottled', 403],
        s3: ['SlowDown', 503],
        dynamodb: ['ThrottlingException', 400],
        firehose: ['ServiceUnavailableException', 503],
        lambda: ['TooManyRequestsException', 429],
      },
    ],
    [
      'error',
      {
        sns: ['InternalErrorException', 500],
        sqs: ['InternalError', 500],
        s3: ['InternalError', 500],
        dynamodb: ['InternalServerError', 500],
        firehose: ['InternalFailure', 500],
        lambda: ['ServiceException', 500],
      },
    ],
  ])('%s: the error of each service, tried again as often as the SDK does by default', async (kind, expected) => {
    faulty(kind);

    expect(await outcomes()).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([service, [name, status]]) => [
          service,
          { name, status, attempts: tried(service) },
        ]),
      ),
    );
  });

  it.each([
    ['reset', 'ECONNRESET', undefined],
    ['timeout', 'ETIMEDOUT', 3_600_000],
  ])('%s: a connection that ends without an answer, %s, tried again', async (kind, name, ms) => {
    faulty(kind, ms);
    if (ms !== undefined) patience = { requestTimeout: 250 };

    expect(await outcomes()).toEqual(
      Object.fromEntries(SERVICES.map((service) => [service, { name, attempts: tried(service) }])),
    );
  });

  it('latency: an answer at the first attempt, only later', async () => {
    faulty('latency', 20);

    expect(await outcomes()).toEqual(
      Object.fromEntries(SERVICES.map((service) => [service, { name: 'answered', attempts: 1 }])),
    );
  });

  it('partial: some entries of a batch fail, the others are carried out, and no call that is no batch fails', async () => {
    const OrdersTableName = shop.output('OrdersTableName');
    const Bucket = shop.output('BackupBucketName');
    const { s3, sns, sqs, dynamodb, firehose } = clients;
    shop.faults.replace({
      seed: 3,
      rules: SERVICES.map((service) => ({ service, operation: '*', kind: 'partial', rate: 0.5 })),
    });

    const single = await outcomes();
    const published = await sns.send(
      new PublishBatchCommand({
        TopicArn: shop.output('CheckoutTopicArn'),
        PublishBatchRequestEntries: TEN.map((Id) => ({ Id, Message: Id })),
      }),
    );
    const sent = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: shop.output('ReplayQueueUrl'),
        Entries: TEN.map((Id) => ({ Id, MessageBody: Id })),
      }),
    );
    const deleted = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: TEN.map((Key) => ({ Key })) } }),
    );
    const put = await firehose.send(
      new PutRecordBatchCommand({
        DeliveryStreamName: shop.output('BackupStreamName'),
        Records: TEN.map((id) => ({ Data: Buffer.from(id) })),
      }),
    );
    const written = await dynamodb.send(
      new BatchWriteItemCommand({
        RequestItems: { [OrdersTableName]: TEN.map((id) => ({ PutRequest: { Item: row(id) } })) },
      }),
    );
    const left = written.UnprocessedItems?.[OrdersTableName] ?? [];
    const read = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [OrdersTableName]: { Keys: TEN.map(row) } } }),
    );
    shop.faults.clear();
    const stored = (await shop.orders()).filter(
      (item) => item['CustomerId']?.S === 'matrix' && item['DateOrderId']?.S !== '0',
    );

    expect(single).toEqual(Object.fromEntries(SERVICES.map((service) => [service, { name: 'answered', attempts: 1 }])));
    const batches = {
      published: [published.Successful, published.Failed],
      sent: [sent.Successful, sent.Failed],
      deleted: [deleted.Deleted, deleted.Errors],
      put: [put.RequestResponses?.filter((r) => r.RecordId), put.RequestResponses?.filter((r) => r.ErrorCode)],
    };
    for (const [done, failed] of Object.values(batches)) {
      expect(done?.length).toBeGreaterThan(0);
      expect(failed?.length).toBeGreaterThan(0);
      expect((done?.length ?? 0) + (failed?.length ?? 0)).toBe(TEN.length);
    }
    expect(published.Failed?.[0]).toMatchObject({ Code: 'InternalError', SenderFault: false });
    expect(deleted.Errors?.[0]).toMatchObject({ Code: 'InternalError' });
    expect(put.FailedPutCount).toBe(batches.put[1]?.length);
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(TEN.length);
    const unprocessed = left.map(({ PutRequest }) => PutRequest?.Item?.['DateOrderId']?.S);
    expect(stored.map((item) => item['DateOrderId']?.S).sort()).toEqual(
      TEN.filter((id) => id !== '0' && !unprocessed.includes(id)),
    );
    expect(read.UnprocessedKeys?.[OrdersTableName]?.Keys?.length).toBeGreaterThan(0);
  });

  it.each([
    ['throttle', 429, 'rejected_execution_exception'],
    ['error', 503, 'internal_server_error'],
  ])('search, %s: OpenSearch answers %i %s', async (kind, status, type) => {
    shop.faults.replace({ rules: [{ service: 'search', operation: '*', kind, rate: 1 }] });

    const response = await fetch(`http://${shop.output('SearchEndpoint')}/_cat/indices`);

    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: { type: string } }).error.type).toBe(type);
  });

  it('search, reset: the connection ends', async () => {
    shop.faults.replace({ rules: [{ service: 'search', operation: '*', kind: 'reset', rate: 1 }] });

    await expect(fetch(`http://${shop.output('SearchEndpoint')}/_search`)).rejects.toThrow('fetch failed');
  });

  it('search, partial: some items of a bulk are rejected, the others indexed', async () => {
    shop.faults.replace({ rules: [{ service: 'search', operation: 'bulk', kind: 'partial', rate: 0.5 }] });
    const body = TEN.map((id) => `{"index":{"_index":"matrix"}}\n{"n":${id}}\n`).join('');

    const response = await fetch(`http://${shop.output('SearchEndpoint')}/_bulk`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body,
    });

    const { errors, items } = (await response.json()) as { errors: boolean; items: { index: { status: number } }[] };
    expect(errors).toBe(true);
    expect(new Set(items.map(({ index }) => index.status))).toEqual(new Set([201, 429]));
  });

  it.each(['throttle', 'error', 'reset', 'timeout', 'latency', 'partial'])(
    'inside the stack, %s: every path meets it, and nothing is lost once it has passed',
    async (kind) => {
      const met = new Set<string>();
      const { pass } = shop.faults;
      const rules = [
        ['sqs', 'SendMessage', 0.3],
        ['sqs', 'ReceiveMessage', 0.3],
        ['sqs', 'DeleteMessageBatch', 0.3],
        ['lambda', 'Invoke', 0.3],
        ['s3', 'PutObject', 0.5],
        ['search', 'bulk', 0.5],
      ].map(([service, operation, rate]) => ({ service, operation, kind, rate, ms: 2 }));
      const spied: typeof pass = (service, operation, resource) => {
        met.add(`${service} ${operation}`);
        return pass(service, operation, resource);
      };
      shop.faults.replace({ seed: 5, rules });
      Object.assign(shop.faults, { pass: spied });
      const ids = TEN.map((n) => `${kind}-${n}`);

      for (const id of ids)
        await shop.sns.send(
          new PublishCommand({
            TopicArn: shop.output('CheckoutTopicArn'),
            Message: checkoutBody(id),
            MessageAttributes: { amount: { DataType: 'Number', StringValue: '120' } },
          }),
        );
      await shop.flush();
      shop.faults.clear();
      for (let round = 0; round < 3; round++) {
        shop.advance(1000);
        await shop.flush();
      }
      Object.assign(shop.faults, { pass });

      const ours = (list: (string | undefined)[]) =>
        [...new Set(list.filter((id) => id?.startsWith(`${kind}-`)))].sort();
      const orders = (await shop.orders()).map((item) => item['PaymentId']?.S?.replace('-payment', ''));
      const archived = (await shop.backupLines()).map((line) => {
        const [, id] = /"id":"(\w+-\d)","date"/.exec(line) ?? [];
        return id;
      });
      expect([...met].sort()).toEqual(expect.arrayContaining(rules.map((rule) => `${rule.service} ${rule.operation}`)));
      expect(ours(orders)).toEqual(ids);
      expect(ours(archived)).toEqual(ids);
      expect(ours((await shop.documents()).map(({ id }) => String(id)))).toEqual(ids);
    },
  );

  it('the stack ends in its time although a fault holds its own calls back', async () => {
    shop.faults.replace({ rules: [{ service: 's3', operation: 'PutObject', kind: 'timeout', rate: 1 }] });
    await shop.post(checkoutBody('last'));

    stopped = shop.stop({ drainMs: 300 });

    await expect(stopped).resolves.toEqual({
      undelivered: expect.objectContaining({ [shop.output('BackupStreamName')]: 1 }),
    });
  });
});
