/**
 * Stands in for the default event bus of Amazon EventBridge, as far as alarms send events to it, and for the state machines that
 * rules start. Patterns are checked and matched as SNS filter policies over a message body are, with their limits: the operators are
 * the same (EventBridge guide, "Comparison operators"; SNS guide, filter policies).
 */

import { messageOf } from '../../domain/errors.ts';
import { type FilterPolicy, matchFilterPolicy, parseFilterPolicy } from '../../domain/filter-policy/index.ts';
import type { LocalContext } from '../context.ts';
import type { EventSourceMappings } from '../lambda/index.ts';
import { type MetricStore, oneValue } from '../metrics/metric-store.ts';
import type { AlarmRule, AlarmStore, StoredAlarm } from './alarm-store.ts';
import { type StateChange, stateChangeEvent } from './state-change-event.ts';

export interface EventRules {
  /** Throws an Error for a pattern that is none. */
  put(name: string, rule: AlarmRule): void;
  /** True when an alarm's going off would match a rule. */
  listenTo(alarm: StoredAlarm): boolean;
  /** Sends the event of a change to all that the rules name. Throws what a state machine failed with, after all the others. */
  tell(alarm: StoredAlarm, change: StateChange): void;
}

/** Opens the rules of the state folder. */
export function openEventRules(
  context: LocalContext,
  engines: {
    store: AlarmStore;
    mappings: Pick<EventSourceMappings, 'update'>;
    metrics: Pick<MetricStore, 'add'>;
    /** Sends an event to a queue or a topic. */
    deliver: (targetArn: string, event: string) => Promise<void>;
  },
): EventRules {
  const { store, mappings, metrics, deliver } = engines;
  const compiled = new Map<string, FilterPolicy>();
  const compile = (pattern: string): FilterPolicy => {
    const policy = compiled.get(pattern) ?? parseFilterPolicy(pattern, 'MessageBody');
    compiled.set(pattern, policy);
    return policy;
  };
  const rulesFor = (event: string): AlarmRule[] =>
    store
      .rules()
      .filter(
        ({ enabled, pattern }) =>
          enabled && matchFilterPolicy(compile(pattern), { body: event, attributes: {} }).matched,
      );
  const start = (alarm: string, arn: string) => {
    const task = store.machine(arn);
    if (task === undefined) return;
    try {
      mappings.update(task.mappingId, { enabled: task.enabled });
    } catch (error) {
      const metric = { namespace: 'AWS/States', name: 'ExecutionsFailed', dimensions: { StateMachineArn: arn } };
      metrics.add(metric, oneValue(1), { at: context.clock.now(), unit: 'Count' });
      throw error;
    }
    context.warn(`alarm ${alarm}: the event source mapping ${task.mappingId} is ${task.enabled ? 'on' : 'off'}`);
  };
  return {
    put(name, rule) {
      compile(rule.pattern);
      store.saveRule(name, rule);
    },
    listenTo(alarm) {
      const goingOff = { state: 'ALARM' as const, reason: '', at: context.clock.now() };
      return rulesFor(stateChangeEvent(context, alarm, goingOff)).length > 0;
    },
    tell(alarm, change) {
      const event = stateChangeEvent(context, alarm, change);
      const targets = rulesFor(event).flatMap((rule) => rule.targets);
      const isMachine = (arn: string) => /^arn:[\w-]+:states:/.test(arn);
      for (const arn of targets.filter((target) => !isMachine(target))) {
        deliver(arn, event).catch((error: unknown) =>
          context.warn(`alarm ${alarm.name}: the event could not be sent to ${arn}: ${messageOf(error)}`),
        );
      }
      for (const arn of targets.filter(isMachine)) start(alarm.name, arn);
    },
  };
}
