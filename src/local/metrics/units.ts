/** The units of CloudWatch (API reference, MetricDatum). */
const RATES = [
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Gigabytes',
  'Terabytes',
  'Bits',
  'Kilobits',
  'Megabits',
  'Gigabits',
  'Terabits',
  'Count',
];
const UNITS = new Set([
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'None'],
  ...RATES.flatMap((unit) => [unit, `${unit}/Second`]),
]);

/** True for a unit that CloudWatch knows. */
export function isUnit(unit: string): boolean {
  return UNITS.has(unit);
}
