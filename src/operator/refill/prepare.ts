import { isOff, readMapping } from '../../aws/describe/event-source-mapping.ts';
import { held, type QueueState, readQueueState } from '../../aws/describe/queue-state.ts';
import { type BackupApplication, requireBackupApplication } from '../backup/application.ts';
import { OperationError, RequestError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import { openReplay, type Replay } from '../replay/view.ts';

/** A buffer and the backup that is refilled from it. */
export interface Refill {
  readonly replay: Replay;
  readonly backup: BackupApplication;
  /** Whose events both take. */
  readonly topicArn: string;
  readonly buffer: QueueState;
}

/**
 * Finds the buffer and the backup of a stack that take the same topic's events, the replay off and the backup on. Throws
 * OperationError where one is missing or in the way of a refill, and RequestError where a choice is.
 */
export async function prepareRefill(operator: Operator, stream: string | undefined): Promise<Refill> {
  const replay = await openReplay(operator);
  const { application, deployment, lambda, sqs } = replay;
  const backup = requireBackupApplication(deployment, stream);
  const { topicArn } = application;
  if (topicArn === undefined || topicArn !== backup.topicArn) {
    throw new RequestError(
      `the buffer holds the events of ${topicArn ?? 'no known topic'}, and the stream ${backup.streamName} archives those of ${backup.topicArn ?? 'no known topic'}: they must be the same`,
    );
  }
  const [replaying, forwarding, buffer] = await Promise.all([
    readMapping(lambda, application.mappingId),
    readMapping(lambda, backup.mappingId),
    readQueueState(sqs, application.queueUrl),
  ]);
  if (replaying.state !== 'Disabled') {
    throw new OperationError(
      `the replay is ${replaying.state}, and would take what is to be refilled: switch it off with forks replay stop`,
    );
  }
  if (isOff(forwarding)) {
    throw new OperationError(
      'the backup is paused, so that nothing tells what its queue will archive yet: go on with forks backup resume, then refill',
    );
  }
  return { replay, backup, topicArn, buffer };
}

/** What a refill would begin with. */
export interface RefillPlan {
  /** The delivery stream's name. */
  readonly stream: string;
  /** The URL of the buffer. */
  readonly queue: string;
  /** How many events the buffer holds. */
  readonly held: number;
}

/**
 * Looks whether a refill can begin, and how much the buffer holds; takes nothing from it. Throws as `refillArchive` does.
 *
 * @example
 * const { held } = await planRefill(operator);
 */
export async function planRefill(
  operator: Operator,
  { stream }: { stream?: string | undefined } = {},
): Promise<RefillPlan> {
  const { replay, backup, buffer } = await prepareRefill(operator, stream);
  return { stream: backup.streamName, queue: replay.application.queueUrl, held: held(buffer) };
}
