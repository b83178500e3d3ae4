/**
 * The queries that GetMetricData and alarms have in common (CloudWatch API reference, MetricDataQuery): metrics, and expressions over
 * them and over each other. Periods below a minute and other accounts are refused by name.
 */
import * as v from 'valibot';
import { dimensionList, numeric } from './invalid-request.ts';
import { compileMath, type Formula } from './math/evaluate-expression.ts';
import type { MathScope } from './math/functions.ts';
import type { Series, Value } from './math/values.ts';
import { type MetricId, type MetricStore, minuteOf } from './metric-store.ts';
import { anyStatistic, figuresOf } from './statistics.ts';
import { isUnit } from './units.ts';

/** A truth value, also as a text. */
export const flag = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false'])]),
  v.transform((value) => value === true || value === 'true'),
);
/** A whole number from 1 on. */
export const whole = v.pipe(numeric, v.integer('must be a whole number'), v.minValue(1, 'must be at least 1'));
/** A period in seconds. */
export const period = v.pipe(whole, v.multipleOf(60, 'must be a multiple of 60 locally'));
/** What names a metric. */
export const metricFields = {
  Namespace: v.string(),
  MetricName: v.string(),
  Dimensions: v.optional(dimensionList, []),
};
/** A unit that CloudWatch knows. */
export const unit = v.pipe(v.string(), v.check(isUnit, 'is no unit of CloudWatch'));
/** A list of MetricDataQuery. */
export const metricQueries = v.array(
  v.object({
    Id: v.pipe(v.string(), v.regex(/^[a-z]\w*$/, 'must begin with a small letter')),
    Expression: v.optional(v.string()),
    Label: v.optional(v.string()),
    MetricStat: v.optional(
      v.object({ Metric: v.object(metricFields), Period: period, Stat: anyStatistic, Unit: v.optional(unit) }),
    ),
    Period: v.optional(period),
    ReturnData: v.optional(flag, true),
    AccountId: v.optional(v.never('other accounts are not performed locally')),
  }),
);

/** Expressions without any metric are reckoned by this. */
const PERIOD_MS = 300_000;

export interface MetricSeries {
  readonly id: string;
  readonly metric: MetricId;
  readonly statistic: string;
  readonly unit: string | undefined;
  readonly periodMs: number;
}

/** Queries that can be reckoned over any time. */
export interface MetricQueries {
  /** The metrics among them. */
  readonly series: readonly MetricSeries[];
  /** The period of a query: for an expression the longest of what it needs. */
  periodOf(id: string): number;
  /** What a query comes to over a time. The returned function throws an Error where an expression cannot be reckoned. */
  over(store: Pick<MetricStore, 'read' | 'spread'>, window: { from: number; to: number }): (id: string) => Value;
}

/** Reads queries. Throws an Error that says which one is not performed, and why. */
export function readQueries(queries: v.InferOutput<typeof metricQueries>): MetricQueries {
  const ids = new Set(queries.map(({ Id }) => Id));
  if (ids.size < queries.length) throw new Error('an Id may be given once');
  const series = new Map<string, MetricSeries>();
  const formulas = new Map<string, { formula: Formula; label: string; periodMs: number | undefined }>();
  for (const { Id, MetricStat, Expression, Label, Period } of queries) {
    if ((MetricStat === undefined) === (Expression === undefined)) {
      throw new Error(`${Id}: exactly one of MetricStat and Expression is needed`);
    }
    if (MetricStat !== undefined) {
      const { Metric, Period: seconds, Stat, Unit } = MetricStat;
      const metric = { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: Metric.Dimensions };
      series.set(Id, { id: Id, metric, statistic: Stat, unit: Unit, periodMs: seconds * 1000 });
    }
    if (Expression !== undefined) {
      const periodMs = Period === undefined ? undefined : Period * 1000;
      formulas.set(Id, { formula: compileMath(Expression, ids), label: Label ?? Id, periodMs });
    }
  }
  refuseCircles(new Map([...formulas].map(([id, { formula }]) => [id, formula.needs])));
  const periodOf = (id: string): number => {
    const known = series.get(id)?.periodMs ?? formulas.get(id)?.periodMs;
    const needed = [...(formulas.get(id)?.formula.needs ?? [])].map(periodOf);
    return known ?? (needed.length === 0 ? PERIOD_MS : Math.max(...needed));
  };
  return {
    series: [...series.values()],
    periodOf,
    over(store, { from, to }) {
      const known = new Map<string, Value>();
      const pointsOf = ({ metric, statistic, unit, periodMs }: MetricSeries): Series => {
        const figures = figuresOf(store, metric, { from, to, period: periodMs, unit, statistic });
        return { label: metric.name, points: new Map(figures.map(({ at, value }) => [at, value])) };
      };
      const scopeOf = (periodMs: number): MathScope => {
        const start = minuteOf(from);
        const count = Math.max(0, Math.ceil((to - start) / periodMs));
        return {
          periodMs,
          times: Array.from({ length: count }, (_, at) => start + at * periodMs),
          metrics: () => [...series.values()].map((each) => ({ id: each.id, ...pointsOf(each) })),
        };
      };
      const reckon = (id: string): Value => {
        const one = series.get(id);
        const expression = formulas.get(id);
        if (one !== undefined) return pointsOf(one);
        return expression?.formula.evaluate(scopeOf(periodOf(id)), valueFor) ?? [];
      };
      const valueFor = (id: string): Value => {
        const value = known.get(id) ?? reckon(id);
        known.set(id, value);
        return value;
      };
      return valueFor;
    },
  };
}

function refuseCircles(needs: ReadonlyMap<string, ReadonlySet<string>>): void {
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]) => {
    if (path.includes(id)) throw new Error(`${[...path, id].join(' needs ')}, which is a circle`);
    if (done.has(id)) return;
    for (const needed of needs.get(id) ?? []) visit(needed, [...path, id]);
    done.add(id);
  };
  for (const id of needs.keys()) visit(id, []);
}
