import { setImmediate as turn } from 'node:timers/promises';
import { type Alarms, createAlarms } from '../../../src/local/alarms/index.ts';
import { type MetricStore, oneValue, openMetricStore } from '../../../src/local/metrics/metric-store.ts';
import { call } from '../../../src/local/resources/engines.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:people';
const ARN = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:busy';
const busy = {
  AlarmName: 'busy',
  Namespace: 'Shop',
  MetricName: 'Orders',
  Dimensions: [{ Name: 'shop', Value: 'one' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 10,
  TreatMissingData: 'notBreaching',
  AlarmActions: [TOPIC],
};
let context: TestContext;
let metrics: MetricStore;
let alarms: Alarms;
let published: string[];
let refusal: Error | undefined;
beforeEach(() => {
  context = createTestContext();
  metrics = openMetricStore(context);
  published = [];
  refusal = undefined;
  alarms = createAlarms(context, {
    metrics,
    async publish(topicArn) {
      if (refusal) throw refusal;
      published.push(topicArn);
    },
    deliver: async () => {},
    mappings: { update: () => expect.anything() },
  });
});
afterEach(() => context.dispose());

const ask = (operation: string, input: object = {}) => call(alarms.operations, operation, { ...input });
const happen = async (value: number) => {
  metrics.add({ namespace: 'Shop', name: 'Orders', dimensions: { shop: 'one' } }, oneValue(value), {
    at: context.clock.now(),
    unit: 'None',
  });
  await context.advance(60_000);
  alarms.evaluate([context.clock.now()]);
  await turn();
};
const history = async (input: object = {}) => {
  const { AlarmHistoryItems } = await ask('DescribeAlarmHistory', { AlarmName: 'busy', ...input });
  return (AlarmHistoryItems as { HistorySummary: string }[]).map(({ HistorySummary }) => HistorySummary);
};

test('an alarm is put, goes off, is changed and deleted by the API, and its history tells all of it', async () => {
  await ask('PutMetricAlarm', busy);
  await happen(11);
  await ask('PutMetricAlarm', { ...busy, Threshold: '20' });
  await happen(11);
  await ask('DeleteAlarms', { AlarmNames: ['busy', 'none'] });

  expect(published).toEqual([TOPIC]);
  expect(await ask('DescribeAlarms')).toMatchObject({ MetricAlarms: [] });
  expect(await history()).toEqual([
    'Alarm "busy" deleted',
    'Alarm updated from ALARM to OK',
    'Alarm "busy" updated',
    `Successfully executed action ${TOPIC}`,
    'Alarm updated from INSUFFICIENT_DATA to ALARM',
    'Alarm "busy" created',
  ]);
  const [update] = (await ask('DescribeAlarmHistory', { HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending' }))
    .AlarmHistoryItems as { HistoryData: string; Timestamp: number; AlarmType: string }[];
  expect([update?.AlarmType, update?.Timestamp]).toEqual(['MetricAlarm', Date.UTC(2026, 0, 15, 10, 31) / 1000]);
  expect(JSON.parse(update?.HistoryData ?? '')).toMatchObject({
    version: '1.0',
    oldState: { stateValue: 'INSUFFICIENT_DATA', stateReason: 'Unchecked: Initial alarm creation' },
    newState: { stateValue: 'ALARM', stateReasonData: { recentDatapoints: [11], threshold: 10 } },
  });
});

test('history is paged, in either order, and kept for 30 days', async () => {
  await ask('PutMetricAlarm', busy);
  await context.advance(1000);
  await ask('PutMetricAlarm', busy);
  const page = await ask('DescribeAlarmHistory', { MaxRecords: 1, ScanBy: 'TimestampAscending' });
  expect(page).toMatchObject({ AlarmHistoryItems: [{ HistorySummary: 'Alarm "busy" created' }], NextToken: '1' });
  expect(await ask('DescribeAlarmHistory', { MaxRecords: 1, NextToken: '1' })).toMatchObject({
    AlarmHistoryItems: [{ HistorySummary: 'Alarm "busy" created' }],
  });
  const now = context.clock.now() / 1000;
  expect(await history({ StartDate: now })).toEqual(['Alarm "busy" updated']);
  expect(await history({ EndDate: now - 1 })).toEqual(['Alarm "busy" created']);
  expect(await history({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);

  await context.advance(30 * 86_400_000);
  await ask('DeleteAlarms', { AlarmNames: ['busy'] });
  expect(await history()).toEqual(['Alarm "busy" deleted', 'Alarm "busy" updated']);
});

test('an action that fails is in the history, and what makes an item too long is left out of it', async () => {
  refusal = new Error('there is no such topic');
  await ask('PutMetricAlarm', { ...busy, Unknown: 'x'.repeat(5000) });
  await happen(11);

  expect(await history({ HistoryItemType: 'Action' })).toEqual([
    `Failed to execute action ${TOPIC}. Received error: "there is no such topic"`,
  ]);
  const { AlarmHistoryItems } = await ask('DescribeAlarmHistory', { HistoryItemType: 'ConfigurationUpdate' });
  expect(AlarmHistoryItems).toMatchObject([{ HistoryData: '{"version":"1.0","type":"Create"}' }]);
});

test('actions are taken only while they are enabled', async () => {
  await ask('PutMetricAlarm', busy);
  await ask('DisableAlarmActions', { AlarmNames: ['busy'] });
  await happen(11);
  expect(await ask('DescribeAlarms')).toMatchObject({ MetricAlarms: [{ ActionsEnabled: false, StateValue: 'ALARM' }] });
  await ask('EnableAlarmActions', { AlarmNames: ['busy', 'none'] });
  await ask('SetAlarmState', {
    AlarmName: 'busy',
    StateValue: 'OK',
    StateReason: 'a drill',
    StateReasonData: '"JSON"',
  });
  await expect(
    ask('SetAlarmState', {
      AlarmName: 'busy',
      StateValue: 'ALARM',
      StateReason: 'a drill',
      StateReasonData: 'no JSON',
    }),
  ).rejects.toMatchObject({ code: 'InvalidFormat', status: 400 });
  await happen(11);

  expect(published).toEqual([TOPIC]);
});

test('of minutes that a moved clock passes over, each is evaluated, with its own time', async () => {
  await ask('PutMetricAlarm', { ...busy, EvaluationPeriods: 2, OKActions: [TOPIC] });
  const begin = context.clock.now();
  const add = (minute: number, value: number) =>
    metrics.add({ namespace: 'Shop', name: 'Orders', dimensions: { shop: 'one' } }, oneValue(value), {
      at: begin + minute * 60_000,
      unit: 'None',
    });
  for (const minute of [0, 1, 2]) add(minute, 11);
  add(3, 0);

  alarms.evaluate(Array.from({ length: 120 }, (_, at) => begin + (at + 1) * 60_000));
  await turn();

  const { AlarmHistoryItems } = await ask('DescribeAlarmHistory', {
    HistoryItemType: 'StateUpdate',
    ScanBy: 'TimestampAscending',
  });
  const items = AlarmHistoryItems as { HistorySummary: string; Timestamp: number }[];
  expect(items.map(({ HistorySummary, Timestamp }) => [HistorySummary, (Timestamp * 1000 - begin) / 60_000])).toEqual([
    ['Alarm updated from INSUFFICIENT_DATA to OK', 1],
    ['Alarm updated from OK to ALARM', 2],
    ['Alarm updated from ALARM to OK', 4],
  ]);
  expect(published).toEqual([TOPIC, TOPIC, TOPIC]);
});

test('the alarms on a metric are found by all of its dimensions', async () => {
  await ask('PutMetricAlarm', busy);
  const { AlarmName, ...other } = busy;
  await ask('PutMetricAlarm', { ...other, AlarmName: 'minimum', Statistic: 'Minimum', Period: 120 });
  const metric = { Namespace: 'Shop', MetricName: 'Orders' };
  const found = async (input: object) => {
    const { MetricAlarms } = await ask('DescribeAlarmsForMetric', { ...metric, ...input });
    return (MetricAlarms as { AlarmName: string }[]).map((alarm) => alarm.AlarmName);
  };
  const { Dimensions } = busy;

  expect(await found({ Dimensions })).toEqual([AlarmName, 'minimum']);
  expect(await found({ Dimensions, Statistic: 'Minimum' })).toEqual(['minimum']);
  expect(await found({ Dimensions, Period: '60' })).toEqual([AlarmName]);
  expect(await found({ Dimensions, Unit: 'Count' })).toEqual([]);
  expect(await found({ Dimensions, ExtendedStatistic: 'p99' })).toEqual([]);
  expect(await found({})).toEqual([]);
});

test('tags are those with which it was put, changed by name', async () => {
  await ask('PutMetricAlarm', { ...busy, Tags: [{ Key: 'team', Value: 'one' }] });
  await ask('PutMetricAlarm', { ...busy, Tags: [{ Key: 'team', Value: 'two' }] });
  await ask('TagResource', { ResourceARN: ARN, Tags: [{ Key: 'cost', Value: '' }] });
  expect(await ask('ListTagsForResource', { ResourceARN: ARN })).toEqual({
    Tags: [
      { Key: 'team', Value: 'one' },
      { Key: 'cost', Value: '' },
    ],
  });
  await ask('UntagResource', { ResourceARN: ARN, TagKeys: ['team'] });
  expect(await ask('ListTagsForResource', { ResourceARN: ARN })).toEqual({ Tags: [{ Key: 'cost', Value: '' }] });

  const many = Array.from({ length: 50 }, (_, at) => ({ Key: `key-${at}`, Value: '' }));
  await expect(ask('TagResource', { ResourceARN: ARN, Tags: many })).rejects.toThrow('At most 50 tags');
  await expect(ask('ListTagsForResource', { ResourceARN: 'arn:aws:cloudwatch:x' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    status: 404,
  });
});

test.each([
  ['no name', { AlarmName: undefined }, 'AlarmName'],
  ['six actions', { AlarmActions: Array.from({ length: 6 }, () => TOPIC) }, 'at most 5 actions'],
  ['two statistics', { ExtendedStatistic: 'p99' }, 'only one of them may be given'],
  ['no percentile', { Statistic: undefined, ExtendedStatistic: 'p101' }, 'must be an extended statistic such as p99'],
  ['a wide range', { Statistic: undefined, ExtendedStatistic: 'TM(5%:95%)' }, 'two percentages from 10 to 90'],
  ['a range of values', { Statistic: undefined, ExtendedStatistic: 'TC(1:5)' }, 'two percentages from 10 to 90'],
  ['no comparison', { ComparisonOperator: 'Near' }, 'must be a comparison'],
  ['a look back of more than a day', { Period: 60, EvaluationPeriods: 1441 }, 'across more than a day'],
  ['one of more than seven days', { Period: 3600, EvaluationPeriods: 169 }, 'across more than seven days'],
  ['no known unit', { Unit: 'Yards' }, 'Unit: is no unit of CloudWatch'],
  ['more datapoints than periods', { DatapointsToAlarm: 2 }, 'must not be more than EvaluationPeriods'],
])('an alarm with %s is refused', async (_title, change, reason) => {
  await expect(ask('PutMetricAlarm', { ...busy, ...change })).rejects.toMatchObject({
    code: 'ValidationError',
    message: expect.stringContaining(reason),
  });
  expect(await ask('DescribeAlarms')).toMatchObject({ MetricAlarms: [] });
});

test.each([
  [{ NextToken: 'x' }, 'Invalid nextToken'],
  [{ StartDate: 2, EndDate: 1 }, 'The parameter StartDate must be less than the parameter EndDate.'],
  [{ MaxRecords: 101 }, 'MaxRecords'],
])('a history of %j is refused', async (input, reason) => {
  await expect(ask('DescribeAlarmHistory', input)).rejects.toThrow(reason);
});
