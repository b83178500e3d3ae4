import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Alarms, createAlarms } from '../../../src/local/alarms/index.ts';
import { type MetricStore, oneValue, openMetricStore } from '../../../src/local/metrics/metric-store.ts';
import { call } from '../../../src/local/resources/engines.ts';
import { deliveryAlarm } from '../../support/delivery-alarm.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

const ALARM_ARN = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:late';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:pause';
const rule = {
  pattern: JSON.stringify({ resources: [ALARM_ARN], detail: { state: { value: ['ALARM'] } } }),
  targets: [MACHINE],
  enabled: true,
};
const busy = {
  Namespace: 'Shop',
  MetricName: 'Orders',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 10,
};
const failed = (seconds: number, streamName = 'stream') => ({ streamName, succeeded: false, freshness: seconds });
const succeeded = { streamName: 'stream', succeeded: true, freshness: 1000 };

let folder: string;
let context: TestContext;
let alarms: Alarms;
let metrics: MetricStore;
const published: { topicArn: string; subject: string; message: object }[] = [];
const delivered: [target: string, event: object][] = [];
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
    async deliver(target, event) {
      if (target.endsWith(':gone')) throw new Error('it is gone');
      delivered.push([target, JSON.parse(event)]);
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
  delivered.length = 0;
  refusal = undefined;
  open();
  alarms.putAlarm('late', deliveryAlarm());
  alarms.putMachine(MACHINE, { mappingId: 'mapping-1', enabled: false });
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

  it('may become any other, which is evaluated by the minute, and its rule goes on', async () => {
    alarms.putAlarm('late', { ...busy, EvaluationPeriods: 1 });
    alarms.attempted(failed(361));
    expect(switched).toEqual([]);

    metrics.add({ namespace: 'Shop', name: 'Orders', dimensions: {} }, oneValue(11), {
      at: context.clock.now(),
      unit: 'None',
    });
    await context.advance(60_000);
    alarms.evaluate([context.clock.now()]);
    expect(switched).toEqual([off]);
  });

  it('is kept as an earlier version kept its rule', () => {
    context.database.run(
      'UPDATE alarm_rules SET rule = ?',
      JSON.stringify({ alarmArns: [ALARM_ARN], machineArns: [MACHINE] }),
    );
    alarms.attempted(failed(361));

    expect(switched).toEqual([off]);
  });
});

test.each([
  ['rule', () => alarms.removeRule('rule')],
  ['machine', () => alarms.removeMachine(MACHINE)],
  ['alarm', () => alarms.removeAlarm('late')],
])('nothing happens without the %s', (_, remove) => {
  remove();
  alarms.attempted(failed(361));

  expect(switched).toEqual([]);
});

describe('a rule', () => {
  const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:changes';
  const put = (pattern: object, targets = [QUEUE], enabled = true) =>
    alarms.putRule('general', { pattern: JSON.stringify(pattern), targets, enabled });
  const set = (StateValue: string) =>
    call(alarms.operations, 'SetAlarmState', { AlarmName: 'busy', StateValue, StateReason: 'a drill' });
  beforeEach(() => alarms.putAlarm('busy', { ...busy, AlarmDescription: 'Many orders.' }));

  it('sends the event of each change of state that its pattern matches', async () => {
    put({ source: ['aws.cloudwatch'], detail: { state: { value: [{ 'anything-but': 'INSUFFICIENT_DATA' }] } } });
    await set('ALARM');
    await set('OK');
    await set('INSUFFICIENT_DATA');

    expect(delivered.map(([target]) => target)).toEqual([QUEUE, QUEUE]);
    expect(delivered[1]?.[1]).toEqual({
      version: '0',
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      account: '000000000000',
      time: '2026-01-15T10:30:00Z',
      region: 'us-east-1',
      resources: ['arn:aws:cloudwatch:us-east-1:000000000000:alarm:busy'],
      detail: {
        alarmName: 'busy',
        state: { value: 'OK', reason: 'a drill', timestamp: '2026-01-15T10:30:00.000+0000' },
        previousState: { value: 'ALARM', reason: 'a drill', timestamp: '2026-01-15T10:30:00.000+0000' },
        configuration: {
          description: 'Many orders.',
          metrics: [
            {
              id: 'm1',
              metricStat: { metric: { namespace: 'Shop', name: 'Orders', dimensions: {} }, period: 60, stat: 'Sum' },
              returnData: true,
            },
          ],
        },
      },
    });
  });

  it.each<[string, object, boolean]>([
    ['a prefix', { detail: { alarmName: [{ prefix: 'bu' }] } }, true],
    ['another prefix', { detail: { alarmName: [{ prefix: 'late' }] } }, false],
    ['a suffix', { resources: [{ suffix: ':busy' }] }, true],
    ['a wildcard', { detail: { alarmName: [{ wildcard: 'b*y' }] } }, true],
    ['what is not there', { detail: { nothing: [{ exists: false }] } }, true],
    ['what should be there', { detail: { nothing: [{ exists: true }] } }, false],
    [
      'a number',
      { detail: { configuration: { metrics: { metricStat: { period: [{ numeric: ['>', 59, '<=', 60] }] } } } } },
      true,
    ],
    ['a case', { detail: { alarmName: [{ 'equals-ignore-case': 'BUSY' }] } }, true],
    ['one of two', { $or: [{ region: ['eu-west-1'] }, { account: ['000000000000'] }] }, true],
    ['another state', { detail: { state: { value: ['OK'] } } }, false],
  ])('matches %s', async (_title, pattern, matches) => {
    put(pattern);
    await set('ALARM');

    expect(delivered).toHaveLength(matches ? 1 : 0);
  });

  it('of math tells the expression, and of an alarm that is not performed nothing', async () => {
    put({ detail: { configuration: { metrics: { expression: [{ exists: true }] } } } });
    alarms.putAlarm('busy', deliveryAlarm());
    await set('ALARM');
    expect(delivered).toHaveLength(1);

    alarms.putAlarm('busy', { MetricName: 'Errors' });
    put({ source: ['aws.cloudwatch'] });
    await set('OK');
    expect(delivered[1]?.[1]).toMatchObject({ detail: { configuration: {} } });
  });

  it('that is disabled sends nothing', async () => {
    put({ source: ['aws.cloudwatch'] }, [QUEUE], false);
    await set('ALARM');

    expect(delivered).toEqual([]);
  });

  it('tells what could not be sent', async () => {
    put({ source: ['aws.cloudwatch'] }, [`${QUEUE}:gone`, QUEUE]);
    await set('ALARM');
    await context.advance(0);

    expect(delivered).toHaveLength(1);
    expect(context.warnings).toContain(`alarm busy: the event could not be sent to ${QUEUE}:gone: it is gone`);
  });

  it('of no pattern is refused', () => {
    expect(() => put({ detail: { state: { value: 'ALARM' } } })).toThrow('FilterPolicy');
  });
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
    alarms.putAlarm('second', { ...errors, Period: 10 });
    await minutes(2);

    expect(context.warnings).toEqual([
      expect.stringContaining('the alarm second never goes off locally: Period: must be a multiple of 60'),
    ]);
  });

  describe('on a percentile', () => {
    const slow = {
      ...{ Namespace: 'Shop', MetricName: 'Latency', ExtendedStatistic: 'p90', Period: 60, EvaluationPeriods: 1 },
      ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 100, AlarmActions: [TOPIC] },
    };
    const take = (...values: [value: number, count: number][]) => {
      const list = values.flatMap(([value, count]) => Array.from({ length: count }, () => value));
      const metric = { namespace: 'Shop', name: 'Latency', dimensions: {} };
      const set = { count: list.length, sum: list.reduce((sum, each) => sum + each, 0) };
      const ends = { min: Math.min(...list), max: Math.max(...list) };
      metrics.add(metric, { ...set, ...ends, values: new Map(values) }, { at: context.clock.now(), unit: 'None' });
    };
    const states = async () => {
      await minutes(1);
      const { MetricAlarms } = await call(alarms.operations, 'DescribeAlarms', { AlarmNames: ['slow', 'sure'] });
      return (MetricAlarms as { StateValue: string }[]).map(({ StateValue }) => StateValue);
    };

    it('goes off by it, and tells it', async () => {
      alarms.putAlarm('slow', slow);
      take([50, 90], [200, 10]);
      expect(await states()).toEqual(['OK']);
      take([50, 89], [200, 11]);
      expect(await states()).toEqual(['ALARM']);

      const { message } = published[0] ?? {};
      expect(message).toMatchObject({
        NewStateReason: expect.stringContaining('200.0'),
        Trigger: { StatisticType: 'ExtendedStatistic', ExtendedStatistic: 'p90', EvaluateLowSampleCountPercentile: '' },
      });
      expect(message).not.toHaveProperty('Trigger.Statistic');
      const { MetricAlarms } = await call(alarms.operations, 'DescribeAlarmsForMetric', {
        ...{ Namespace: 'Shop', MetricName: 'Latency', ExtendedStatistic: 'p90' },
      });
      expect(MetricAlarms).toMatchObject([{ AlarmName: 'slow', ExtendedStatistic: 'p90' }]);
    });

    it('stays as it is on fewer values than say something, where it is to ignore these', async () => {
      alarms.putAlarm('slow', slow);
      alarms.putAlarm('sure', { ...slow, EvaluateLowSampleCountPercentile: 'ignore' });
      take([200, 99]);
      expect(await states()).toEqual(['ALARM', 'INSUFFICIENT_DATA']);
      take([200, 100]);
      expect(await states()).toEqual(['ALARM', 'ALARM']);
      take([50, 99]);
      expect(await states()).toEqual(['OK', 'ALARM']);
    });
  });
});
