/**
 * The public door of the alarms room, which stands in for Amazon CloudWatch's alarms, and for Amazon EventBridge and AWS Step
 * Functions as far as an alarm pauses a fork by them. An alarm that a rule listens to is evaluated when its stream tries to write.
 */
import { messageOf } from '../../domain/errors.ts';
import { isObject } from '../../domain/is-object.ts';
import type { LocalContext } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';
import type { EventSourceMappings } from '../lambda/index.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import { openAlarmHistory } from './alarm-history.ts';
import { type AlarmRoom, alarmOperations } from './alarm-operations.ts';
import { type AlarmRule, type AlarmState, type MappingTask, openAlarmStore, type StoredAlarm } from './alarm-store.ts';
import { type DeliveryAlarm, type DeliveryAttempt, goesOff, readDeliveryAlarm } from './delivery-alarm.ts';
import { evaluateAlarm, settledAfter } from './evaluate-alarm.ts';
import { openEventRules } from './event-rules.ts';
import { actionFailed, actionTaken, configurationUpdate, stateUpdate } from './history-items.ts';
import { type MetricAlarm, readMetricAlarm } from './metric-alarm.ts';
import { alarmNotification } from './notification.ts';

export interface Alarms {
  /** What of CloudWatch's API concerns alarms. */
  readonly operations: Operations;
  putAlarm(name: string, properties: object, tags?: Readonly<Record<string, string>>): void;
  removeAlarm(name: string): void;
  /** Throws an Error for a pattern that is none. */
  putRule(name: string, rule: AlarmRule): void;
  removeRule(name: string): void;
  putMachine(arn: string, task: MappingTask): void;
  removeMachine(arn: string): void;
  /** Evaluates the alarms that are to act on a stream at once, when it has tried to write. */
  attempted(attempt: DeliveryAttempt): void;
  /** Evaluates all other alarms at the start of each of some minutes, the oldest first. */
  evaluate(minutes: readonly number[]): void;
}

/** Opens the alarms of the state folder. */
export function createAlarms(
  context: LocalContext,
  {
    mappings,
    metrics,
    publish,
    deliver,
  }: {
    mappings: Pick<EventSourceMappings, 'update'>;
    metrics: Pick<MetricStore, 'add' | 'read' | 'spread' | 'latest'>;
    /** Publishes to a topic. */
    publish: (topicArn: string, content: { subject: string; message: string }) => Promise<void>;
    /** Sends an event to a queue or a topic. */
    deliver: (targetArn: string, event: string) => Promise<void>;
  },
): Alarms {
  const store = openAlarmStore(context);
  const history = openAlarmHistory(context);
  const rules = openEventRules(context, { store, mappings, metrics, deliver });
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
  /** Tells the rules of a change; what they start may fail, and is told then. */
  const changeAndTell = (
    alarm: StoredAlarm,
    state: AlarmState,
    why: { reason: string; reasonData?: string | undefined; at?: number },
  ) => {
    const at = why.at ?? context.clock.now();
    change(alarm, state, why);
    try {
      rules.tell(alarm, { state, ...why, at });
    } catch (error) {
      context.warn(`alarm ${alarm.name}: what it starts failed: ${messageOf(error)}`);
    }
  };
  const goOff = (alarm: StoredAlarm, reason: string) => {
    const { name } = alarm;
    try {
      rules.tell(alarm, { state: 'ALARM', reason, at: context.clock.now() });
      change(alarm, 'ALARM', { reason });
    } catch (error) {
      // The alarm stays as it was, so that the next attempt tries the machine again, in the place of its Retry.
      context.warn(`alarm ${name}: what it starts failed: ${messageOf(error)}`);
    }
  };
  /** An alarm that is judged at each attempt of its stream, since a rule on it is to act at once. */
  const paced = (alarm: StoredAlarm): DeliveryAlarm | undefined => {
    const read = readDeliveryAlarm(alarm.properties);
    return read !== undefined && rules.listenTo(alarm) ? read : undefined;
  };
  const evaluate = (stored: StoredAlarm, attempt: DeliveryAttempt) => {
    const { state } = stored;
    const alarm = paced(stored);
    if (alarm?.streamName !== attempt.streamName) return;
    const seen = `an attempt that ${attempt.succeeded ? 'succeeded' : 'failed'}, of records up to ${attempt.freshness} s old`;
    if (goesOff(alarm, attempt)) {
      if (state !== 'ALARM') goOff(stored, `Threshold Crossed: ${seen}.`);
    } else if (state !== 'OK') changeAndTell(stored, 'OK', { reason: `Threshold not crossed: ${seen}.` });
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
      changeAndTell(current, verdict.state, why);
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
    // Who sets it to ALARM by hand means what that starts, also where it is in ALARM.
    if (state !== alarm.state || state === 'ALARM') rules.tell(alarm, { state, ...why, at: context.clock.now() });
  };

  return {
    operations: alarmOperations({ context, store, history, put, remove, set }),
    putAlarm(name, properties, tags = {}) {
      put(name, properties);
      store.saveTags(name, tags);
    },
    removeAlarm: remove,
    putRule: rules.put,
    removeRule: store.removeRule,
    putMachine: store.saveMachine,
    removeMachine: store.removeMachine,
    attempted(attempt) {
      for (const alarm of store.alarms()) evaluate(alarm, attempt);
    },
    evaluate(minutes) {
      for (const alarm of store.alarms()) {
        if (paced(alarm) !== undefined) continue;
        try {
          evaluateMetric(alarm, minutes);
        } catch (error) {
          tellOnce(alarm.name, `the alarm ${alarm.name} cannot be evaluated: ${messageOf(error)}`);
        }
      }
    },
  };
}
