import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { nameOf } from '../../domain/errors.ts';

/** How a move task ended. */
export interface MoveOutcome {
  readonly status: string;
  readonly moved: number;
  readonly reason: string | undefined;
  /** It was cancelled because what it moved came back. */
  readonly cameBack: boolean;
}

/** A move task takes at most so many messages a second (SQS API, StartMessageMoveTask). */
export const MAX_MOVES_A_SECOND = 500;

/**
 * Moves the messages of a dead-letter queue to a queue and resolves when SQS has ended; a task that is under way already is
 * followed to its end. Cancels it when the signal is aborted, and when messages come back: what was moved stays moved.
 *
 * The queue is always named: left to itself, SQS ends the task with CouldNotDetermineMessageSource at the first message that
 * a function sent there (SQS guide, dead-letter queue redrive).
 */
export async function moveMessages(
  client: SQSClient,
  {
    sourceArn,
    destinationArn,
    rate,
    wait,
    signal,
    progress,
  }: {
    sourceArn: string;
    destinationArn: string;
    rate: number | undefined;
    wait: (ms: number) => Promise<void>;
    signal: AbortSignal;
    progress: (moved: number, of: number) => void;
  },
): Promise<MoveOutcome> {
  const before = await newest(client, sourceArn);
  const follows = before.Status === 'RUNNING' || before.Status === 'CANCELLING';
  if (!follows) {
    await client.send(
      new StartMessageMoveTaskCommand({
        SourceArn: sourceArn,
        DestinationArn: destinationArn,
        ...(rate === undefined
          ? {}
          : { MaxNumberOfMessagesPerSecond: Math.min(MAX_MOVES_A_SECOND, Math.max(1, Math.floor(rate))) }),
      }),
    );
  }
  let cancelled = false;
  let cameBack = false;
  for (let looks = 0; ; looks += 1) {
    const task = await newest(client, sourceArn);
    // The list may still end with the task before this one.
    if (!follows && task.StartedTimestamp === before.StartedTimestamp && looks < MAX_STALE_LOOKS) {
      await wait(500);
      continue;
    }
    const { Status: status = 'unknown', ApproximateNumberOfMessagesMoved: moved = 0 } = task;
    if (status !== 'RUNNING' && status !== 'CANCELLING') return { status, moved, reason: task.FailureReason, cameBack };
    const { ApproximateNumberOfMessagesToMove: atStart } = task;
    progress(moved, atStart ?? 0);
    cameBack ||= atStart !== undefined && moved > MAX_ROUNDS * atStart;
    if ((signal.aborted || cameBack) && !cancelled) {
      cancelled = true;
      await cancel(client, task.TaskHandle);
    } else await wait(500);
  }
}

const MAX_STALE_LOOKS = 20;

/**
 * A task goes on for as long as the queue shows messages, also those that it moved and a function sent back at once. The
 * number at its start is approximate, and others may come meanwhile: but not as many again.
 */
const MAX_ROUNDS = 2;

async function newest(client: SQSClient, SourceArn: string): Promise<ListMessageMoveTasksResultEntry> {
  const { Results: [task = {}] = [] } = await client.send(
    new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }),
  );
  return task;
}

async function cancel(client: SQSClient, TaskHandle: string | undefined): Promise<void> {
  try {
    await client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
  } catch (error) {
    // A task that has ended meanwhile cannot be cancelled: the next look tells how it ended.
    if (nameOf(error) !== 'UnsupportedOperation') throw error;
  }
}
