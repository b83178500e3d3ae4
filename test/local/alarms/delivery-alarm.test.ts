import { goesOff, readDeliveryAlarm } from '../../../src/local/alarms/delivery-alarm.ts';
import { deliveryAlarm } from '../../support/delivery-alarm.ts';

describe('an alarm on deliveries', () => {
  it('is read with the age from which a failed attempt sets it off', () => {
    expect(readDeliveryAlarm(deliveryAlarm())).toEqual({ streamName: 'stream', maxFreshness: 360 });
    expect(readDeliveryAlarm({ ...deliveryAlarm(), Threshold: '10', EvaluationPeriods: '1' })).toEqual({
      streamName: 'stream',
      maxFreshness: 70,
    });
  });

  const [first, success, freshness] = deliveryAlarm().Metrics;
  it.each([
    ['another expression', { Metrics: [{ Expression: 'success' }, success, freshness] }],
    [
      'the metrics changed about',
      { Metrics: [{ Expression: 'IF(freshness < 1, success - 60, 0)' }, success, freshness] },
    ],
    ['an id that no metric has', { Metrics: [{ Expression: 'IF(success < 1, age - 60, 0)' }, success, freshness] }],
    ['the metrics of two streams', { Metrics: [first, success, deliveryAlarm('other').Metrics[2]] }],
    ['another comparison', { ComparisonOperator: 'LessThanThreshold' }],
    ['several periods', { EvaluationPeriods: 3 }],
    ['another treatment of missing data', { TreatMissingData: 'breaching' }],
    ['no number to compare with', { Threshold: 'much' }],
    ['a metric alone', { Metrics: undefined }],
  ])('with %s is an alarm like any other', (_, changes) => {
    expect(readDeliveryAlarm({ ...deliveryAlarm(), ...changes })).toBeUndefined();
  });

  it.each([
    [false, 361, true],
    [false, 360, false],
    [true, 100_000, false],
  ])('of an attempt that succeeded: %s, with records of %s s, goes off: %s', (succeeded, seconds, off) => {
    const alarm = { streamName: 'stream', maxFreshness: 360 };

    expect(goesOff(alarm, { streamName: 'stream', succeeded, freshness: seconds })).toBe(off);
  });
});
