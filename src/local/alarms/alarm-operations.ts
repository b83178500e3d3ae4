/**
 * The operations of CloudWatch's API that concern alarms (API reference). Composite alarms, anomaly detection and mute rules are
 * refused by name.
 */
import * as v from 'valibot';
import { messageOf } from '../../domain/errors.ts';
import { isObject } from '../../domain/is-object.ts';
import { parseJson } from '../../domain/json/parse-json.ts';
import type { LocalContext } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import { readRequest } from '../metrics/invalid-request.ts';
import type { AlarmHistory } from './alarm-history.ts';
import type { AlarmState, AlarmStore, StoredAlarm } from './alarm-store.ts';
import { tagOperations } from './alarm-tags.ts';
import { describeAlarms, describeAlarmsForMetric } from './describe-alarms.ts';
import { readMetricAlarm } from './metric-alarm.ts';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const names = v.pipe(v.array(name), v.maxLength(100, 'at most 100 names are taken'));
const actions = v.optional(v.pipe(v.array(v.string()), v.maxLength(5, 'at most 5 actions are taken')));
const putSchema = v.looseObject({
  AlarmName: name,
  AlarmDescription: v.optional(v.pipe(v.string(), v.maxLength(1024))),
  AlarmActions: actions,
  OKActions: actions,
  InsufficientDataActions: actions,
  Tags: v.optional(v.array(v.object({ Key: v.string(), Value: v.string() })), []),
});
const namesSchema = v.object({ AlarmNames: v.optional(names, []) });
const setStateSchema = v.object({
  AlarmName: v.string(),
  StateValue: v.picklist(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateReason: v.string(),
  StateReasonData: v.optional(v.string()),
});

/** What the operations need of the room. */
export interface AlarmRoom {
  readonly context: LocalContext;
  readonly store: AlarmStore;
  readonly history: AlarmHistory;
  put(name: string, properties: object): void;
  remove(name: string): void;
  /** Sets a state by hand, with all that follows from it. */
  set(alarm: StoredAlarm, state: AlarmState, why: { reason: string; reasonData?: string | undefined }): void;
}

/** The operations under AWS's names. */
export function alarmOperations(room: AlarmRoom): Operations {
  const { context, store, history } = room;
  const enable = (input: unknown, isEnabled: boolean) => {
    const { AlarmNames } = readRequest(namesSchema, input);
    for (const alarm of store.alarms()) {
      if (!AlarmNames.includes(alarm.name) || !isObject(alarm.properties)) continue;
      room.put(alarm.name, { ...alarm.properties, ActionsEnabled: isEnabled });
    }
    return {};
  };
  return {
    PutMetricAlarm(input) {
      const { AlarmName, Tags, ...properties } = parse(putSchema, input);
      try {
        readMetricAlarm(properties);
      } catch (cause) {
        throw new AwsError('ValidationError', messageOf(cause), { cause });
      }
      const isNew = store.alarms().every((alarm) => alarm.name !== AlarmName);
      room.put(AlarmName, properties);
      // Tags of an alarm that is there are changed by TagResource alone.
      if (isNew) store.saveTags(AlarmName, Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])));
      return {};
    },
    DeleteAlarms(input) {
      const { AlarmNames } = readRequest(namesSchema, input);
      for (const { name: alarm } of store.alarms()) if (AlarmNames.includes(alarm)) room.remove(alarm);
      return {};
    },
    EnableAlarmActions: (input) => enable(input, true),
    DisableAlarmActions: (input) => enable(input, false),
    DescribeAlarms: (input) => describeAlarms(context, store, input),
    DescribeAlarmsForMetric: (input) => describeAlarmsForMetric(context, store, input),
    DescribeAlarmHistory: history.describe,
    SetAlarmState(input) {
      const { AlarmName, StateValue, StateReason, StateReasonData } = parse(setStateSchema, input);
      if (StateReasonData !== undefined && parseJson(StateReasonData) === undefined)
        throw new AwsError('InvalidFormat', 'StateReasonData is not syntactically valid JSON');
      const alarm = store.alarms().find((each) => each.name === AlarmName);
      if (alarm === undefined) throw new AwsError('ResourceNotFound', 'Unknown alarm', { status: 404 });
      room.set(alarm, StateValue, { reason: StateReason, reasonData: StateReasonData });
      return {};
    },
    ...tagOperations(context, store),
  };
}

/** These operations have a code of their own for a request that they do not take. */
function parse<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const request = v.safeParse(schema, input);
  if (request.success) return request.output;
  const [issue] = request.issues;
  throw new AwsError('ValidationError', `${v.getDotPath(issue) ?? 'The request'}: ${issue.message}`);
}
