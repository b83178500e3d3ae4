/**
 * Stands in for AWS::CloudWatch::Alarm.
 * No metric is collected locally, so it never fires.
 */
import { arnOf } from '../../domain/arn.ts';
import { acceptWithoutEffect } from './provider.ts';

/** An alarm that never changes its state. */
export const alarm = acceptWithoutEffect({
  type: 'AWS::CloudWatch::Alarm',
  properties: [
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
  ],
  named: 'AlarmName',
  attributes: ['Arn'],
  describe: (name, context) => ({ ref: name, attributes: { Arn: arnOf(context, 'cloudwatch', `alarm:${name}`) } }),
});
