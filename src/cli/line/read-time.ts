import { openStackClock } from '../../operator/stack/stack-clock.ts';
import { parseDuration } from './parse-duration.ts';
import { parseTime } from './parse-time.ts';
import type { Session } from './session.ts';

/** A point in time as it is typed, in ms; a duration is one back from now by the stack's own clock. Throws UsageError. */
export async function readTime(session: Pick<Session, 'connection' | 'clock'>, text: string): Promise<number> {
  const isDuration = parseDuration(text) !== undefined;
  return parseTime(text, isDuration ? (await openStackClock(session)).now() : 0);
}
