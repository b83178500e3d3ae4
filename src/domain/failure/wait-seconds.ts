/** What the queue of a function allows a message. */
export interface QueuePatience {
  /** Its receives, before SQS moves it to the dead-letter queue. */
  maxReceiveCount: number;
  /** How long the queue keeps it. */
  retentionSeconds: number;
}

/** The shortest wait; also of what can never succeed and found no way to the dead-letter queue but SQS's own. */
export const HASTE_SECONDS = 10;

/** What a throttled call or a failover needs is over soon. */
const FIRST_WAITS = [HASTE_SECONDS, 40, 160, 640];

/** Whatever lasts longer is asked after as often. */
const FURTHER_WAIT = 15 * 60;

/** So long all waits of a message take together at least: an outage of an evening makes no dead letters. */
const MIN_PATIENCE_SECONDS = 6 * 60 * 60;

/** Of the retention, waits take at most so much: what waited in vain is to be a dead letter before SQS deletes it. */
const SHARE_OF_RETENTION = 0.75;

/**
 * How long a message that may succeed later is hidden after so many receives, from 1: 10 s, 40 s, 3 min, 11 min, then
 * always 15 minutes. Where so few receives are allowed that this would take less than 6 hours together, the further waits
 * are longer; where so many that it would take more than three quarters of the retention, all are shorter. After the last
 * receive nothing is left to wait for.
 *
 * @example waitSeconds(1, { maxReceiveCount: 30, retentionSeconds: 345_600 }) // 10
 */
export function waitSeconds(receives: number, { maxReceiveCount, retentionSeconds }: QueuePatience): number {
  const waits = maxReceiveCount - 1;
  if (receives > waits) return HASTE_SECONDS;
  const most = retentionSeconds * SHARE_OF_RETENTION;
  const first = FIRST_WAITS.slice(0, waits - 1).filter((seconds) => seconds < most / waits);
  const used = first.reduce((sum, seconds) => sum + seconds, 0);
  const further = waits - first.length;
  const wait = Math.max(FURTHER_WAIT, (MIN_PATIENCE_SECONDS - used) / further);
  return first[receives - 1] ?? Math.ceil(Math.min(wait, (most - used) / further));
}
