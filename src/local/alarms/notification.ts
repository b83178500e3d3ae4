/**
 * What CloudWatch publishes to a topic when an alarm changes its state (CloudWatch guide, "Notifying users on alarm changes").
 * Of the names of regions it knows those that the guide's examples and most accounts have; others are told by their code.
 */
import { arnOf } from '../../domain/arn.ts';
import type { LocalContext } from '../context.ts';
import type { AlarmState } from './alarm-store.ts';
import { stamp } from './evaluate-alarm.ts';
import type { AlarmFields } from './metric-alarm.ts';

const REGIONS: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
  'eu-west-1': 'EU (Ireland)',
  'eu-central-1': 'EU (Frankfurt)',
};
/** SNS API reference, Publish, Subject. */
const MAX_SUBJECT = 100;

/** Subject and message of a change of state. */
export function alarmNotification(
  context: Pick<LocalContext, 'region' | 'accountId'>,
  change: {
    name: string;
    fields: AlarmFields;
    before: AlarmState;
    state: AlarmState;
    reason: string;
    at: number;
    configuredAt: number;
  },
): { subject: string; message: string } {
  const { name, fields, before, state, reason, at, configuredAt } = change;
  const region = REGIONS[context.region] ?? context.region;
  return {
    subject: `${state}: "${name}" in ${region}`.slice(0, MAX_SUBJECT),
    message: JSON.stringify({
      AlarmName: name,
      AlarmDescription: fields.AlarmDescription ?? null,
      AWSAccountId: context.accountId,
      AlarmConfigurationUpdatedTimestamp: stamp(configuredAt),
      NewStateValue: state,
      NewStateReason: reason,
      StateChangeTime: stamp(at),
      Region: region,
      AlarmArn: arnOf(context, 'cloudwatch', `alarm:${name}`),
      OldStateValue: before,
      OKActions: fields.OKActions,
      AlarmActions: fields.AlarmActions,
      InsufficientDataActions: fields.InsufficientDataActions,
      Trigger: triggerOf(fields),
    }),
  };
}

function triggerOf(fields: AlarmFields): object {
  const shared = {
    Period: fields.Period,
    EvaluationPeriods: fields.EvaluationPeriods,
    ...(fields.DatapointsToAlarm === undefined ? {} : { DatapointsToAlarm: fields.DatapointsToAlarm }),
    ComparisonOperator: fields.ComparisonOperator,
    Threshold: fields.Threshold,
    TreatMissingData: fields.TreatMissingData,
    EvaluateLowSampleCountPercentile: fields.EvaluateLowSampleCountPercentile ?? '',
  };
  if (fields.Metrics) return { ...shared, Metrics: fields.Metrics.map(triggerMetric) };
  return {
    MetricName: fields.MetricName,
    Namespace: fields.Namespace,
    ...statisticOf(fields),
    Unit: fields.Unit ?? null,
    Dimensions: pairs(fields.Dimensions ?? {}),
    ...shared,
  };
}

function statisticOf({ Statistic, ExtendedStatistic }: AlarmFields): object {
  if (ExtendedStatistic !== undefined) return { StatisticType: 'ExtendedStatistic', ExtendedStatistic };
  return {
    StatisticType: 'Statistic',
    Statistic: Statistic === 'SampleCount' ? 'SAMPLE_COUNT' : Statistic?.toUpperCase(),
  };
}

function triggerMetric({
  Id,
  Expression,
  MetricStat,
  ReturnData,
}: NonNullable<AlarmFields['Metrics']>[number]): object {
  if (MetricStat === undefined) return { Expression, Id, ReturnData };
  const { Metric, Period, Stat } = MetricStat;
  const metric = { Dimensions: pairs(Metric.Dimensions), MetricName: Metric.MetricName, Namespace: Metric.Namespace };
  return { Id, MetricStat: { Metric: metric, Period, Stat }, ReturnData };
}

function pairs(dimensions: Readonly<Record<string, string>>): object[] {
  return Object.entries(dimensions).map(([name, value]) => ({ value, name }));
}
