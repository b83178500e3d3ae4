/**
 * The delivery retry policy of SNS for endpoints within AWS (SNS guide, message delivery retries).
 * The jitter is left out, so that a test knows when the next try comes.
 */

const SECOND = 1000;
const IMMEDIATE = 3;
const PRE_BACKOFF = 2;
const BACKOFF = 10;
const POST_BACKOFF = 100_000;
const MAX_DELAY = 20 * SECOND;

/** How long to wait before the next try after so many have failed; undefined when SNS gives up (100,015 retries, 23 days). */
export function retryDelay(failures: number): number | undefined {
  if (failures <= IMMEDIATE) return 0;
  if (failures <= IMMEDIATE + PRE_BACKOFF) return SECOND;
  const step = failures - IMMEDIATE - PRE_BACKOFF;
  // Ten steps from 1 to 20 seconds, each longer by the same factor.
  if (step <= BACKOFF) return Math.round(SECOND * 20 ** ((step - 1) / (BACKOFF - 1)));
  return step <= BACKOFF + POST_BACKOFF ? MAX_DELAY : undefined;
}
