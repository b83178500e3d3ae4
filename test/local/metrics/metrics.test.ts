import {
  CloudWatchClient,
  type CloudWatchClientConfig,
  DescribeAlarmsCommand,
  DescribeInsightRulesCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { PublishCommand } from '@aws-sdk/client-sns';
import { PurgeQueueCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { readOldestMessage } from '../../../src/aws/describe/oldest-message.ts';
import { readOldestRecord } from '../../../src/aws/describe/oldest-record.ts';
import { readTopicFailures } from '../../../src/aws/describe/topic-failures.ts';
import { type Shop, startShop } from '../../support/shop.ts';

describe('the metrics', () => {
  let shop: Shop;
  let settings: CloudWatchClientConfig;
  let cloudWatch: CloudWatchClient;
  beforeAll(async () => {
    shop = await startShop({ speed: 0 });
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
    settings = { endpoint: shop.awsUrl, region: 'us-east-1', credentials, maxAttempts: 1 };
    cloudWatch = new CloudWatchClient(settings);
  });
  afterAll(() => shop.stop());

  it('tell the age of the oldest message of a queue by the local clock, and of an empty queue nothing', async () => {
    const QueueUrl = shop.output('ReplayQueueUrl');
    const queueName = QueueUrl.split('/').at(-1) ?? '';
    const now = Date.now();
    expect(await readOldestMessage(cloudWatch, { queueName, now })).toBeUndefined();

    await (shop.sqs satisfies SQSClient).send(new SendMessageCommand({ QueueUrl, MessageBody: 'old' }));
    shop.advance(3600);
    await shop.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'new' }));

    expect(await readOldestMessage(cloudWatch, { queueName, now })).toMatchObject({ seconds: 3600 });
  });

  it('tell the age of the oldest record of a stream that is not delivered yet, and of an empty stream nothing', async () => {
    const streamName = shop.output('BackupStreamName');
    const now = Date.now();
    const put = async (text: string) =>
      shop.sns.send(new PublishCommand({ TopicArn: shop.output('CheckoutTopicArn'), Message: text }));
    expect(await readOldestRecord(cloudWatch, { streamName, now })).toBeUndefined();
    expect(await readOldestRecord(cloudWatch, { streamName: 'another', now })).toBeUndefined();

    const resource = shop.output('BackupBucketName');
    shop.faults.replace({ rules: [{ service: 's3', operation: 'PutObject', kind: 'error', rate: 1, resource }] });
    await put('{"id":"old"}');
    await shop.flush();
    shop.advance(30);
    await put('{"id":"new"}');
    await shop.flush();
    expect(await readOldestRecord(cloudWatch, { streamName, now })).toMatchObject({ seconds: 30 });

    shop.faults.clear();
    await shop.flush();
    expect(await readOldestRecord(cloudWatch, { streamName, now })).toBeUndefined();
  });

  it('tell what the topic could not deliver, by the local clock', async () => {
    const TopicArn = shop.output('CheckoutTopicArn');
    const topicName = TopicArn.split(':').at(-1) ?? '';
    const DAY = 24 * 3_600_000;
    const read = async (from: number) => readTopicFailures(cloudWatch, { topicName, from, now: await localNow() });
    const start = await localNow();
    expect(await read(start - DAY)).toEqual({ failed: 0, redriven: 0, failedToRedrive: 0 });

    // The search fork is raw; in the notifications of the others, JSON escapes the character.
    const amount = { DataType: 'Number', StringValue: '100' };
    await shop.sns.send(new PublishCommand({ TopicArn, Message: 'a\u0001', MessageAttributes: { amount } }));
    expect(await read(start - DAY)).toEqual({ failed: 1, redriven: 0, failedToRedrive: 1 });
    // JSON does not escape this one: no subscription of the four takes it.
    await shop.sns.send(new PublishCommand({ TopicArn, Message: 'a\uffff', MessageAttributes: { amount } }));
    const lost = await read(start - DAY);
    expect(lost).toEqual({ failed: 5, redriven: 0, failedToRedrive: 5 });

    shop.advance(25 * 3600);
    expect(await read((await localNow()) - DAY)).toEqual({ failed: 0, redriven: 0, failedToRedrive: 0 });
    expect(await read(start - DAY)).toEqual(lost);
  });

  it.each([
    { Period: 90, StartTime: new Date(0), reason: 'Period must be a multiple of 60' },
    { Period: 0, StartTime: new Date(0), reason: 'Period' },
  ])('refuse a period of $Period seconds', async ({ reason, ...input }) => {
    const asked = cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SNS',
        MetricName: 'NumberOfNotificationsFailed',
        EndTime: new Date(),
        ...input,
      }),
    );

    await expect(asked).rejects.toThrow(reason);
  });

  it('refuse what is not kept here by its name', async () => {
    const asked = cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SNS',
        MetricName: 'PublishSize',
        StartTime: new Date(0),
        EndTime: new Date(),
        Period: 60,
      }),
    );

    await expect(asked).rejects.toThrow(
      'no metric AWS/SNS PublishSize; it has AWS/SQS ApproximateAgeOfOldestMessage, AWS/Firehose',
    );
  });

  it('count what the services did by the minute', async () => {
    const QueueName = shop.output('ReplayQueueUrl').split('/').at(-1) ?? '';
    const { Datapoints = [] } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SQS',
        MetricName: 'NumberOfMessagesSent',
        Dimensions: [{ Name: 'QueueName', Value: QueueName }],
        StartTime: new Date((await localNow()) - 72 * 3_600_000),
        EndTime: new Date((await localNow()) + 60_000),
        Period: 86_400,
        Statistics: ['Sum'],
      }),
    );

    const sum = Datapoints.reduce((total, point) => total + (point.Sum ?? 0), 0);
    const { queues } = (await (await fetch(`${shop.awsUrl}/_local/metrics`)).json()) as {
      queues: Record<string, { sent: number }>;
    };
    expect(sum).toBeGreaterThan(1);
    expect(sum).toBe(queues[QueueName]?.sent);
  });

  it('are put and read back in CBOR, as the AWS CLI and SDKs of today ask', async () => {
    const inCbor = new CloudWatchClient({ ...settings, protocol: SmithyRpcV2CborProtocol });
    const Timestamp = new Date(await localNow());
    const Dimensions = [{ Name: 'shop', Value: 'two' }];
    await inCbor.send(
      new PutMetricDataCommand({
        Namespace: 'CborTests',
        MetricData: [{ MetricName: 'Cbor', Dimensions, Value: 1.5, Timestamp }],
      }),
    );
    const minute = new Date(Math.floor(Timestamp.getTime() / 60_000) * 60_000);
    const ask = { Namespace: 'CborTests', MetricName: 'Cbor', Dimensions, Period: 60 };
    const { Datapoints } = await inCbor.send(
      new GetMetricStatisticsCommand({
        ...ask,
        StartTime: minute,
        EndTime: new Date(minute.getTime() + 60_000),
        Statistics: ['Sum', 'SampleCount'],
      }),
    );
    expect(Datapoints).toEqual([{ Timestamp: minute, Sum: 1.5, SampleCount: 1, Unit: 'None' }]);

    const MetricDataQueries = [
      {
        Id: 'm',
        MetricStat: { Metric: { Namespace: 'CborTests', MetricName: 'Cbor', Dimensions }, Period: 60, Stat: 'Sum' },
      },
      { Id: 'twice', Expression: 'm * 2' },
    ];
    for (const client of [inCbor, cloudWatch]) {
      const data = await client.send(
        new GetMetricDataCommand({
          MetricDataQueries,
          StartTime: minute,
          EndTime: new Date(minute.getTime() + 60_000),
        }),
      );
      expect(data.MetricDataResults).toEqual([
        { Id: 'm', Label: 'Cbor', Timestamps: [minute], Values: [1.5], StatusCode: 'Complete' },
        { Id: 'twice', Label: 'twice', Timestamps: [minute], Values: [3], StatusCode: 'Complete' },
      ]);
    }

    const asked = inCbor.send(new GetMetricStatisticsCommand({ ...ask, StartTime: minute, EndTime: minute }));
    await expect(asked).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
      message: 'The parameter StartTime must be less than the parameter EndTime.',
    });
    const unknown = inCbor.send(new DescribeInsightRulesCommand({}));
    await expect(unknown).rejects.toThrow('The local stack does not know monitoring DescribeInsightRules.');
  });

  it('are put and read back in both other protocols, large bodies compressed', async () => {
    const Timestamp = new Date(await localNow());
    const MetricData = Array.from({ length: 200 }, (_, at) => ({
      MetricName: 'Orders',
      Dimensions: [{ Name: 'shop', Value: 'one' }],
      Value: at,
      Timestamp,
    }));
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Tests', MetricData }));
    const { Metrics } = await cloudWatch.send(new ListMetricsCommand({ Namespace: 'Tests' }));
    expect(Metrics).toEqual([
      { Namespace: 'Tests', MetricName: 'Orders', Dimensions: [{ Name: 'shop', Value: 'one' }] },
    ]);

    const query = async (parameters: Record<string, string>) => {
      const authorization = 'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/monitoring/aws4_request';
      const body = new URLSearchParams({ Version: '2010-08-01', ...parameters });
      return (await fetch(shop.awsUrl, { method: 'POST', headers: { authorization }, body })).text();
    };
    await query({
      Action: 'PutMetricData',
      Namespace: 'Tests',
      'MetricData.member.1.MetricName': 'Orders',
      'MetricData.member.1.Dimensions.member.1.Name': 'shop',
      'MetricData.member.1.Dimensions.member.1.Value': 'one',
      'MetricData.member.1.Values.member.1': '1000',
      'MetricData.member.1.Counts.member.1': '2',
      'MetricData.member.1.Timestamp': Timestamp.toISOString(),
    });
    const minute = new Date(Math.floor(Timestamp.getTime() / 60_000) * 60_000);
    const answer = await query({
      Action: 'GetMetricStatistics',
      Namespace: 'Tests',
      MetricName: 'Orders',
      'Dimensions.member.1.Name': 'shop',
      'Dimensions.member.1.Value': 'one',
      StartTime: minute.toISOString(),
      EndTime: new Date(minute.getTime() + 60_000).toISOString(),
      Period: '60',
      'Statistics.member.1': 'Sum',
      'Statistics.member.2': 'SampleCount',
      'Statistics.member.3': 'Maximum',
    });
    expect(answer).toContain(`<Timestamp>${minute.toISOString()}</Timestamp>`);
    expect(answer).toContain('<Sum>21900</Sum><SampleCount>202</SampleCount><Maximum>1000</Maximum><Unit>None</Unit>');
    const window = { StartTime: minute, EndTime: new Date(minute.getTime() + 60_000), Period: 60 };
    const metric = { Namespace: 'Tests', MetricName: 'Orders', Dimensions: [{ Name: 'shop', Value: 'one' }] };
    const { Datapoints } = await cloudWatch.send(
      new GetMetricStatisticsCommand({ ...metric, ...window, ExtendedStatistics: ['p50', 'PR(1000:)'] }),
    );
    // 200 different values are more than are kept as they are.
    expect(Datapoints).toEqual([
      { Timestamp: minute, Unit: 'None', ExtendedStatistics: { p50: expect.closeTo(100, -1), 'PR(1000:)': 0 } },
    ]);
    const inXml = await query({
      Action: 'GetMetricStatistics',
      Namespace: 'Tests',
      MetricName: 'Orders',
      'Dimensions.member.1.Name': 'shop',
      'Dimensions.member.1.Value': 'one',
      StartTime: minute.toISOString(),
      EndTime: window.EndTime.toISOString(),
      Period: '60',
      'ExtendedStatistics.member.1': 'p100',
    });
    expect(inXml).toContain(
      '<ExtendedStatistics><entry><key>p100</key><value>1000</value></entry></ExtendedStatistics>',
    );
    const both = new GetMetricStatisticsCommand({
      ...metric,
      ...window,
      Statistics: ['Sum'],
      ExtendedStatistics: ['p50'],
    });
    await expect(cloudWatch.send(both)).rejects.toThrow('Only one of the parameters Statistics and ExtendedStatistics');
  });

  it('tell how long functions ran, in percentiles too', async () => {
    const { Metrics = [] } = await cloudWatch.send(new ListMetricsCommand({ MetricName: 'Duration' }));
    const { Namespace, MetricName, Dimensions } = Metrics[0] ?? {};
    const now = await localNow();
    const { Datapoints = [] } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        ...{ Namespace, MetricName, Dimensions, ExtendedStatistics: ['p0.0', 'p50', 'p100'] },
        ...{ StartTime: new Date(now - 72 * 3_600_000), EndTime: new Date(now + 60_000), Period: 86_400 },
      }),
    );

    expect(Namespace).toBe('AWS/Lambda');
    expect(Datapoints.length).toBeGreaterThan(0);
    for (const { Unit, ExtendedStatistics: { 'p0.0': least = 0, p50 = 0, p100 = 0 } = {} } of Datapoints) {
      expect(Unit).toBe('Milliseconds');
      expect(least).toBeGreaterThan(0);
      expect(p50).toBeGreaterThanOrEqual(least);
      expect(p100).toBeGreaterThanOrEqual(p50);
    }
  });

  it('set off the alarms of the templates, minute by minute', async () => {
    const { queues } = (await (await fetch(`${shop.awsUrl}/_local/metrics`)).json()) as { queues: object };
    const deadLetters = Object.keys(queues).find((name) => name.includes('OrdersDeadLetterQueue')) ?? '';
    const QueueUrl = shop.output('ReplayQueueUrl').replace(/[^/]+$/, deadLetters);
    for (let sent = 0; sent < 11; sent++) {
      await shop.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
    }
    const inAlarm = async () => {
      const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
      return MetricAlarms.map(({ AlarmName }) => /\w+Alarm(?=-)/.exec(AlarmName ?? '')?.[0]);
    };
    const pass = async (minutes: number, isDone: (names: (string | undefined)[]) => boolean) => {
      for (let minute = 0; minute < minutes && !isDone(await inAlarm()); minute++) {
        shop.advance(60);
        await shop.flush();
      }
      return inAlarm();
    };

    const on = await pass(3, (names) => names.includes('OrdersPoisonAlarm'));
    expect(on).toEqual(expect.arrayContaining(['OrdersDeadLetterAlarm', 'OrdersPoisonAlarm']));
    expect(on).not.toContain('StoreOrderFunctionErrorAlarm');

    await shop.sqs.send(new PurgeQueueCommand({ QueueUrl }));
    const off = await pass(20, (names) => !names.includes('OrdersDeadLetterAlarm'));
    expect(off).not.toContain('OrdersDeadLetterAlarm');
  });

  const localNow = async () =>
    Date.parse(((await (await fetch(`${shop.awsUrl}/_local/clock`)).json()) as { now: string }).now);
});
