/** Who an event is, when it was published and whence it came: what an envelope begins with. */
export interface EnvelopeHead {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly publishedAt: string;
  /** An ARN: the topic's, or the queue's that an event was sent to directly. */
  readonly source: string;
}

/** The beginning of an envelope as JSON, its brace open for the members that follow. */
export function envelopeHead({ id, publishedAt, source }: EnvelopeHead): string {
  return JSON.stringify({ id, publishedAt, source }).slice(0, -1);
}

/**
 * What `envelopeHead` writes, whatever white space another writer put between its tokens: a line that begins otherwise is no
 * envelope. Also DuckDB reads lines by it, whose regular expressions know no look-around.
 */
export const ENVELOPE_HEAD =
  /^\{\s*"id"\s*:\s*"[^"\\]*"\s*,\s*"publishedAt"\s*:\s*"\d{4}-\d\d-\d\dT[\d:.]+Z"\s*,\s*"source"\s*:\s*"arn:[^"\\]*"/;
