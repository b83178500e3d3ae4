import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Alarms, createAlarms } from '../../../src/local/alarms/index.ts';
import { type MetricStore, oneValue, openMetricStore } from '../../../src/local/metrics/metric-store.ts';
import { call } from '../../../src/local/resources/engines.ts';
import { deliveryAlarm } from '../../support/delivery-alarm.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

const ALARM_ARN = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:late';
const rule = { alarmArns: [ALARM_ARN], machineArns: ['machine'] };
const failed = (seconds: number, streamName = 'stream') => ({ streamName, succeeded: false, freshness: seconds });
const notPerformed = 'a rule listens to the alarm late, which is not performed locally';
const succeeded = { streamName: 'stream', succeeded: true, freshness: 1000 };

let folder: string;
let context: TestContext;
let alarms: Alarms;
let metrics: MetricStore;
const published: { topicArn: string; subject: string; message: object }[] = [];
/** Every change of a mapping that was asked for. */
const switched: [string, object][] = [];
let refusal: Error | undefined;

const open = () => {
  context = createTestContext({ folder });
  metrics = openMetricStore(context);
  alarms = createAlarms(context, {
    metrics,
    async publish(topicArn, { subject, message }) {
      published.push({ topicArn, subject, message: JSON.parse(message) });
    },
    mappings: {
      update(uuid, changes) {
        if (refusal) throw refusal;
        switched.push([uuid, changes]);
        return expect.anything();
      },
    },
  });
};
const off: [string, object] = ['mapping-1', { enabled: false }];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forks-alarms-'));
  switched.length = 0;
  published.length = 0;
  refusal = undefined;
  open();
  alarms.putAlarm('late', deliveryAlarm());
  alarms.putMachine('machine', { mappingId: 'mapping-1', enabled: false });
  alarms.putRule('rule', rule);
});
afterEach(() => {
  context.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe('an alarm that a rule listens to', () => {
  it('starts the machine once when it goes off, and again only after it was OK', () => {
    alarms.attempted(failed(361));
    alarms.attempted(failed(500));
    expect(switched).toEqual([off]);

    alarms.attempted(succeeded);
    alarms.attempted(failed(361));

    expect(switched).toEqual([off, off]);
    expect(context.warnings[0]).toBe('alarm late: the event source mapping mapping-1 is off');
  });

  it('minds its own stream, and no failure that is young', () => {
    alarms.attempted(failed(1000, 'other'));
    alarms.attempted(failed(360));

    expect(switched).toEqual([]);
  });

  it('tries again with the next attempt when the machine fails', () => {
    refusal = new Error('the mapping is being changed');
    alarms.attempted(failed(361));
    refusal = undefined;
    alarms.attempted(failed(362));

    expect(switched).toEqual([off]);
    expect(context.warnings[0]).toBe('alarm late: what it starts failed: the mapping is being changed');
  });

  it('goes off anew once it was set to OK, and starts the machine when it is set to ALARM', async () => {
    alarms.attempted(failed(361));
    await call(alarms.operations, 'SetAlarmState', { AlarmName: 'late', StateValue: 'OK', StateReason: 'resumed' });
    alarms.attempted(failed(400));
    expect(switched).toEqual([off, off]);

    await call(alarms.operations, 'SetAlarmState', { AlarmName: 'late', StateValue: 'ALARM', StateReason: 'a drill' });
    expect(switched).toEqual([off, off, off]);
  });

  it('keeps its state over a restart and a changed definition', async () => {
    alarms.attempted(failed(361));
    await context.database.committed();
    context.dispose();
    open();
    alarms.putAlarm('late', { ...deliveryAlarm(), Threshold: 0 });

    alarms.attempted(failed(500));

    expect(switched).toEqual([off]);
  });

  it('must be one that is performed when the rule comes', () => {
    alarms.removeRule('rule');
    alarms.putAlarm('late', { MetricName: 'Errors' });

    expect(() => alarms.putRule('rule', rule)).toThrow(notPerformed);
  });

  it('may become one that is not performed, since its rule may go in the same update: if it stays, that is told once', () => {
    alarms.putAlarm('late', { MetricName: 'Errors' });
    expect(context.warnings).toEqual([]);

    alarms.attempted(failed(361));
    alarms.attempted(failed(400));
    expect(context.warnings).toEqual([expect.stringContaining(notPerformed)]);
    expect(switched).toEqual([]);

    alarms.putAlarm('late', deliveryAlarm());
    alarms.attempted(failed(361));
    expect(switched).toEqual([off]);

    alarms.putAlarm('late', { MetricName: 'Errors' });
    alarms.attempted(failed(361));
    expect(context.warnings.filter((line) => line.includes(notPerformed))).toHaveLength(2);
  });
});

test.each([
  ['rule', () => alarms.removeRule('rule')],
  ['machine', () => alarms.removeMachine('machine')],
  ['alarm', () => alarms.removeAlarm('late')],
])('nothing happens without the %s', (_, remove) => {
  remove();
  alarms.attempted(failed(361));

  expect(switched).toEqual([]);
});

test('SetAlarmState refuses an alarm that is not there and a state that is none', async () => {
  const set = (AlarmName: string, StateValue: string) =>
    call(alarms.operations, 'SetAlarmState', { AlarmName, StateValue, StateReason: 'why' });

  await expect(set('other', 'OK')).rejects.toMatchObject({ code: 'ResourceNotFound', status: 404 });
  await expect(set('late', 'FINE')).rejects.toMatchObject({ code: 'ValidationError' });
});

describe('an alarm that no rule listens to', () => {
  const TOPIC = 'arn:aws:sns:us-east-1:000000000000:people';
  const errors = {
    AlarmDescription: 'It fails.',
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: 'store' }],
    Statistic: 'Sum',
    Period: '300',
    EvaluationPeriods: '1',
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: '0',
    TreatMissingData: 'notBreaching',
    AlarmActions: [TOPIC],
    OKActions: [TOPIC],
  };
  const fail = () =>
    metrics.add({ namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'store' } }, oneValue(3), {
      at: context.clock.now(),
      unit: 'Count',
    });
  const minutes = async (count: number) => {
    for (let minute = 0; minute < count; minute++) {
      await context.advance(60_000);
      alarms.evaluate([context.clock.now()]);
    }
  };
  const describeOne = async (input: object) => {
    const { MetricAlarms } = await call(alarms.operations, 'DescribeAlarms', { ...input });
    return MetricAlarms;
  };

  it('tells its topics of each change, once, and why', async () => {
    alarms.putAlarm('errors', errors);
    await minutes(1);
    fail();
    await minutes(2);
    const reason =
      'Threshold Crossed: 1 out of the last 1 datapoints [3.0 (15/01/26 10:27:00)] was greater than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition).';
    expect(published).toHaveLength(2);
    expect(published[1]).toEqual({
      topicArn: TOPIC,
      subject: 'ALARM: "errors" in US East (N. Virginia)',
      message: expect.objectContaining({
        AlarmName: 'errors',
        AWSAccountId: '000000000000',
        OldStateValue: 'OK',
        NewStateValue: 'ALARM',
        NewStateReason: reason,
        StateChangeTime: '2026-01-15T10:32:00.000+0000',
        Trigger: expect.objectContaining({
          Statistic: 'SUM',
          Period: 300,
          Threshold: 0,
          Dimensions: [{ name: 'FunctionName', value: 'store' }],
        }),
      }),
    });
    expect(await describeOne({ StateValue: 'ALARM' })).toEqual([
      expect.objectContaining({ AlarmName: 'errors', Threshold: 0, StateReason: reason }),
    ]);

    // The range is two periods longer than what is judged.
    await minutes(13);
    expect(await describeOne({ StateValue: 'ALARM' })).toHaveLength(1);
    await minutes(1);
    expect(published.map(({ subject }) => subject.split(':')[0])).toEqual(['OK', 'ALARM', 'OK']);
  });

  it('takes no action while its actions are off', async () => {
    alarms.putAlarm('errors', { ...errors, ActionsEnabled: 'false' });
    fail();
    await minutes(1);

    expect(await describeOne({ AlarmNames: ['errors'] })).toMatchObject([
      { StateValue: 'ALARM', ActionsEnabled: false },
    ]);
    expect(published).toEqual([]);
  });

  it('is described page by page, and by its prefix', async () => {
    for (const name of ['c', 'a', 'b']) alarms.putAlarm(`my-${name}`, errors);
    const first = await call(alarms.operations, 'DescribeAlarms', { AlarmNamePrefix: 'my-', MaxRecords: 2 });
    const rest = await call(alarms.operations, 'DescribeAlarms', {
      AlarmNamePrefix: 'my-',
      MaxRecords: 2,
      NextToken: first['NextToken'],
    });

    expect([first, rest].map(({ MetricAlarms }) => MetricAlarms)).toMatchObject([
      [{ AlarmName: 'my-a' }, { AlarmName: 'my-b' }],
      [{ AlarmName: 'my-c' }],
    ]);
    expect(rest).not.toHaveProperty('NextToken');
  });

  it('is told once where it is not performed', async () => {
    alarms.putAlarm('p99', { ...errors, Statistic: undefined, ExtendedStatistic: 'p99' });
    await minutes(2);

    expect(context.warnings).toEqual([
      expect.stringContaining('the alarm p99 never goes off locally: ExtendedStatistic: percentiles'),
    ]);
  });
});
