/** The alarm that pauses a backup, as its template has it. */

const metric = (Id: string, MetricName: string, Value: string) => ({
  Id,
  ReturnData: false,
  MetricStat: {
    Metric: { Namespace: 'AWS/Firehose', MetricName, Dimensions: [{ Name: 'DeliveryStreamName', Value }] },
    Period: 60,
    Stat: 'Maximum',
  },
});

/** Goes off when records of a stream with an interval of 60 s are five minutes older, and cannot be written. */
export function deliveryAlarm(streamName = 'stream') {
  return {
    Metrics: [
      { Id: 'reckoned', Expression: 'IF(success < 1, freshness - 60, 0)' },
      metric('success', 'DeliveryToS3.Success', streamName),
      metric('freshness', 'DeliveryToS3.DataFreshness', streamName),
    ],
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 300,
    TreatMissingData: 'ignore',
  };
}
