import * as v from 'valibot';
import type { BackupState } from '../../operator/backup/state.ts';
import { counted } from '../line/counted.ts';

/** What `pause` and `resume` report of a backup, and `forks status` of one that is paused. */
export const backupState = {
  stream: v.string(),
  mapping: v.string(),
  paused: v.boolean(),
  queue: v.string(),
  held: v.number(),
  lastsUntil: v.nullable(v.string()),
};

/** What waits in the queue of a backup, and until when, as a sentence ends. */
export function waitingText({ queue, held, lastsUntil }: BackupState): string {
  const name = queue.split('/').at(-1) ?? queue;
  if (held === 0) return `nothing waits in ${name} yet`;
  const until = lastsUntil === null ? 'CloudWatch does not tell yet for how long' : `the oldest until ${lastsUntil}`;
  return `${counted(held, 'event')} in ${name}, ${until}`;
}
