import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { switchMapping } from '../../aws/describe/event-source-mapping.ts';
import { resetAlarm } from '../../aws/set-alarm-state.ts';
import type { Operator } from '../operator.ts';
import { findDeployment } from '../stack/find-deployment.ts';
import { requireBackupApplication } from './application.ts';
import { type BackupState, readBackupState } from './state.ts';
import { type TriedBucket, tryBucket } from './try-bucket.ts';

/** A backup that runs again. */
export interface ResumedBackup extends BackupState {
  readonly tried: TriedBucket;
}

/** What is done before a backup runs again. */
export type ResumeProgress = 'trying' | 'switching';

/**
 * Resumes a backup once S3 takes what its stream would write: an empty object under the stream's prefix, with its key, by the
 * operator's own permissions; it is deleted again. An alarm that pauses the fork is set to OK before, for it can pause again
 * only from there. Resuming what runs tries, and changes nothing. Throws OperationError, the fork as it was, when the bucket
 * does not take the object.
 *
 * @example
 * const { held } = await resumeBackup(operator);
 */
export async function resumeBackup(
  operator: Operator,
  { stream, onProgress }: { stream?: string | undefined; onProgress?: (progress: ResumeProgress) => void } = {},
): Promise<ResumedBackup> {
  const { connection, clock } = operator;
  const application = requireBackupApplication(await findDeployment(operator), stream);
  const { streamName, mappingId: id, alarmName } = application;
  onProgress?.('trying');
  const tried = await tryBucket(operator, streamName, 'nothing is resumed');
  onProgress?.('switching');
  if (alarmName !== undefined) {
    const reason = `The backup is resumed: ${tried.bucket} takes objects.`;
    await resetAlarm(new CloudWatchClient(connection), { alarmName, reason });
  }
  await switchMapping(new LambdaClient(connection), { id, enabled: true, wait: clock.wait });
  return { ...(await readBackupState(operator, application)), tried };
}
