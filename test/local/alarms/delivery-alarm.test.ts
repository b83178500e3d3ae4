import { goesOff, readDeliveryAlarm } from '../../../src/local/alarms/delivery-alarm.ts';
import { deliveryAlarm } from '../../support/delivery-alarm.ts';

describe('an alarm on deliveries', () => {
  it('is read with the age from which a failed attempt sets it off', () => {
    expect(readDeliveryAlarm('late', deliveryAlarm())).toEqual({ streamName: 'stream', maxFreshness: 360 });
    expect(readDeliveryAlarm('late', { ...deliveryAlarm(), Threshold: '10', EvaluationPeriods: '1' })).toEqual({
      streamName: 'stream',
      maxFreshness: 70,
    });
  });

  const [first, success, freshness] = deliveryAlarm().Metrics;
  it.each([
    ['another expression', { Metrics: [{ Expression: 'success' }, success, freshness] }, 'because of success:'],
    [
      'the metrics changed about',
      { Metrics: [{ Expression: 'IF(freshness < 1, success - 60, 0)' }, success, freshness] },
      'because of IF(freshness < 1, success - 60, 0):',
    ],
    [
      'an id that no metric has',
      { Metrics: [{ Expression: 'IF(success < 1, age - 60, 0)' }, success, freshness] },
      'because of IF(success < 1, age - 60, 0):',
    ],
    [
      'the metrics of two streams',
      { Metrics: [first, success, deliveryAlarm('other').Metrics[2]] },
      'because of stream and other:',
    ],
    ['another comparison', { ComparisonOperator: 'LessThanThreshold' }, 'because of ComparisonOperator:'],
    ['several periods', { EvaluationPeriods: 3 }, 'because of EvaluationPeriods:'],
    ['another treatment of missing data', { TreatMissingData: 'breaching' }, 'because of TreatMissingData:'],
    ['no number to compare with', { Threshold: 'much' }, 'because of Threshold:'],
    ['a metric alone', { Metrics: undefined }, 'because of Metrics:'],
  ])('with %s is refused by what it is', (_, changes, words) => {
    expect(() => readDeliveryAlarm('late', { ...deliveryAlarm(), ...changes })).toThrow(words);
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
