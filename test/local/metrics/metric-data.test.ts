import { getMetricData } from '../../../src/local/metrics/metric-data.ts';
import { type MetricStore, oneValue, openMetricStore } from '../../../src/local/metrics/metric-store.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

const MINUTE = 60_000;
let context: TestContext;
let store: MetricStore;
let start: number;
beforeEach(() => {
  context = createTestContext();
  store = openMetricStore(context);
  start = context.clock.now();
});
afterEach(() => context.dispose());

const put = (name: string, ...values: (number | undefined)[]) => {
  for (const [minute, value] of values.entries()) {
    if (value === undefined) continue;
    const metric = { namespace: 'Shop', name, dimensions: {} };
    store.add(metric, oneValue(value), { at: start + minute * MINUTE, unit: 'Count' });
  }
};
const metric = (Id: string, MetricName: string, rest: object = {}) => ({
  Id,
  MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum' },
  ...rest,
});
const ask = (MetricDataQueries: object[], rest: object = {}) =>
  getMetricData(
    store,
    { MetricDataQueries, StartTime: start / 1000, EndTime: start / 1000 + 600, ScanBy: 'TimestampAscending', ...rest },
    () => {},
  );
/** Minutes and values of each result, by its label. */
const figures = (answer: object) =>
  (answer as { MetricDataResults: { Label: string; Timestamps: number[]; Values: number[] }[] }).MetricDataResults.map(
    ({ Label, Timestamps, Values }) => [
      Label,
      Timestamps.map((at, index) => [(at * 1000 - start) / MINUTE, Values[index]]),
    ],
  );

test('metrics and expressions over them and each other are told, but those that return no data', () => {
  put('Errors', 1, undefined, 3);
  put('Orders', 10, 10, 10);

  const answer = ask([
    metric('errors', 'Errors', { ReturnData: false }),
    metric('orders', 'Orders'),
    { Id: 'rate', Expression: '100 * filled / orders', Label: 'Rate' },
    { Id: 'filled', Expression: 'FILL(errors, 0)', ReturnData: 'false' },
    { Id: 'all', Expression: 'METRICS() * 2', Label: 'Twice' },
  ]);

  expect(figures(answer)).toEqual([
    [
      'Orders',
      [
        [0, 10],
        [1, 10],
        [2, 10],
      ],
    ],
    [
      'Rate',
      [
        [0, 10],
        [1, 0],
        [2, 30],
      ],
    ],
    [
      'Twice Errors',
      [
        [0, 2],
        [2, 6],
      ],
    ],
    [
      'Twice Orders',
      [
        [0, 20],
        [1, 20],
        [2, 20],
      ],
    ],
  ]);
  expect(answer).toMatchObject({
    Messages: [],
    MetricDataResults: [{ Id: 'orders', StatusCode: 'Complete' }, {}, {}, {}],
  });
});

test('the newest come first where nothing else is asked for, in periods of their own', () => {
  put('Orders', 1, 2, 3, 4);
  const query = {
    Id: 'm',
    MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Orders' }, Period: 120, Stat: 'Sum' },
  };

  expect(figures(ask([query, { Id: 'e', Expression: 'm / PERIOD(m)' }], { ScanBy: undefined }))).toEqual([
    [
      'Orders',
      [
        [2, 7],
        [0, 3],
      ],
    ],
    [
      'e',
      [
        [2, 7 / 120],
        [0, 3 / 120],
      ],
    ],
  ]);
});

test('datapoints are paged through', () => {
  put('Orders', 1, 2, 3);
  put('Errors', 4, 5);
  const queries = [metric('orders', 'Orders'), metric('none', 'None'), metric('errors', 'Errors')];
  const pages: object[] = [];
  for (let NextToken: string | undefined, more = true; more; ) {
    const page = ask(queries, { MaxDatapoints: 2, NextToken }) as { NextToken?: string };
    pages.push(figures(page));
    NextToken = page.NextToken;
    more = NextToken !== undefined;
  }

  expect(pages).toEqual([
    [
      [
        'Orders',
        [
          [0, 1],
          [1, 2],
        ],
      ],
    ],
    [
      ['Orders', [[2, 3]]],
      ['Errors', [[0, 4]]],
    ],
    [['Errors', [[1, 5]]]],
  ]);
});

test.each<[string, object[], object, string]>([
  [
    'a circle',
    [
      { Id: 'a', Expression: 'b + 1' },
      { Id: 'b', Expression: 'a' },
    ],
    {},
    'a needs b needs a, which is a circle',
  ],
  ['an id twice', [metric('a', 'X'), metric('a', 'Y')], {}, 'an Id may be given once'],
  ['neither metric nor expression', [{ Id: 'a' }], {}, 'a: exactly one of MetricStat and Expression is needed'],
  [
    'an expression that is a number',
    [{ Id: 'a', Expression: '1 + 1' }],
    {},
    'The expression a comes to 2: it must come to a metric',
  ],
  ['an unknown id', [{ Id: 'a', Expression: 'b' }], {}, 'b in the expression b is not performed locally'],
  ['what cannot be reckoned', [{ Id: 'a', Expression: "FILL(TIME_SERIES(1), 'x') + 'y'" }], {}, 'a text is no figure'],
  ['a dynamic label', [metric('a', 'X', { Label: "${PROP('MetricName')}" })], {}, 'dynamic labels are not'],
  [
    'a percentile above 100',
    [{ Id: 'a', MetricStat: { Metric: { Namespace: 'N', MetricName: 'M' }, Period: 60, Stat: 'p101' } }],
    {},
    'must be one of SampleCount',
  ],
  ['a time that is over before it begins', [metric('a', 'X')], { EndTime: 1 }, 'StartTime must be less'],
  ['a token of no page', [metric('a', 'X')], { NextToken: 'x' }, 'Invalid nextToken'],
])('%s is refused', (_title, queries, rest, reason) => {
  expect(() => ask(queries, rest)).toThrow(reason);
});
