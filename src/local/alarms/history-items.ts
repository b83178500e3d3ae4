/** The items of an alarm's history as CloudWatch words them (AWS CLI reference, describe-alarm-history, and published histories). */
import type { AlarmState, StoredAlarm } from './alarm-store.ts';
import { stamp } from './evaluate-alarm.ts';

const WORDS = { Create: 'created', Update: 'updated', Delete: 'deleted' };

/** An alarm was made, changed or deleted. */
export function configurationUpdate(name: string, type: keyof typeof WORDS, properties: object) {
  const fields = Object.entries(properties).map(([key, value]) => [
    `${key.slice(0, 1).toLowerCase()}${key.slice(1)}`,
    value,
  ]);
  return {
    type: 'ConfigurationUpdate' as const,
    summary: `Alarm "${name}" ${WORDS[type]}`,
    data: { version: '1.0', type },
    optional: { [`${WORDS[type]}Alarm`]: Object.fromEntries(fields) },
  };
}

/** An alarm went from one state to another. */
export function stateUpdate(
  { state: before, change }: StoredAlarm,
  state: AlarmState,
  why: { reason: string; reasonData?: string | undefined },
) {
  return {
    type: 'StateUpdate' as const,
    summary: `Alarm updated from ${before} to ${state}`,
    data: {
      version: '1.0',
      oldState: stateOf(before, change.reason, change.reasonData),
      newState: stateOf(state, why.reason, why.reasonData),
    },
  };
}

/** A topic was told. */
export function actionTaken(action: string, at: number, message: string) {
  return {
    type: 'Action' as const,
    summary: `Successfully executed action ${action}`,
    data: { actionState: 'Succeeded', stateUpdateTimestamp: stamp(at), notificationResource: action },
    optional: { publishedMessage: JSON.stringify({ default: message }) },
  };
}

/** A topic could not be told. */
export function actionFailed(action: string, at: number, error: string) {
  return {
    type: 'Action' as const,
    summary: `Failed to execute action ${action}. Received error: "${error}"`,
    data: { actionState: 'Failed', stateUpdateTimestamp: stamp(at), notificationResource: action, error },
  };
}

function stateOf(stateValue: AlarmState, stateReason: string, reasonData: string | undefined): object {
  return {
    stateValue,
    stateReason,
    ...(reasonData === undefined ? {} : { stateReasonData: parsed(reasonData) }),
  };
}

/** SetAlarmState takes any text for it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
