/**
 * The datapoints of metrics, a row for each series and minute. Stands in for what CloudWatch stores.
 * Keeps minutes for 15 days, as CloudWatch does, and nothing coarser after that: of each a statistic set, and how its values are
 * distributed where that says more.
 */
import type { LocalContext } from '../context.ts';
import { integer, optionalInteger, type Row, text } from '../database.ts';
import { AwsError } from '../errors.ts';
import { type Distribution, together } from './distribution/distribution.ts';
import { type KnownValues, keepValues, VALUES_SCHEMA, valuesOf } from './distribution/kept-distributions.ts';

/** What names a metric, its unit aside. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The statistic set of some values. */
export interface Summary {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** A statistic set of one period; `at` is its start. */
export interface Datapoint extends Summary {
  readonly at: number;
  readonly unit: string;
}

/** The values of one period; `at` is its start. */
export interface Spread {
  readonly at: number;
  readonly unit: string;
  readonly values: Distribution;
}

/** What is asked of a metric; times and period in ms. */
export interface MetricWindow {
  readonly from: number;
  readonly to: number;
  readonly period: number;
  readonly unit?: string | undefined;
}

export interface MetricStore {
  /** Adds values to the minute of `at`. Throws LimitExceeded where there would be too many series. */
  add(metric: MetricId, values: KnownValues, options: { at: number; unit: string }): void;
  /** Adds to the one value that the minute of `at` has, as a counter's growth does however often it is told. */
  count(metric: MetricId, by: number, options: { at: number; unit: string }): void;
  /** The last minute that has values; undefined where there is none. */
  latest(metric: MetricId): number | undefined;
  /** The periods from `from` to before `to` that have values, oldest first; units apart unless one is asked for. */
  read(metric: MetricId, window: MetricWindow): Datapoint[];
  /** The same with the values themselves, without the periods of which not all values are known, or any is negative. */
  spread(metric: MetricId, window: MetricWindow): Spread[];
  /** The metrics that have had values since a time, in a fixed order. */
  list(since: number): MetricId[];
}

export const MINUTE_MS = 60_000;
/** CloudWatch keeps datapoints of a minute for 15 days (CloudWatch guide, metrics retention). */
const KEPT_MS = 15 * 86_400_000;
const PRUNE_EVERY_MS = 3_600_000;
/** Bounds the folder: CloudWatch has no such limit, and asks for money instead. */
const MAX_SERIES = 10_000;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS metrics_series (
  id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, dimensions TEXT NOT NULL, unit TEXT NOT NULL,
  latest INTEGER NOT NULL, UNIQUE (namespace, name, dimensions, unit));
CREATE TABLE IF NOT EXISTS metrics_data (
  series INTEGER NOT NULL, minute INTEGER NOT NULL, count REAL NOT NULL, sum REAL NOT NULL, min REAL NOT NULL, max REAL NOT NULL,
  PRIMARY KEY (series, minute)) WITHOUT ROWID;
${VALUES_SCHEMA}`;

/** The start of the minute of a time. */
export function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/** One value as a statistic set. */
export function oneValue(value: number): Summary {
  return { count: 1, sum: value, min: value, max: value };
}

/** The metrics of the state folder. */
export function openMetricStore({ database, clock }: Pick<LocalContext, 'database' | 'clock'>): MetricStore {
  database.define(SCHEMA);
  let pruned = Number.NEGATIVE_INFINITY;

  const prune = () => {
    const now = clock.now();
    if (Math.abs(now - pruned) < PRUNE_EVERY_MS) return;
    pruned = now;
    const horizon = now - KEPT_MS;
    // Series by series, so that the primary key is used.
    for (const table of ['metrics_data', 'metrics_values']) {
      database.run(`DELETE FROM ${table} WHERE series IN (SELECT id FROM metrics_series) AND minute < ?`, horizon);
    }
    database.run(
      'DELETE FROM metrics_series WHERE latest < ? AND NOT EXISTS (SELECT 1 FROM metrics_data WHERE series = id)',
      horizon,
    );
  };
  const seriesOf = ({ namespace, name, dimensions }: MetricId, unit: string, at: number): number => {
    const key = [namespace, name, keyOf(dimensions), unit];
    const found = database.get(
      'SELECT id, latest FROM metrics_series WHERE namespace = ? AND name = ? AND dimensions = ? AND unit = ?',
      ...key,
    );
    if (found) {
      const id = integer(found, 'id');
      if (integer(found, 'latest') < at) database.run('UPDATE metrics_series SET latest = ? WHERE id = ?', at, id);
      return id;
    }
    const count = database.get('SELECT count(*) AS n FROM metrics_series');
    if (count && integer(count, 'n') >= MAX_SERIES) throw tooManySeries(namespace, name);
    database.run(
      'INSERT INTO metrics_series (namespace, name, dimensions, unit, latest) VALUES (?, ?, ?, ?, ?)',
      ...key,
      at,
    );
    return integer(database.get('SELECT last_insert_rowid() AS id') ?? {}, 'id');
  };

  return {
    add(metric, added, { at, unit }) {
      prune();
      const minute = minuteOf(at);
      database.write(() => {
        const series = seriesOf(metric, unit, minute);
        const before = database.get(
          'SELECT * FROM metrics_data LEFT JOIN metrics_values USING (series, minute) WHERE series = ? AND minute = ?',
          ...[series, minute],
        );
        keepValues(database, { series, minute, before, added });
        database.run(
          `INSERT INTO metrics_data (series, minute, count, sum, min, max) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (series, minute) DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum,
             min = min(min, excluded.min), max = max(max, excluded.max)`,
          ...[series, minute, added.count, added.sum, added.min, added.max],
        );
      });
    },
    count(metric, by, { at, unit }) {
      prune();
      const minute = minuteOf(at);
      database.write(() =>
        database.run(
          `INSERT INTO metrics_data (series, minute, count, sum, min, max) VALUES (?, ?, 1, ?, ?, ?)
           ON CONFLICT (series, minute) DO UPDATE SET sum = sum + excluded.sum, min = sum + excluded.sum, max = sum + excluded.sum`,
          seriesOf(metric, unit, minute),
          ...[minute, by, by, by],
        ),
      );
    },
    latest({ namespace, name, dimensions }) {
      const row = database.get(
        'SELECT max(latest) AS latest FROM metrics_series WHERE namespace = ? AND name = ? AND dimensions = ?',
        ...[namespace, name, keyOf(dimensions)],
      );
      return row && optionalInteger(row, 'latest');
    },
    read({ namespace, name, dimensions }, { from, to, period, unit }) {
      // CloudWatch rounds a start down to its minute (API reference, GetMetricStatistics).
      const start = minuteOf(from);
      return database
        .all(
          `SELECT minute - (minute - ?) % ? AS at, unit, sum(count) AS count, sum(sum) AS sum, min(min) AS min, max(max) AS max
           FROM metrics_series JOIN metrics_data ON series = id
           WHERE namespace = ? AND name = ? AND dimensions = ? AND (? IS NULL OR unit = ?) AND minute >= ? AND minute < ?
           GROUP BY at, unit ORDER BY at, unit`,
          start,
          period,
          ...[namespace, name, keyOf(dimensions)],
          ...[unit ?? null, unit ?? null],
          start,
          to,
        )
        .map(datapointOf);
    },
    spread({ namespace, name, dimensions }, { from, to, period, unit }) {
      const start = minuteOf(from);
      const rows = database.all(
        `SELECT minute - (minute - ?) % ? AS at, unit, count, sum, min, max, pairs
         FROM metrics_series JOIN metrics_data ON series = id LEFT JOIN metrics_values USING (series, minute)
         WHERE namespace = ? AND name = ? AND dimensions = ? AND (? IS NULL OR unit = ?) AND minute >= ? AND minute < ?
         ORDER BY at, unit`,
        ...[start, period, namespace, name, keyOf(dimensions)],
        ...[unit ?? null, unit ?? null, start, to],
      );
      const periods = Map.groupBy(rows, (row) => `${integer(row, 'at')} ${text(row, 'unit')}`);
      return [...periods.values()].flatMap((minutes) => spreadOf(minutes) ?? []);
    },
    list: (since) =>
      database
        .all(
          'SELECT DISTINCT namespace, name, dimensions FROM metrics_series WHERE latest >= ? ORDER BY namespace, name, dimensions',
          minuteOf(since),
        )
        .map((row) => ({
          namespace: text(row, 'namespace'),
          name: text(row, 'name'),
          dimensions: dimensionsOf(text(row, 'dimensions')),
        })),
  };
}

/** The same for the same dimensions in any order. */
function keyOf(dimensions: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function dimensionsOf(key: string): Record<string, string> {
  const entries: [string, string][] = JSON.parse(key);
  return Object.fromEntries(entries);
}

function datapointOf(row: Row): Datapoint {
  const number = (column: string) => Number(row[column]);
  return {
    at: optionalInteger(row, 'at') ?? 0,
    unit: text(row, 'unit'),
    count: number('count'),
    sum: number('sum'),
    min: number('min'),
    max: number('max'),
  };
}

/** Undefined where the values of one of its minutes are not known. */
function spreadOf(minutes: readonly Row[]): Spread | undefined {
  const [first] = minutes;
  const values = minutes.map(valuesOf).filter((each) => each !== undefined);
  if (first === undefined || values.length < minutes.length) return undefined;
  return { at: integer(first, 'at'), unit: text(first, 'unit'), values: together(...values) };
}

function tooManySeries(namespace: string, name: string): AwsError {
  return new AwsError(
    'LimitExceeded',
    `The local stack keeps ${MAX_SERIES} metrics, each combination of dimensions being one; ${namespace} ${name} would be one more.`,
  );
}
