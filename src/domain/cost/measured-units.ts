import type { BilledUnits } from './billed-units.ts';

/** What a stack has counted of a backup: its function, its stream and its queue. */
export interface BackupCounters {
  readonly invocations: number;
  readonly billedMs: number;
  readonly memoryMB: number;
  readonly architecture: 'arm64' | 'x86_64';
  readonly billedBytes: number;
  readonly sent: number;
  readonly received: number;
  readonly deleted: number;
}

/** What is billed of it; a receive and a delete are for ten messages, as a poller makes them. */
export function measuredUnits(counters: BackupCounters): BilledUnits {
  const { invocations, billedMs, memoryMB, architecture, billedBytes, sent, received, deleted } = counters;
  return {
    lambdaRequests: invocations,
    lambdaGbSeconds: (billedMs / 1000) * (memoryMB / 1024),
    architecture,
    firehoseBytes: billedBytes,
    sqsRequests: sent + received / 10 + deleted / 10,
    snsDeliveries: 0,
  };
}
