import fc from 'fast-check';
import { distributionOf } from '../../../../src/local/metrics/distribution/distribution.ts';
import {
  extendedStatisticOf,
  parseExtendedStatistic,
} from '../../../../src/local/metrics/distribution/extended-statistics.ts';

const told = (list: readonly number[], name: string) => {
  const statistic = parseExtendedStatistic(name);
  if (statistic === undefined) throw new Error(`${name} is no statistic`);
  return extendedStatisticOf(distributionOf(list), statistic);
};
const sum = (list: readonly number[]) => list.reduce((all, each) => all + each, 0);
const mean = (list: readonly number[]) => (list.length === 0 ? undefined : sum(list) / list.length);
/** Each value a hundred times, so that a whole percentage cuts between two of them. */
const hundredfold = (list: readonly number[]) =>
  [...list].sort((a, b) => a - b).flatMap((value) => Array.from({ length: 100 }, () => value));
const expectNear = (found: number | undefined, expected: number | undefined) =>
  expect(found).toEqual(expected === undefined ? undefined : expect.closeTo(expected, 6));

const lists = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 });
const percents = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })).filter(([a, b]) => a < b);
const bounds = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })).filter(([a, b]) => a < b);

test('a percentile is the least value that so many of the values do not exceed', () => {
  fc.assert(
    fc.property(lists, fc.integer({ min: 0, max: 1000 }), (list, tenths) => {
      const value = [...list]
        .sort((a, b) => a - b)
        .find((each) => list.filter((other) => other <= each).length * 1000 >= tenths * list.length);

      expect(told(list, `p${tenths / 10}`)).toBe(value);
    }),
  );
});

test('boundaries in percent take so much off the ends', () => {
  fc.assert(
    fc.property(lists, percents, (list, [low, high]) => {
      const all = hundredfold(list);
      const [from, to] = [low * list.length, high * list.length];
      const within = all.slice(from, to);
      const range = `(${low}%:${high}%)`;
      const lowest = told(list, `p${low}`) ?? 0;
      const highest = told(list, `p${high}`) ?? 0;

      expectNear(told(list, `TM${range}`), mean(within));
      expectNear(told(list, `TC${range}`), within.length / 100);
      expectNear(told(list, `TS${range}`), sum(within) / 100);
      expectNear(
        told(list, `WM${range}`),
        mean(all.map((value, at) => (at < from ? lowest : at >= to ? highest : value))),
      );
      expectNear(told(list, `tm${high === 0 ? 1 : high}`), told(list, `TM(:${high === 0 ? 1 : high}%)`));
    }),
  );
});

test('boundaries that are values leave out the lower and what lies beyond them', () => {
  fc.assert(
    fc.property(lists, bounds, (list, [low, high]) => {
      const within = list.filter((value) => value > low && value <= high);
      const range = `(${low}:${high})`;

      expectNear(told(list, `TM${range}`), mean(within));
      expectNear(told(list, `TC${range}`), within.length);
      expectNear(told(list, `TS${range}`), sum(within));
      expectNear(told(list, `PR${range}`), (within.length / list.length) * 100);
      expectNear(told(list, `WM${range}`), mean(list.map((value) => Math.min(high, Math.max(low, value)))));
      expectNear(told(list, `PR(:${high})`), (list.filter((value) => value <= high).length / list.length) * 100);
      expectNear(told(list, `TC(${low}:)`), list.filter((value) => value > low).length);
    }),
  );
});

test('the interquartile mean is the trimmed mean of the middle half', () => {
  fc.assert(fc.property(lists, (list) => expectNear(told(list, 'IQM'), told(list, 'TM(25%:75%)'))));
});

test.each([
  ...['p', 'p101', 'p-1', 'P99', 'p1.12345678901', 'tm', 'TM90', 'tm(5%:95%)', 'TM(:)', 'TM(%:90%)', 'TM(10:90%)'],
  ...['TM(90%:10%)', 'TM(5:5)', 'TM(1%:101%)', 'PR(10%:90%)', 'pr90', 'Average', 'p99 ', 'constructor'],
])('%s is no extended statistic', (name) => {
  expect(parseExtendedStatistic(name)).toBeUndefined();
});
