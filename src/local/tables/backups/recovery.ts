/** What backups and exports share: their ids, and what point-in-time recovery allows. */
import { randomBytes } from 'node:crypto';
import { AwsError } from '../../errors.ts';
import type { TableDefinition } from '../store/definitions.ts';
import { notDone } from '../table-errors.ts';

/** An id as AWS gives backups, exports and imports: the time in milliseconds of 14 digits, and 8 digits by chance. */
export function idAt(now: number): string {
  return `${String(now).padStart(14, '0')}-${randomBytes(4).toString('hex')}`;
}

/** Throws unless the table's point-in-time recovery is on. */
export function checkRecoverable({ name, pointInTimeRecovery }: TableDefinition): void {
  if (pointInTimeRecovery.enabled) return;
  throw new AwsError(
    'PointInTimeRecoveryUnavailableException',
    `Point in time recovery is not enabled for table '${name}'`,
  );
}

/** Throws for a time, in epoch seconds, that is not this second: what a table was like before is not kept here. */
export function checkLatest(seconds: number, now: number): void {
  if (Math.floor(seconds) < Math.floor(now / 1000)) throw notDone('tables as they were at an earlier time');
}
