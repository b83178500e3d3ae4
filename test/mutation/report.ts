/** The score of a room, and what of it is told. */
import type { Killer } from './messages.ts';
import type { Mutant } from './sandbox.ts';

export type Result = Mutant & {
  outcome: 'killed' | 'timed out' | 'survived' | 'uncovered' | 'equivalent';
  killer?: Killer;
};

export interface Report {
  room: string;
  /** Killed, or timed out alone too, of all generated: uncovered ones and marked equivalents count as not killed. */
  score: number;
  bar: number;
  counts: Record<Result['outcome'], number>;
  equivalents: number;
  reached: boolean;
  results: Result[];
}

/** Counts the results of a room. */
export function makeReport(room: string, bars: { bar: number; maxEquivalents: number }, results: Result[]): Report {
  const counts = { killed: 0, 'timed out': 0, survived: 0, uncovered: 0, equivalent: 0 };
  for (const { outcome } of results) counts[outcome]++;
  const percent = (count: number): number => (100 * count) / Math.max(1, results.length);
  const score = percent(counts.killed + counts['timed out']);
  const equivalents = percent(counts.equivalent);
  const reached = score >= bars.bar && equivalents <= bars.maxEquivalents;
  return { room, score, bar: bars.bar, counts, equivalents, reached, results };
}

/** The report as lines: what survived and what no test passes, place by place, then the score. */
export function reportText({ room, score, bar, counts, equivalents, reached, results }: Report): string {
  const told = results.filter(({ outcome }) => outcome === 'survived' || outcome === 'uncovered');
  const lines = told.map(
    ({ outcome, file, line, column, mutator, original, replacement }) =>
      `  ${outcome === 'uncovered' ? 'uncovered ' : ''}${file}:${line}:${column} ${mutator}: ${short(original)} → ${short(replacement)}`,
  );
  const numbers = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`);
  return [
    ...lines,
    `${reached ? '✓' : '✗'} ${room}: ${score.toFixed(1)} % of ${results.length} mutants killed (bar: ${bar} %)`,
    `  ${numbers.join(', ')} (marked equivalent: ${equivalents.toFixed(1)} %)`,
  ].join('\n');
}

const MAX_LENGTH = 70;

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
}
