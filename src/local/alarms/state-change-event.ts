/** The event that an alarm sends when it changes its state (CloudWatch guide, "Alarm events and EventBridge"). */
import { randomUUID } from 'node:crypto';
import { arnOf } from '../../domain/arn.ts';
import type { LocalContext } from '../context.ts';
import type { AlarmState, StoredAlarm } from './alarm-store.ts';
import { stamp } from './evaluate-alarm.ts';
import { type AlarmFields, readMetricAlarm, statisticName } from './metric-alarm.ts';

/** A change of state, and why. */
export interface StateChange {
  readonly state: AlarmState;
  readonly reason: string;
  readonly reasonData?: string | undefined;
  readonly at: number;
}

/** The event as JSON. */
export function stateChangeEvent(
  context: Pick<LocalContext, 'region' | 'accountId'>,
  alarm: StoredAlarm,
  change: StateChange,
): string {
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: context.accountId,
    time: new Date(change.at).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: context.region,
    resources: [arnOf(context, 'cloudwatch', `alarm:${alarm.name}`)],
    detail: {
      alarmName: alarm.name,
      state: stateOf(change),
      previousState: stateOf({ state: alarm.state, ...alarm.change }),
      configuration: configurationOf(alarm),
    },
  });
}

function stateOf({ state, reason, reasonData, at }: StateChange): object {
  return { value: state, reason, ...(reasonData === undefined ? {} : { reasonData }), timestamp: stamp(at) };
}

function configurationOf({ properties }: StoredAlarm): object {
  const fields = fieldsOf(properties);
  if (fields === undefined) return {};
  const { AlarmDescription, Metrics, Namespace, MetricName, Dimensions = {}, Period } = fields;
  const own = { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: statisticName(fields) };
  const queries: NonNullable<AlarmFields['Metrics']> | [{ Id: string; MetricStat: typeof own; ReturnData: true }] =
    Metrics ?? [{ Id: 'm1', MetricStat: own, ReturnData: true }];
  return {
    ...(AlarmDescription === undefined ? {} : { description: AlarmDescription }),
    metrics: queries.map(({ Id, ReturnData, ...query }) => ({
      id: Id,
      ...('Expression' in query && query.Expression !== undefined ? { expression: query.Expression } : {}),
      ...(query.MetricStat === undefined
        ? {}
        : {
            metricStat: {
              metric: {
                namespace: query.MetricStat.Metric.Namespace,
                name: query.MetricStat.Metric.MetricName,
                dimensions: query.MetricStat.Metric.Dimensions,
              },
              period: query.MetricStat.Period,
              stat: query.MetricStat.Stat,
            },
          }),
      returnData: ReturnData,
    })),
  };
}

/** Undefined for an alarm that is not performed. */
function fieldsOf(properties: unknown): AlarmFields | undefined {
  try {
    return readMetricAlarm(properties).fields;
  } catch {
    return undefined;
  }
}
