/**
 * The extended statistics of CloudWatch (CloudWatch guide, "CloudWatch statistics definitions"): percentiles, trimmed and winsorized
 * means, trimmed counts and sums, percentile ranks. CloudWatch interpolates by a rule that it does not tell; here a percentile is the
 * least value that so many percent of the values do not exceed, and a boundary in percent cuts through the weight of a value.
 */
import { type Distribution, weightOf } from './distribution.ts';

interface Percentile {
  readonly kind: 'p';
  readonly percent: number;
}

interface Ranged {
  readonly kind: 'tm' | 'tc' | 'ts' | 'wm' | 'pr';
  /** Undefined where the range has no such end. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly isPercent: boolean;
}

export type ExtendedStatistic = Percentile | Ranged;

/** Numbers have up to ten decimal places. */
const NUMBER = String.raw`\d+(?:\.\d{1,10})?`;
const ONE_NUMBER = new RegExp(`^(p|tm|tc|ts|wm)(${NUMBER})$`);
const RANGE = new RegExp(String.raw`^(TM|TC|TS|WM|PR)\((${NUMBER})?(%)?:(${NUMBER})?(%)?\)$`);
const QUARTILES: Ranged = { kind: 'tm', low: 25, high: 75, isPercent: true };
const RANGED = { TM: 'tm', TC: 'tc', TS: 'ts', WM: 'wm', PR: 'pr', tm: 'tm', tc: 'tc', ts: 'ts', wm: 'wm' } as const;

/** Reads a statistic such as `p99.9`, `tm90`, `TM(5%:95%)`, `PR(:300)` or `IQM`; undefined for a text that is none. */
export function parseExtendedStatistic(text: string): ExtendedStatistic | undefined {
  if (text === 'IQM' || text === 'iqm') return QUARTILES;
  const [, name, number] = ONE_NUMBER.exec(text) ?? [];
  if (name !== undefined) {
    const percent = Number(number);
    if (percent > 100) return undefined;
    const kind = kindOf(name);
    return kind === undefined ? { kind: 'p', percent } : { kind, low: undefined, high: percent, isPercent: true };
  }
  const [, range, from, fromSign, to, toSign] = RANGE.exec(text) ?? [];
  const kind = range === undefined ? undefined : kindOf(range);
  if (kind === undefined || (from === undefined && to === undefined)) return undefined;
  const isPercent = fromSign !== undefined || toSign !== undefined;
  // A sign belongs to a number, and both ends are of one sort.
  if ((from !== undefined && isPercent) !== (fromSign !== undefined)) return undefined;
  if ((to !== undefined && isPercent) !== (toSign !== undefined)) return undefined;
  const low = from === undefined ? undefined : Number(from);
  const high = to === undefined ? undefined : Number(to);
  if (low !== undefined && high !== undefined && low >= high) return undefined;
  if (isPercent && (kind === 'pr' || Math.max(low ?? 0, high ?? 0) > 100)) return undefined;
  return { kind, low, high, isPercent };
}

/** What a statistic of some values is, none of them negative; undefined where none of the values is in its range. */
export function extendedStatisticOf(distribution: Distribution, statistic: ExtendedStatistic): number | undefined {
  const total = weightOf(distribution);
  if (total === 0) return undefined;
  const sorted = [...distribution].sort(([a], [b]) => a - b);
  if (statistic.kind === 'p') return percentileOf(sorted, total, statistic.percent);
  const { kind, low, high, isPercent } = statistic;
  const within = isPercent ? cutByWeight(sorted, total, statistic) : cutByValue(sorted, statistic);
  const count = within.reduce((sum, [, weight]) => sum + weight, 0);
  const sum = within.reduce((so, [value, weight]) => so + value * weight, 0);
  switch (kind) {
    case 'tm':
      return count === 0 ? undefined : sum / count;
    case 'tc':
      return count;
    case 'ts':
      return sum;
    case 'pr':
      return (count / total) * 100;
    case 'wm': {
      if (!isPercent) {
        const moved = sorted.map(([value, weight]) => Math.min(high ?? value, Math.max(low ?? value, value)) * weight);
        return moved.reduce((so, each) => so + each, 0) / total;
      }
      const below = (total * (low ?? 0)) / 100;
      const above = (total * (100 - (high ?? 100))) / 100;
      const ends = below * percentileOf(sorted, total, low ?? 0) + above * percentileOf(sorted, total, high ?? 100);
      return (sum + ends) / total;
    }
  }
}

function kindOf(name: string): Ranged['kind'] | undefined {
  return Object.entries(RANGED).find(([known]) => known === name)?.[1];
}

type Sorted = ReadonlyArray<readonly [value: number, weight: number]>;

function percentileOf(sorted: Sorted, total: number, percent: number): number {
  // Products such as 0.07 × 100 come out a little above what they are.
  const wanted = (total * percent) / 100 - total * 1e-12;
  let passed = 0;
  for (const [value, weight] of sorted) {
    passed += weight;
    if (passed >= wanted) return value;
  }
  return sorted.at(-1)?.[0] ?? 0;
}

function cutByWeight(sorted: Sorted, total: number, { low = 0, high = 100 }: Ranged): Sorted {
  const from = (total * low) / 100;
  const to = (total * high) / 100;
  let passed = 0;
  return sorted.flatMap(([value, weight]) => {
    const begin = Math.max(passed, from);
    passed += weight;
    const left = Math.min(passed, to) - begin;
    return left > total * 1e-12 ? [[value, left] as const] : [];
  });
}

/** The higher end is within, the lower is not. */
function cutByValue(sorted: Sorted, { low, high }: Ranged): Sorted {
  return sorted.filter(([value]) => (low === undefined || value > low) && (high === undefined || value <= high));
}
