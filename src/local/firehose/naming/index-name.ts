/** The index that a document goes to (Firehose guide, "Index rotation for the OpenSearch destination"). */
import { compileDatePattern } from './date-pattern.ts';

const ROTATION_PERIODS = ['NoRotation', 'OneHour', 'OneDay', 'OneWeek', 'OneMonth'] as const;
export type RotationPeriod = (typeof ROTATION_PERIODS)[number];

const SUFFIXES: Readonly<Record<Exclude<RotationPeriod, 'NoRotation'>, string>> = {
  OneHour: '-yyyy-MM-dd-HH',
  OneDay: '-yyyy-MM-dd',
  // The guide's rule: UTC weeks from Sunday, week 1 the first that holds a Saturday of the year. Its own example of
  // 2016-02-25 shows w08, which is the ISO week; the rule gives w09. We follow the rule.
  OneWeek: "-YYYY-'w'ww",
  OneMonth: '-yyyy-MM',
};

/** The index name with the suffix of its period, by the UTC arrival time of the document. */
export function indexNameAt(name: string, period: RotationPeriod, arrival: number): string {
  return period === 'NoRotation' ? name : name + compileDatePattern(SUFFIXES[period])(arrival, 'UTC');
}
