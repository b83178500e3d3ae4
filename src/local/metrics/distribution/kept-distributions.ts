/**
 * The distributions of minutes in the database. A minute whose values are all the same has none of its own: its statistic set says
 * all. One to which a statistic set of different values was added has none either, nor one with a negative value (CloudWatch API
 * reference, GetMetricStatistics): then nothing but the statistic set is known.
 */
import { bytes, type LocalDatabase, type Row } from '../../database.ts';
import { compacted, type Distribution, together, weightOf } from './distribution.ts';

/** The table, which `LEFT JOIN metrics_values USING (series, minute)` joins with that of the statistic sets. */
export const VALUES_SCHEMA = `
CREATE TABLE IF NOT EXISTS metrics_values (
  series INTEGER NOT NULL, minute INTEGER NOT NULL, pairs BLOB NOT NULL, PRIMARY KEY (series, minute)) WITHOUT ROWID;
`;

/** A statistic set, with the values themselves where they are known. */
export interface KnownValues {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly values?: Distribution | undefined;
}

/** The values of a row that has a statistic set and `pairs`; undefined where they are not known. */
export function valuesOf(row: Row): Distribution | undefined {
  const number = (column: string) => Number(row[column]);
  const values = hasPairs(row) ? decoded(bytes(row, 'pairs')) : undefined;
  return known({ count: number('count'), sum: number('sum'), min: number('min'), max: number('max'), values });
}

/** Keeps the values of a minute together with those that it had, as its row says, before its statistic set was added to. */
export function keepValues(
  database: Pick<LocalDatabase, 'run'>,
  { series, minute, before, added }: { series: number; minute: number; before: Row | undefined; added: KnownValues },
): void {
  const old = before === undefined ? new Map<number, number>() : valuesOf(before);
  const more = known(added);
  const all = old && more ? compacted(together(old, more)) : undefined;
  if (all !== undefined && all.size > 1) {
    database.run(
      'INSERT OR REPLACE INTO metrics_values (series, minute, pairs) VALUES (?, ?, ?)',
      series,
      minute,
      encoded(all),
    );
  } else if (before !== undefined && hasPairs(before)) {
    database.run('DELETE FROM metrics_values WHERE series = ? AND minute = ?', series, minute);
  }
}

/** Values count as known when they are all that was counted, or are all the same (API reference, PutMetricData). */
function known({ count, sum, min, max, values }: KnownValues): Distribution | undefined {
  if (min < 0) return undefined;
  if (values !== undefined) return isNear(weightOf(values), count) ? values : undefined;
  return min === max && isNear(sum, min * count) ? new Map([[min, count]]) : undefined;
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

function hasPairs(row: Row): boolean {
  return row['pairs'] !== null && row['pairs'] !== undefined;
}

/** Each value and its weight, one behind the other. */
function encoded(values: Distribution): Uint8Array {
  const numbers = new Float64Array(values.size * 2);
  let at = 0;
  for (const [value, weight] of values) {
    numbers[at++] = value;
    numbers[at++] = weight;
  }
  return new Uint8Array(numbers.buffer);
}

function decoded(pairs: Buffer): Distribution {
  // A view of numbers begins at a multiple of eight, which the bytes of a row need not.
  const numbers = new Float64Array(Uint8Array.from(pairs).buffer);
  const values = new Map<number, number>();
  for (let at = 0; at < numbers.length; at += 2) values.set(numbers[at] ?? 0, numbers[at + 1] ?? 0);
  return values;
}
