/**
 * DescribeAlarms and DescribeAlarmsForMetric of the stand-in for CloudWatch (API reference): filters and pages.
 * There are no composite alarms, and asking for the parents or children of one is refused.
 */
import * as v from 'valibot';
import { arnOf } from '../../domain/arn.ts';
import type { LocalContext } from '../context.ts';
import { dimensionList, invalidCombination, invalidValue, numeric, readRequest } from '../metrics/invalid-request.ts';
import type { AlarmStore, StoredAlarm } from './alarm-store.ts';
import { type AlarmFields, readMetricAlarm } from './metric-alarm.ts';

const names = v.pipe(v.array(v.string()), v.maxLength(100, 'at most 100 names are taken'));
const notPerformed = v.optional(v.never('composite alarms are not performed locally'));
const schema = v.object({
  AlarmNames: v.optional(names),
  AlarmNamePrefix: v.optional(v.string()),
  AlarmTypes: v.optional(v.array(v.string()), ['MetricAlarm']),
  StateValue: v.optional(v.picklist(['OK', 'ALARM', 'INSUFFICIENT_DATA'])),
  ActionPrefix: v.optional(v.string()),
  MaxRecords: v.optional(v.pipe(numeric, v.integer(), v.minValue(1), v.maxValue(100)), 50),
  NextToken: v.optional(v.string()),
  ChildrenOfAlarmName: notPerformed,
  ParentsOfAlarmName: notPerformed,
});

/** A page of the alarms that a request asks for, in the order of their names. */
export function describeAlarms(context: LocalContext, store: Pick<AlarmStore, 'alarms'>, input: unknown): object {
  const request = readRequest(schema, input);
  if (request.AlarmNames && request.AlarmNamePrefix !== undefined) {
    throw invalidCombination('AlarmNamePrefix and AlarmNames cannot be specified together.');
  }
  const first = Number(request.NextToken ?? 0);
  if (!Number.isSafeInteger(first) || first < 0) throw invalidValue('Invalid nextToken');
  const end = first + request.MaxRecords;
  const found = store.alarms().filter((alarm) => isWanted(alarm, request));
  return {
    CompositeAlarms: [],
    MetricAlarms: found.slice(first, end).map((alarm) => described(context, alarm)),
    ...(found.length > end ? { NextToken: String(end) } : {}),
  };
}

const metricSchema = v.object({
  Namespace: v.string(),
  MetricName: v.string(),
  Dimensions: v.optional(dimensionList, []),
  Statistic: v.optional(v.string()),
  ExtendedStatistic: v.optional(v.string()),
  Period: v.optional(numeric),
  Unit: v.optional(v.string()),
});

/** The alarms on one metric; those that reckon a figure from several metrics are not among them (API reference). */
export function describeAlarmsForMetric(
  context: LocalContext,
  store: Pick<AlarmStore, 'alarms'>,
  input: unknown,
): object {
  const { Namespace, MetricName, Dimensions, ...wanted } = readRequest(metricSchema, input);
  const dimensions = sorted(Dimensions);
  const found = store.alarms().filter((alarm) => {
    const fields = fieldsOf(alarm);
    return (
      fields?.Namespace === Namespace &&
      fields.MetricName === MetricName &&
      sorted(fields.Dimensions ?? {}) === dimensions &&
      (wanted.Statistic === undefined || wanted.Statistic === fields.Statistic) &&
      (wanted.Period === undefined || wanted.Period === fields.Period) &&
      (wanted.Unit === undefined || wanted.Unit === fields.Unit) &&
      (wanted.ExtendedStatistic === undefined || wanted.ExtendedStatistic === fields.ExtendedStatistic)
    );
  });
  return { MetricAlarms: found.map((alarm) => described(context, alarm)) };
}

function sorted(dimensions: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isWanted(alarm: StoredAlarm, request: v.InferOutput<typeof schema>): boolean {
  const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue, ActionPrefix } = request;
  if (AlarmNames && !AlarmNames.includes(alarm.name)) return false;
  if (!AlarmTypes.includes('MetricAlarm') || !alarm.name.startsWith(AlarmNamePrefix)) return false;
  if (StateValue !== undefined && StateValue !== alarm.state) return false;
  if (ActionPrefix === undefined) return true;
  const fields = fieldsOf(alarm);
  const actions = [fields?.AlarmActions, fields?.OKActions, fields?.InsufficientDataActions].flatMap(
    (list) => list ?? [],
  );
  return actions.some((action) => action.startsWith(ActionPrefix));
}

function described(context: LocalContext, alarm: StoredAlarm): object {
  const fields = fieldsOf(alarm);
  const { name, state, change, configuredAt } = alarm;
  const { Dimensions, Metrics, ...rest } = fields ?? {};
  return {
    AlarmName: name,
    AlarmArn: arnOf(context, 'cloudwatch', `alarm:${name}`),
    ...rest,
    ...(Metrics ? { Metrics: Metrics.map(describedMetric) } : { Dimensions: pairs(Dimensions ?? {}) }),
    AlarmConfigurationUpdatedTimestamp: configuredAt / 1000,
    StateValue: state,
    StateReason: change.reason,
    ...(change.reasonData === undefined ? {} : { StateReasonData: change.reasonData }),
    StateUpdatedTimestamp: change.at / 1000,
    StateTransitionedTimestamp: change.at / 1000,
  };
}

/** Undefined for an alarm that is not performed: of it there are name and state alone. */
function fieldsOf({ properties }: StoredAlarm): AlarmFields | undefined {
  try {
    return readMetricAlarm(properties).fields;
  } catch {
    return undefined;
  }
}

function describedMetric(query: NonNullable<AlarmFields['Metrics']>[number]): object {
  if (query.MetricStat === undefined) return query;
  const { Metric } = query.MetricStat;
  return { ...query, MetricStat: { ...query.MetricStat, Metric: { ...Metric, Dimensions: pairs(Metric.Dimensions) } } };
}

function pairs(dimensions: Readonly<Record<string, string>>): object[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
