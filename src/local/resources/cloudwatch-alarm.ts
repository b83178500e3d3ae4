/**
 * Stands in for AWS::CloudWatch::Alarm.
 * What the alarms room does not perform (anomaly detection, periods below a minute) is taken; such an alarm never goes off, which is told.
 */
import { arnOf } from '../../domain/arn.ts';
import { defineResource } from './provider.ts';
import { accepted, anything, listOf, objectOf, performed, required, text, type Values } from './shapes.ts';

const table = {
  ActionsEnabled: performed(anything),
  AlarmActions: performed(anything),
  AlarmDescription: performed(anything),
  AlarmName: performed(text),
  ComparisonOperator: performed(anything),
  DatapointsToAlarm: performed(anything),
  Dimensions: performed(anything),
  EvaluateLowSampleCountPercentile: performed(anything),
  EvaluationPeriods: performed(anything),
  ExtendedStatistic: performed(anything),
  InsufficientDataActions: performed(anything),
  MetricName: performed(anything),
  Metrics: performed(anything),
  Namespace: performed(anything),
  OKActions: performed(anything),
  Period: performed(anything),
  Statistic: performed(anything),
  Tags: performed(listOf(objectOf({ Key: required(text), Value: required(text) }))),
  Threshold: performed(anything),
  ThresholdMetricId: accepted(),
  TreatMissingData: performed(anything),
  Unit: performed(anything),
};

/** An alarm, evaluated each minute of the local clock; where a rule listens to it, when its stream tries to write. */
export const alarm = defineResource({
  type: 'AWS::CloudWatch::Alarm',
  table,
  attributes: ['Arn'],
  create(properties, { engines, generatedName }) {
    const name = properties.AlarmName ?? generatedName(64);
    engines.alarms.putAlarm(name, ...alarmOf(properties));
    return name;
  },
  update: (name, properties, { engines }) => engines.alarms.putAlarm(name, ...alarmOf(properties)),
  delete: (name, { engines }) => engines.alarms.removeAlarm(name),
  describe: (name, _properties, context) => ({
    ref: name,
    attributes: { Arn: arnOf(context, 'cloudwatch', `alarm:${name}`) },
  }),
});

/** Its properties, without its tags, and those. */
function alarmOf({ Tags = [], ...properties }: Values<typeof table>): [object, Record<string, string>] {
  return [properties, Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]))];
}
