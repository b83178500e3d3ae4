import { embeddedMetrics } from '../../../src/local/metrics/embedded-format.ts';

const line = (changes: object = {}, directive: object = {}) =>
  JSON.stringify({
    _aws: {
      Timestamp: 1,
      CloudWatchMetrics: [
        {
          Namespace: 'Shop',
          Dimensions: [['service'], ['service', 'fork']],
          Metrics: [{ Name: 'Poison', Unit: 'Count' }],
          ...directive,
        },
      ],
    },
    service: 'checkout',
    fork: 'orders',
    Poison: [2, 3],
    ...changes,
  });

describe('a line in the embedded metric format', () => {
  it('is a metric for each set of dimensions', () => {
    const values = { count: 2, sum: 5, min: 2, max: 3, values: new Map([2, 3].map((value) => [value, 1])) };
    const metric = { namespace: 'Shop', name: 'Poison', unit: 'Count', values };

    expect(embeddedMetrics(line())).toEqual([
      { ...metric, dimensions: { service: 'checkout' } },
      { ...metric, dimensions: { service: 'checkout', fork: 'orders' } },
    ]);
    expect(embeddedMetrics(line({}, { Dimensions: [] }))).toEqual([{ ...metric, dimensions: {} }]);
  });

  it.each([
    ['without its value', line({ Poison: undefined })],
    ['with a value that is no number', line({ Poison: 'two' })],
    ['with a dimension that is not there', line({ service: undefined })],
    ['with an unknown unit', line({}, { Metrics: [{ Name: 'Poison', Unit: 'Furlongs' }] })],
    ['cut off', line().slice(0, -1)],
    ['with text before it', `INFO ${line()}`],
    ['of another kind', '{"level":"INFO","message":"CloudWatchMetrics"}'],
  ])('%s is none', (_, text) => {
    expect(embeddedMetrics(text)).toEqual([]);
  });
});
