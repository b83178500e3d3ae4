/**
 * The public door of the alarms room, which stands in for Amazon CloudWatch's alarms, and for Amazon EventBridge and AWS Step
 * Functions as far as an alarm pauses a fork by them. An alarm that a rule listens to is evaluated when its stream tries to write.
 */
import { arnOf } from '../../domain/arn.ts';
import { messageOf } from '../../domain/errors.ts';
import { isObject } from '../../domain/is-object.ts';
import type { LocalContext } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';
import type { EventSourceMappings } from '../lambda/index.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import { oneValue } from '../metrics/metric-store.ts';
import { openAlarmHistory } from './alarm-history.ts';
import { type AlarmRoom, alarmOperations } from './alarm-operations.ts';
import { type AlarmRule, type AlarmState, type MappingTask, openAlarmStore, type StoredAlarm } from './alarm-store.ts';
import { type DeliveryAttempt, goesOff, readDeliveryAlarm } from './delivery-alarm.ts';
import { evaluateAlarm, settledAfter } from './evaluate-alarm.ts';
import { actionFailed, actionTaken, configurationUpdate, stateUpdate } from './history-items.ts';
import { type MetricAlarm, readMetricAlarm } from './metric-alarm.ts';
import { alarmNotification } from './notification.ts';

export interface Alarms {
  /** What of CloudWatch's API concerns alarms. */
  readonly operations: Operations;
  /**
   * An alarm that cannot be performed is taken though a rule listens to it: the same deployment may remove the rule, later. If it
   * does not, that is told when a stream has tried to write.
   */
  putAlarm(name: string, properties: object, tags?: Readonly<Record<string, string>>): void;
  removeAlarm(name: string): void;
  /** Throws an Error when an alarm it listens to cannot be performed. */
  putRule(name: string, rule: AlarmRule): void;
  removeRule(name: string): void;
  putMachine(arn: string, task: MappingTask): void;
  removeMachine(arn: string): void;
  /** Evaluates the alarms on a stream when it has tried to write: between attempts there are no data, and they are ignored. */
  attempted(attempt: DeliveryAttempt): void;
  /** Evaluates the alarms that no rule listens to, at the start of each of some minutes, the oldest first. */
  evaluate(minutes: readonly number[]): void;
}

/** Opens the alarms of the state folder. */
export function createAlarms(
  context: LocalContext,
  {
    mappings,
    metrics,
    publish,
  }: {
    mappings: Pick<EventSourceMappings, 'update'>;
    metrics: Pick<MetricStore, 'add' | 'read' | 'latest'>;
    /** Publishes to a topic. */
    publish: (topicArn: string, content: { subject: string; message: string }) => Promise<void>;
  },
): Alarms {
  const store = openAlarmStore(context);
  const history = openAlarmHistory(context);
  const arnOfAlarm = (name: string) => arnOf(context, 'cloudwatch', `alarm:${name}`);
  const rulesOn = (name: string) => store.rules().filter(({ alarmArns }) => alarmArns.includes(arnOfAlarm(name)));
  const listened = () => store.alarms().filter(({ name }) => rulesOn(name).length > 0);

  const startMachines = (name: string) => {
    for (const arn of rulesOn(name).flatMap(({ machineArns }) => machineArns)) {
      const task = store.machine(arn);
      if (task === undefined) continue;
      try {
        mappings.update(task.mappingId, { enabled: task.enabled });
      } catch (error) {
        const metric = { namespace: 'AWS/States', name: 'ExecutionsFailed', dimensions: { StateMachineArn: arn } };
        metrics.add(metric, oneValue(1), { at: context.clock.now(), unit: 'Count' });
        throw error;
      }
      context.warn(`alarm ${name}: the event source mapping ${task.mappingId} is ${task.enabled ? 'on' : 'off'}`);
    }
  };
  const told = new Set<string>();
  const tellOnce = (key: string, line: string) => {
    if (!told.has(key)) context.warn(line);
    told.add(key);
  };
  const readMetric = ({ name, properties }: StoredAlarm): MetricAlarm | undefined => {
    try {
      return readMetricAlarm(properties);
    } catch (error) {
      tellOnce(name, `the alarm ${name} never goes off locally: ${messageOf(error)}`);
      return undefined;
    }
  };
  /** Sets a state, and takes the actions of the change. */
  const change = (
    alarm: StoredAlarm,
    state: AlarmState,
    { at = context.clock.now(), ...why }: { reason: string; reasonData?: string | undefined; at?: number },
  ) => {
    const { name, state: before, configuredAt } = alarm;
    store.setState(name, state, { ...why, at });
    if (state === before) return;
    history.add(name, at, stateUpdate(alarm, state, why));
    const fields = readMetric(alarm)?.fields;
    if (!fields?.ActionsEnabled) return;
    const content = alarmNotification(context, { name, fields, before, state, reason: why.reason, at, configuredAt });
    const actions = {
      ALARM: fields.AlarmActions,
      OK: fields.OKActions,
      INSUFFICIENT_DATA: fields.InsufficientDataActions,
    };
    for (const action of actions[state]) {
      if (!/^arn:[\w-]+:sns:/.test(action)) {
        tellOnce(`${name} ${action}`, `alarm ${name}: the action ${action} is not performed locally: only topics are`);
        continue;
      }
      publish(action, content).then(
        () => history.add(name, at, actionTaken(action, at, content.message)),
        (error: unknown) => {
          history.add(name, at, actionFailed(action, at, messageOf(error)));
          context.warn(`alarm ${name}: ${action} could not be told: ${messageOf(error)}`);
        },
      );
    }
  };
  const goOff = (alarm: StoredAlarm, reason: string) => {
    const { name } = alarm;
    try {
      startMachines(name);
      change(alarm, 'ALARM', { reason });
    } catch (error) {
      // The alarm stays as it was, so that the next attempt tries the machine again, in the place of its Retry.
      context.warn(`alarm ${name}: what it starts failed: ${messageOf(error)}`);
    }
  };
  const readListened = ({ name, properties }: StoredAlarm) => {
    try {
      return readDeliveryAlarm(name, properties);
    } catch (error) {
      tellOnce(name, messageOf(error));
      return undefined;
    }
  };
  const evaluate = (stored: StoredAlarm, attempt: DeliveryAttempt) => {
    const { state } = stored;
    const alarm = readListened(stored);
    if (alarm?.streamName !== attempt.streamName) return;
    const seen = `an attempt that ${attempt.succeeded ? 'succeeded' : 'failed'}, of records up to ${attempt.freshness} s old`;
    if (goesOff(alarm, attempt)) {
      if (state !== 'ALARM') goOff(stored, `Threshold Crossed: ${seen}.`);
    } else if (state !== 'OK') change(stored, 'OK', { reason: `Threshold not crossed: ${seen}.` });
  };
  /** At the minutes at which its figures can be others than the minute before, and at the last. */
  const evaluateMetric = (stored: StoredAlarm, minutes: readonly number[]) => {
    const alarm = readMetric(stored);
    if (alarm === undefined) return;
    const settled = settledAfter(alarm, metrics);
    let current = stored;
    for (const at of minutes.filter((minute) => minute <= settled || minute === minutes.at(-1))) {
      const verdict = evaluateAlarm(alarm, { store: metrics, now: at, before: current.state });
      if (verdict === undefined || verdict.state === current.state) continue;
      const why = { at, reason: verdict.reason, reasonData: JSON.stringify(verdict.reasonData) };
      change(current, verdict.state, why);
      current = { ...current, state: verdict.state, change: why };
    }
  };
  const put = (name: string, properties: object) => {
    told.delete(name);
    const isNew = store.alarms().every((alarm) => alarm.name !== name);
    store.saveAlarm(name, properties);
    history.add(name, context.clock.now(), configurationUpdate(name, isNew ? 'Create' : 'Update', properties));
  };
  const remove = (name: string) => {
    const alarm = store.alarms().find((each) => each.name === name);
    store.removeAlarm(name);
    if (isObject(alarm?.properties))
      history.add(name, context.clock.now(), configurationUpdate(name, 'Delete', alarm.properties));
  };
  const set: AlarmRoom['set'] = (alarm, state, why) => {
    change(alarm, state, why);
    if (state === 'ALARM') startMachines(alarm.name);
  };

  return {
    operations: alarmOperations({ context, store, history, put, remove, set }),
    putAlarm(name, properties, tags = {}) {
      put(name, properties);
      store.saveTags(name, tags);
    },
    removeAlarm: remove,
    putRule(name, rule) {
      for (const alarm of store.alarms()) {
        if (rule.alarmArns.includes(arnOfAlarm(alarm.name))) readDeliveryAlarm(alarm.name, alarm.properties);
      }
      store.saveRule(name, rule);
    },
    removeRule: store.removeRule,
    putMachine: store.saveMachine,
    removeMachine: store.removeMachine,
    attempted(attempt) {
      for (const alarm of listened()) evaluate(alarm, attempt);
    },
    evaluate(minutes) {
      for (const alarm of store.alarms()) {
        if (rulesOn(alarm.name).length > 0) continue;
        try {
          evaluateMetric(alarm, minutes);
        } catch (error) {
          tellOnce(alarm.name, `the alarm ${alarm.name} cannot be evaluated: ${messageOf(error)}`);
        }
      }
    },
  };
}
