import { listPrices } from '../cost/list-prices.ts';

/** What a replay would take. */
export interface ReplayEstimate {
  readonly seconds: number;
  /** What reading and sending cost; not what the consumers of the events do. */
  readonly dollars: number;
}

/** A list tells so many keys (S3 API, ListObjectsV2). */
const keysAList = 1000;

/** How long a replay of what was counted would run, and what AWS would bill for it. */
export function estimateReplay({
  events,
  batches,
  requests,
  objects,
  to,
  rate,
  readSeconds,
  batchSeconds,
}: {
  events: number;
  batches: number;
  /** Billed ones. */
  requests: number;
  objects: number;
  to: 'queue' | 'topic';
  rate: number | undefined;
  /** What reading alone took. */
  readSeconds: number;
  /** What one call to the destination takes. */
  batchSeconds: number;
}): ReplayEstimate {
  const unbounded = readSeconds + batches * batchSeconds;
  const seconds = rate === undefined ? unbounded : Math.max(unbounded, events / rate);
  const lists = Math.max(1, Math.ceil(objects / keysAList));
  const request = to === 'queue' ? listPrices.sqsRequest : listPrices.snsPublish;
  const dollars = requests * request + objects * listPrices.s3Get + lists * listPrices.s3Put;
  return { seconds: Math.ceil(seconds * 10) / 10, dollars };
}
