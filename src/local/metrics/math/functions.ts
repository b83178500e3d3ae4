/** The functions of metric math that are performed (CloudWatch guide, "Using math expressions"). */
import { isSeries, mapPoints, type Series, type Value } from './values.ts';

/** What an expression is reckoned over. */
export interface MathScope {
  /** The starts of the periods in ms, the oldest first. */
  readonly times: readonly number[];
  readonly periodMs: number;
  /** The metrics of the request that have an id, in its order; no expressions. */
  readonly metrics: () => readonly (Series & { readonly id: string })[];
}

type Performed = (given: readonly Value[], scope: MathScope) => Value;

const each =
  (change: (value: number) => number): Performed =>
  ([value]) => {
    if (typeof value === 'number') return change(value);
    return mapSeries(value, (series) => mapPoints(series, change));
  };
/** A number of one series; a series of several, over the times at which one of them has a point. */
const reduce =
  (figure: (values: readonly number[], count: number) => number): Performed =>
  ([value = []]) => {
    if (typeof value === 'number') return value;
    if (typeof value === 'string') throw expected('a metric');
    if (isSeries(value)) return figure([...value.points.values()], value.points.size);
    const points = new Map<number, number>();
    for (const at of new Set(value.flatMap((series) => [...series.points.keys()]))) {
      points.set(
        at,
        figure(
          value.flatMap((series) => series.points.get(at) ?? []),
          value.length,
        ),
      );
    }
    return { label: '', points };
  };
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const byTime =
  (figure: (date: Date) => number): Performed =>
  ([value]) =>
    mapSeries(value, (series) => mapPoints(series, (_, at) => figure(new Date(at))));
/** From each point and the one before it. */
const steps =
  (figure: (value: number, before: number, seconds: number) => number): Performed =>
  ([value]) =>
    mapSeries(value, (series) => {
      let last: [at: number, value: number] | undefined;
      return mapPoints({ ...series, points: inOrder(series) }, (now, at) => {
        const before = last;
        last = [at, now];
        return before && figure(now, before[1], (at - before[0]) / 1000);
      });
    });

export const FUNCTIONS: Readonly<Record<string, Performed>> = {
  ABS: each(Math.abs),
  CEIL: each(Math.ceil),
  FLOOR: each(Math.floor),
  LOG: each(Math.log),
  LOG10: each(Math.log10),
  // Of several, what is missing counts as 0.
  AVG: reduce((values, count) => sumOf(values) / count),
  SUM: reduce(sumOf),
  MIN: reduce((values) => Math.min(...values)),
  MAX: reduce((values) => Math.max(...values)),
  STDDEV: reduce((values, count) => {
    const mean = sumOf(values) / count;
    const squares = sumOf(values.map((value) => (value - mean) ** 2)) + (count - values.length) * mean ** 2;
    return Math.sqrt(squares / count);
  }),
  DATAPOINT_COUNT: reduce((values) => values.length),
  METRIC_COUNT: ([value = []]) => listOf(value).length,
  METRICS: ([part = ''], { metrics }) => metrics().filter(({ id }) => typeof part === 'string' && id.includes(part)),
  FIRST: ([value = []]) => listOf(value)[0] ?? [],
  LAST: ([value = []]) => listOf(value).at(-1) ?? [],
  SLICE: ([value = [], from, to]) => listOf(value).slice(Number(from), to === undefined ? undefined : Number(to)),
  REMOVE_EMPTY: ([value = []]) => listOf(value).filter(({ points }) => points.size > 0),
  PERIOD: (_given, { periodMs }) => periodMs / 1000,
  TIME_SERIES: ([value], { times }) => {
    if (typeof value !== 'number') throw expected('a number');
    return { label: '', points: new Map(times.map((at) => [at, value])) };
  },
  FILL: ([value, filling], { times }) => mapSeries(value, (series) => filled(series, filling, times)),
  IF: ([condition, then, otherwise], { times }) => choice({ condition, then, otherwise, times }),
  DIFF: steps((value, before) => value - before),
  RATE: steps((value, before, seconds) => (value - before) / seconds),
  DIFF_TIME: steps((_value, _before, seconds) => seconds),
  RUNNING_SUM: ([value]) =>
    mapSeries(value, (series) => {
      let sum = 0;
      return mapPoints({ ...series, points: inOrder(series) }, (point) => {
        sum += point;
        return sum;
      });
    }),
  MINUTE: byTime((date) => date.getUTCMinutes()),
  HOUR: byTime((date) => date.getUTCHours()),
  // From Monday, 1, to Sunday, 7.
  DAY: byTime((date) => date.getUTCDay() || 7),
  DATE: byTime((date) => date.getUTCDate()),
  MONTH: byTime((date) => date.getUTCMonth() + 1),
  YEAR: byTime((date) => date.getUTCFullYear()),
  EPOCH: byTime((date) => date.getTime() / 1000),
};

/** How many arguments each function takes, at least and at most; one where nothing is said. */
export const ARGUMENTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  METRICS: [0, 1],
  SLICE: [2, 3],
  FILL: [2, 2],
  IF: [3, 3],
};

/** Does something to a series, or to each of several. */
function mapSeries(value: Value | undefined, change: (series: Series) => Series): Value {
  if (value === undefined || typeof value === 'number' || typeof value === 'string') throw expected('a metric');
  return isSeries(value) ? change(value) : value.map(change);
}

function listOf(value: Value): readonly Series[] {
  if (typeof value === 'number' || typeof value === 'string') throw expected('metrics');
  return isSeries(value) ? [value] : value;
}

function inOrder({ points }: Series): Map<number, number> {
  return new Map([...points].sort(([a], [b]) => a - b));
}

function filled(series: Series, filling: Value | undefined, times: readonly number[]): Series {
  const points = new Map<number, number>();
  const known = times.filter((at) => series.points.has(at));
  let before: number | undefined;
  for (const at of times) {
    const here = series.points.get(at);
    if (here !== undefined) before = at;
    const value = here ?? fillingAt({ filling, series, at, before, after: known.find((each) => each > at) });
    if (value !== undefined) points.set(at, value);
  }
  return { label: series.label, points };
}

function fillingAt(gap: {
  filling: Value | undefined;
  series: Series;
  at: number;
  before: number | undefined;
  after: number | undefined;
}): number | undefined {
  const { filling, series, at, before, after } = gap;
  if (typeof filling === 'number') return filling;
  if (filling !== undefined && typeof filling === 'object' && isSeries(filling)) return filling.points.get(at);
  const first = before === undefined ? undefined : series.points.get(before);
  const last = after === undefined ? undefined : series.points.get(after);
  if (filling === 'REPEAT') return first;
  if (filling !== 'LINEAR') throw expected('a number, a metric, REPEAT or LINEAR');
  if (before === undefined || after === undefined || first === undefined || last === undefined) return undefined;
  return first + ((last - first) * (at - before)) / (after - before);
}

function choice(parts: {
  condition: Value | undefined;
  then: Value | undefined;
  otherwise: Value | undefined;
  times: readonly number[];
}): Value {
  const { condition, then, otherwise, times } = parts;
  if (typeof condition === 'number') return (condition === 0 ? otherwise : then) ?? [];
  const points = new Map<number, number>();
  for (const at of times) {
    const holds = pointOf(condition, at);
    const value = holds === undefined ? undefined : pointOf(holds === 0 ? otherwise : then, at);
    if (value !== undefined) points.set(at, value);
  }
  return { label: '', points };
}

function pointOf(value: Value | undefined, at: number): number | undefined {
  if (typeof value === 'number') return value;
  if (value !== undefined && typeof value === 'object' && isSeries(value)) return value.points.get(at);
  throw expected('a number or one metric');
}

function expected(what: string): Error {
  return new Error(`expected ${what}`);
}
