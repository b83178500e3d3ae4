/** What Lambda tells CloudWatch of how long invocations took (Lambda guide, function metrics): `Duration`, in milliseconds. */
import { compacted } from './distribution/distribution.ts';
import type { MetricStore } from './metric-store.ts';

/** The durations of invocations that are not recorded yet. */
export interface Durations {
  /** Takes the duration of an invocation, which is told to a hundredth of a millisecond, as in its log. */
  add(functionName: string, durationMs: number): void;
  /** Writes what came since the last time, into the minute of `at`. */
  record(store: Pick<MetricStore, 'add'>, at: number): void;
}

interface Taken {
  count: number;
  sum: number;
  min: number;
  max: number;
  readonly values: Map<number, number>;
}

/** Begins to collect, so that no invocation waits for the database. */
export function collectDurations(): Durations {
  const pending = new Map<string, Taken>();
  return {
    add(functionName, durationMs) {
      const value = Math.round(durationMs * 100) / 100;
      const taken = pending.get(functionName) ?? { count: 0, sum: 0, min: value, max: value, values: new Map() };
      pending.set(functionName, taken);
      taken.count++;
      taken.sum += value;
      taken.min = Math.min(taken.min, value);
      taken.max = Math.max(taken.max, value);
      taken.values.set(value, (taken.values.get(value) ?? 0) + 1);
    },
    record(store, at) {
      for (const [FunctionName, taken] of pending) {
        pending.delete(FunctionName);
        const metric = { namespace: 'AWS/Lambda', name: 'Duration', dimensions: { FunctionName } };
        store.add(metric, { ...taken, values: compacted(taken.values) }, { at, unit: 'Milliseconds' });
      }
    },
  };
}
