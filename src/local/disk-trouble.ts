import { codeOf } from '../domain/errors.ts';
import type { Clock } from './clock.ts';
import type { LocalDatabase } from './database.ts';

/** What the system says where a file cannot be written for want of room, or because the disk fails (errno(3)). */
const DISK_CODES: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS']);

/** True for an error of the disk, for which no request is to blame. */
export function isDiskError(error: unknown): boolean {
  return DISK_CODES.has(codeOf(error));
}

/**
 * Lets nothing begin by itself while the disk takes nothing, and says so in one line, and in one more when that is over. Returns what
 * ends that.
 */
export function tellTrouble(
  database: Pick<LocalDatabase, 'onTrouble'>,
  { clock, warn, folder }: { clock: Pick<Clock, 'hold'>; warn: (line: string) => void; folder: string },
): () => void {
  return database.onTrouble(({ reason, over }) => {
    const began = performance.now();
    const release = clock.hold();
    warn(
      `${folder} takes nothing (${reason}): requests are answered with 503, and the clock's work waits, until it does.`,
    );
    void over.then(() => {
      warn(
        `${folder} takes everything again, after ${((performance.now() - began) / 1000).toFixed(1)} s; nothing acknowledged was lost.`,
      );
      release();
    });
  });
}
