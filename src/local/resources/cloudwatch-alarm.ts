/**
 * Stands in for AWS::CloudWatch::Alarm.
 * It goes off only where an AWS::Events::Rule listens to it; then it is to be one that the alarms room performs.
 */
import { arnOf } from '../../domain/arn.ts';
import { acceptedNames, defineResource } from './provider.ts';

/** An alarm; without a rule it never changes its state by itself. */
export const alarm = defineResource({
  type: 'AWS::CloudWatch::Alarm',
  effect: 'accepted',
  table: acceptedNames([
    'ActionsEnabled',
    'AlarmActions',
    'AlarmDescription',
    'AlarmName',
    'ComparisonOperator',
    'DatapointsToAlarm',
    'Dimensions',
    'EvaluateLowSampleCountPercentile',
    'EvaluationPeriods',
    'ExtendedStatistic',
    'InsufficientDataActions',
    'MetricName',
    'Metrics',
    'Namespace',
    'OKActions',
    'Period',
    'Statistic',
    'Tags',
    'Threshold',
    'ThresholdMetricId',
    'TreatMissingData',
    'Unit',
  ]),
  attributes: ['Arn'],
  create(properties, { engines, generatedName }) {
    const { AlarmName } = properties;
    const name = typeof AlarmName === 'string' ? AlarmName : generatedName(64);
    engines.alarms.putAlarm(name, properties);
    return name;
  },
  update: (name, properties, { engines }) => engines.alarms.putAlarm(name, properties),
  delete: (name, { engines }) => engines.alarms.removeAlarm(name),
  describe: (name, _properties, context) => ({
    ref: name,
    attributes: { Arn: arnOf(context, 'cloudwatch', `alarm:${name}`) },
  }),
});
