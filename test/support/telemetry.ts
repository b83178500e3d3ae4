import type { Telemetry } from '../../src/aws/report-batch.ts';

/** Telemetry that keeps what it is told. */
export function recordedTelemetry() {
  const lines: { level: 'info' | 'error'; message: unknown; extra: unknown[] }[] = [];
  const metrics: Record<string, number> = {};
  const telemetry = {
    logger: {
      info: (message: unknown, ...extra: unknown[]) => lines.push({ level: 'info', message, extra }),
      error: (message: unknown, ...extra: unknown[]) => lines.push({ level: 'error', message, extra }),
    },
    metrics: {
      addMetric: (name: string, _unit: string, value: number) => {
        metrics[name] = value;
      },
      publishStoredMetrics: () => {},
    },
  } as unknown as Telemetry;
  return { telemetry, lines, metrics };
}
