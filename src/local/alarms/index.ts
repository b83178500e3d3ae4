/**
 * The public door of the alarms room, which stands in for Amazon CloudWatch's alarms, and for Amazon EventBridge and AWS Step
 * Functions as far as an alarm pauses a fork by them. An alarm that no rule listens to never changes its state by itself.
 */
import * as v from 'valibot';
import { arnOf } from '../../domain/arn.ts';
import { messageOf } from '../../domain/errors.ts';
import type { LocalContext } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import type { EventSourceMappings } from '../lambda/index.ts';
import { type AlarmRule, type MappingTask, openAlarmStore, type StoredAlarm } from './alarm-store.ts';
import { type DeliveryAttempt, goesOff, readDeliveryAlarm } from './delivery-alarm.ts';

export interface Alarms {
  /** What of CloudWatch's API concerns alarms: SetAlarmState. */
  readonly operations: Operations;
  /**
   * An alarm that cannot be performed is taken though a rule listens to it: the same deployment may remove the rule, later. If it
   * does not, that is told when a stream has tried to write.
   */
  putAlarm(name: string, properties: object): void;
  removeAlarm(name: string): void;
  /** Throws an Error when an alarm it listens to cannot be performed. */
  putRule(name: string, rule: AlarmRule): void;
  removeRule(name: string): void;
  putMachine(arn: string, task: MappingTask): void;
  removeMachine(arn: string): void;
  /** Evaluates the alarms on a stream when it has tried to write: between attempts there are no data, and they are ignored. */
  attempted(attempt: DeliveryAttempt): void;
}

const unknownAlarm = new AwsError('ResourceNotFound', 'Unknown alarm', { status: 404 });

const setStateSchema = v.object({
  AlarmName: v.string(),
  StateValue: v.picklist(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateReason: v.string(),
});

/** Opens the alarms of the state folder. */
export function createAlarms(
  context: LocalContext,
  { mappings }: { mappings: Pick<EventSourceMappings, 'update'> },
): Alarms {
  const store = openAlarmStore(context.database);
  const arnOfAlarm = (name: string) => arnOf(context, 'cloudwatch', `alarm:${name}`);
  const rulesOn = (name: string) => store.rules().filter(({ alarmArns }) => alarmArns.includes(arnOfAlarm(name)));
  const listened = () => store.alarms().filter(({ name }) => rulesOn(name).length > 0);

  const startMachines = (name: string) => {
    for (const arn of rulesOn(name).flatMap(({ machineArns }) => machineArns)) {
      const task = store.machine(arn);
      if (task === undefined) continue;
      mappings.update(task.mappingId, { enabled: task.enabled });
      context.warn(`alarm ${name}: the event source mapping ${task.mappingId} is ${task.enabled ? 'on' : 'off'}`);
    }
  };
  const goOff = (name: string) => {
    try {
      startMachines(name);
      store.setState(name, 'ALARM');
    } catch (error) {
      // The alarm stays as it was, so that the next attempt tries the machine again, in the place of its Retry.
      context.warn(`alarm ${name}: what it starts failed: ${messageOf(error)}`);
    }
  };
  const told = new Set<string>();
  const readListened = ({ name, properties }: StoredAlarm) => {
    try {
      return readDeliveryAlarm(name, properties);
    } catch (error) {
      if (!told.has(name)) context.warn(messageOf(error));
      told.add(name);
      return undefined;
    }
  };
  const evaluate = (stored: StoredAlarm, attempt: DeliveryAttempt) => {
    const { name, state } = stored;
    const alarm = readListened(stored);
    if (alarm?.streamName !== attempt.streamName) return;
    if (!goesOff(alarm, attempt)) store.setState(name, 'OK');
    else if (state !== 'ALARM') goOff(name);
  };

  return {
    operations: {
      SetAlarmState(input) {
        const { AlarmName, StateValue } = parseState(input);
        if (!store.setState(AlarmName, StateValue)) throw unknownAlarm;
        if (StateValue === 'ALARM') startMachines(AlarmName);
        return {};
      },
    },
    putAlarm(name, properties) {
      told.delete(name);
      store.saveAlarm(name, properties);
    },
    removeAlarm: store.removeAlarm,
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
  };
}

function parseState(input: unknown): v.InferOutput<typeof setStateSchema> {
  const request = v.safeParse(setStateSchema, input);
  if (request.success) return request.output;
  throw new AwsError('ValidationError', request.issues[0].message);
}
