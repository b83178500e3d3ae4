import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Alarms, createAlarms } from '../../../src/local/alarms/index.ts';
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
/** Every change of a mapping that was asked for. */
const switched: [string, object][] = [];
let refusal: Error | undefined;

const open = () => {
  context = createTestContext({ folder });
  alarms = createAlarms(context, {
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
