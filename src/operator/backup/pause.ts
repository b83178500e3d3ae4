import { LambdaClient } from '@aws-sdk/client-lambda';
import { switchMapping } from '../../aws/describe/event-source-mapping.ts';
import type { Operator } from '../operator.ts';
import { findDeployment } from '../stack/find-deployment.ts';
import { requireBackupApplication } from './application.ts';
import { type BackupState, readBackupState } from './state.ts';

/**
 * Pauses a backup: its queue keeps the events, and nothing more goes to its stream. What the stream holds already, it goes on
 * trying to deliver for 24 hours. Pausing what is paused changes nothing. Throws OperationError where the stack has no backup.
 *
 * @example
 * const { held, lastsUntil } = await pauseBackup(operator);
 */
export async function pauseBackup(
  operator: Operator,
  { stream, onSwitching }: { stream?: string | undefined; onSwitching?: () => void } = {},
): Promise<BackupState> {
  const application = requireBackupApplication(await findDeployment(operator), stream);
  onSwitching?.();
  const { mappingId: id } = application;
  await switchMapping(new LambdaClient(operator.connection), { id, enabled: false, wait: operator.clock.wait });
  return readBackupState(operator, application);
}
