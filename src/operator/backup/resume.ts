import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { deleteProbe, type Probe, probeOf, writeProbe } from '../../aws/archive/probe.ts';
import { switchMapping } from '../../aws/describe/event-source-mapping.ts';
import { createS3Client } from '../../aws/s3-client.ts';
import { resetAlarm } from '../../aws/set-alarm-state.ts';
import { messageOf, nameOf } from '../../domain/errors.ts';
import { OperationError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import { findDeployment } from '../stack/find-deployment.ts';
import { requireBackupApplication } from './application.ts';
import { type BackupState, readBackupState } from './state.ts';

/** A backup that runs again. */
export interface ResumedBackup extends BackupState {
  /** The object that was written to try. */
  readonly tried: { readonly bucket: string; readonly key: string; readonly deleted: boolean };
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
  const probe = await probeOf(new FirehoseClient(connection), streamName);
  if (probe === undefined) throw new OperationError(`the stream ${streamName} does not deliver to S3`);
  const deleted = await tryProbe(operator, probe);
  onProgress?.('switching');
  if (alarmName !== undefined) {
    const reason = `The backup is resumed: ${probe.bucket} takes objects.`;
    await resetAlarm(new CloudWatchClient(connection), { alarmName, reason });
  }
  await switchMapping(new LambdaClient(connection), { id, enabled: true, wait: clock.wait });
  const { bucket, key } = probe;
  return { ...(await readBackupState(operator, application)), tried: { bucket, key, deleted } };
}

/** Gives whether the object could be deleted again: one that stays is a folder to every reader. */
async function tryProbe({ connection }: Operator, probe: Probe): Promise<boolean> {
  const s3 = createS3Client(connection);
  try {
    await writeProbe(s3, probe);
  } catch (cause) {
    throw new OperationError(
      `the bucket does not take s3://${probe.bucket}/${probe.key}, so nothing is resumed: ${nameOf(cause)}: ${messageOf(cause)}`,
      { cause },
    );
  }
  return deleteProbe(s3, probe).then(
    () => true,
    () => false,
  );
}
