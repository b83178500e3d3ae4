import type { DeadLetterCount } from '../../operator/dead-letters/count.ts';
import { counted } from '../line/counted.ts';

/** `3 messages`, `1 object`, and how many of them somebody holds. */
export function waitingText({
  kind,
  waiting,
  inFlight,
}: Pick<DeadLetterCount, 'kind' | 'waiting' | 'inFlight'>): string {
  return `${counted(waiting, kind === 'stream' ? 'object' : 'message')}${inFlight > 0 ? ` (${inFlight} in flight)` : ''}`;
}
