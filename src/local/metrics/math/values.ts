/** The values of metric math: a number, the points of a time series, or several of them. */

/** Points by their time in ms; what is missing has none. */
export type Points = ReadonlyMap<number, number>;

export interface Series {
  /** What it is called where it stands beside others. */
  readonly label: string;
  readonly points: Points;
}

export type Value = number | string | Series | readonly Series[];

/** True for one time series. */
export function isSeries(value: Value): value is Series {
  return typeof value === 'object' && 'points' in value;
}

/** A series with each of its points changed; what has no finite value has none (a quotient of 0 has none in CloudWatch either). */
export function mapPoints(series: Series, change: (value: number, at: number) => number | undefined): Series {
  const points = new Map<number, number>();
  for (const [at, value] of series.points) {
    const changed = change(value, at);
    if (changed !== undefined && Number.isFinite(changed)) points.set(at, changed);
  }
  return { label: series.label, points };
}
