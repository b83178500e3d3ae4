import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  DeleteEventSourceMappingCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { PublishCommand } from '@aws-sdk/client-sns';
import { PurgeQueueCommand, ReceiveMessageCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

let shop: Shop;
let cloudWatch: CloudWatchClient;
let lambda: LambdaClient;
beforeAll(async () => {
  // Long enough for a record to be late before it is given up.
  shop = await startShop({ speed: 0, parameters: { StreamRetryDurationInSeconds: '3600' } });
  const settings = {
    endpoint: shop.awsUrl,
    region: shop.region,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  };
  cloudWatch = new CloudWatchClient(settings);
  lambda = new LambdaClient(settings);
});
afterAll(() => shop?.stop());

type Undo = () => unknown;
/** What makes a metric bad, given the value of its dimension. What is returned makes it good again. */
type Cause = (resource: string) => Promise<Undo>;

const queueUrl = (name: string) => `${shop.awsUrl}/000000000000/${name}`;
const publish = () =>
  shop.sns.send(
    new PublishCommand({
      TopicArn: shop.output('CheckoutTopicArn'),
      Message: checkoutBody('alarmed', 150),
      MessageAttributes: { amount: { DataType: 'Number', StringValue: '150' } },
    }),
  );
const send = async (queue: string, count: number) => {
  for (let sent = 0; sent < count; sent += 10) {
    const Entries = Array.from({ length: Math.min(10, count - sent) }, (_, at) => ({
      Id: `${at}`,
      MessageBody: 'odd',
    }));
    await shop.sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl(queue), Entries }));
  }
  return () => shop.sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl(queue) }));
};
const switchMapping = async (queue: string, Enabled: boolean) => {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  for (const { UUID, EventSourceArn } of EventSourceMappings) {
    if (EventSourceArn?.endsWith(`:${queue}`))
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  }
};
/** A message that nobody takes, and a consumer that asks. */
const leave: Cause = async (queue) => {
  await switchMapping(queue, false);
  const purge = await send(queue, 1);
  shop.advance(1860);
  await shop.flush();
  await shop.sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl(queue), VisibilityTimeout: 0 }));
  return async () => {
    await purge();
    await switchMapping(queue, true);
  };
};
/** A service that fails for a while, with an event on its way. */
const failing =
  (faults: readonly { service: string; operation: string; resource?: string }[], seconds: number): Cause =>
  async () => {
    shop.faults.replace({ seed: 1, rules: faults.map((fault) => ({ kind: 'error', rate: 1, ...fault })) });
    await publish();
    for (let step = 0; step < 4; step++) {
      await shop.flush();
      shop.advance(seconds / 4);
    }
    return async () => {
      shop.faults.clear();
      await shop.flush();
    };
  };
const removeCardData = () =>
  Object.keys(shop.metrics().functions).find((name) => name.includes('RemoveCardData')) ?? '';
const objects = { service: 's3', operation: 'PutObject' };
const documents = { service: 'search', operation: 'bulk' };

const CAUSES: Readonly<Record<string, Cause>> = {
  'AWS/SQS ApproximateNumberOfMessagesVisible': (queue) => send(queue, 1),
  'AWS/SQS NumberOfMessagesSent': (queue) => send(queue, 11),
  'AWS/SQS ApproximateAgeOfOldestMessage': leave,
  'AWS/Lambda Errors': async (FunctionName) => {
    await lambda.send(new InvokeCommand({ FunctionName, Payload: '"no event at all"' }));
    return () => {};
  },
  'AWS/ApiGateway 5xx': async () => {
    shop.faults.replace({ seed: 1, rules: [{ service: 'sns', operation: 'Publish', kind: 'error', rate: 1 }] });
    await shop.post(checkoutBody('refused'));
    return () => shop.faults.clear();
  },
  // Neither the queue nor its dead-letter queue takes this character.
  'AWS/SNS NumberOfNotificationsFailedToRedriveToDlq': async () => {
    await shop.sns.send(new PublishCommand({ TopicArn: shop.output('CheckoutTopicArn'), Message: 'a\uffff' }));
    return () => {};
  },
  'AWS/Firehose DeliveryToS3.Success': (stream) =>
    failing(stream.includes('Search') ? [objects, documents] : [objects], 8000)(stream),
  'AWS/Firehose DeliveryToS3.DataFreshness': failing([objects], 2000),
  'AWS/Firehose DeliveryToAmazonOpenSearchService.Success': failing([documents], 420),
  'AWS/Firehose DeliveryToAmazonOpenSearchService.DataFreshness': failing([documents], 2400),
  'AWS/Firehose ExecuteProcessing.Success': () =>
    failing([{ service: 'lambda', operation: 'Invoke', resource: removeCardData() }], 420)(''),
  // The machine switches a mapping that somebody has deleted.
  'AWS/States ExecutionsFailed': async () => {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    for (const { UUID, EventSourceArn } of EventSourceMappings) {
      if (EventSourceArn?.includes('BackupQueue')) await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    }
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
    const pausing = MetricAlarms.find(({ AlarmName }) => AlarmName?.includes('BackupDeliveryAlarm'));
    const set = { AlarmName: pausing?.AlarmName, StateValue: 'ALARM' as const, StateReason: 'a drill' };
    await cloudWatch.send(new SetAlarmStateCommand(set)).catch(() => {});
    return () => {};
  },
};

/** The first of its metrics tells what to do. */
function causeOf({
  Namespace,
  MetricName,
  Dimensions = [],
  Metrics = [],
}: MetricAlarm): [key: string, resource: string] {
  const first = Metrics.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat?.Metric;
  const metric = first ?? { Namespace, MetricName, Dimensions };
  return [`${metric.Namespace} ${metric.MetricName}`, metric.Dimensions?.[0]?.Value ?? ''];
}

test('each alarm of the shop is quiet, goes off for a cause of its own metric, and comes to rest', async () => {
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ MaxRecords: 100 }));
  const stateOf = async (AlarmName: string) =>
    (await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }))).MetricAlarms?.[0]?.StateValue;
  const becomes = async (name: string, state: string) => {
    for (let minute = 0; minute < 60; minute++) {
      if ((await stateOf(name)) === state) return state;
      shop.advance(60);
      await shop.flush();
    }
    return `${name} is ${await stateOf(name)}`;
  };
  shop.advance(60);
  await shop.flush();
  // What ends the mapping of the backup comes last.
  const isLast = (alarm: MetricAlarm) => Number(causeOf(alarm)[0].includes('States'));
  const wrong: string[] = [];
  for (const alarm of MetricAlarms.toSorted((a, b) => isLast(a) - isLast(b))) {
    const name = alarm.AlarmName ?? '';
    const [key, resource] = causeOf(alarm);
    const quiet = alarm.TreatMissingData === 'ignore' ? await stateOf(name) : await becomes(name, 'OK');
    const undo = await CAUSES[key]?.(resource);
    const bad = await becomes(name, 'ALARM');
    await undo?.();
    if (alarm.TreatMissingData === 'ignore') await publish();
    const good = await becomes(name, 'OK');
    if (quiet === 'ALARM' || bad !== 'ALARM' || good !== 'OK') wrong.push(`${key}: ${quiet}, ${bad}, ${good}`);
    await switchMapping(Object.keys(shop.metrics().queues).find((each) => each.includes('BackupQueue')) ?? '', true);
  }

  expect(wrong).toEqual([]);
  expect(MetricAlarms.length).toBeGreaterThan(30);
});
