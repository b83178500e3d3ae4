import type {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { FailedMessage, FailureKind } from '../../domain/batch-outcome.ts';
import { failedTooLate } from '../../domain/failure/failed-too-late.ts';
import { receivesOf } from '../../domain/failure/receives.ts';
import { HASTE_SECONDS, waitSeconds } from '../../domain/failure/wait-seconds.ts';
import type { SqsMessage } from '../../domain/sqs-event.ts';
import { type Deadline, withinDeadline } from '../within-deadline.ts';
import { changeVisibility } from './change-visibility.ts';
import { deleteMessages } from './delete-messages.ts';
import type { FunctionQueue } from './function-queue.ts';
import { sendDeadLetters } from './send-dead-letters.ts';

/** A message that failed and stays on its queue. */
export interface KeptMessage {
  message: SqsMessage;
  kind: FailureKind;
}

/** What a function does with the messages of its queue beside what Lambda does; each within the invocation's deadline. */
export interface QueueCalls {
  /** Sends what can never succeed, or failed too late to be moved, to the dead-letter queue; returns the failed messages that are not there. */
  bury(group: readonly SqsMessage[], failures: readonly FailedMessage[]): Promise<KeptMessage[]>;
  /**
   * Hides messages that are about to be tried for longer than the queue's visibility timeout, for the case that they end the
   * function: then they come back after those that were received with them and not begun. A failure is ignored.
   */
  setApart(messages: readonly SqsMessage[]): Promise<void>;
  /** Deletes messages before the batch ends; a failure is ignored, since Lambda deletes them at the end. */
  remove(messages: readonly SqsMessage[]): Promise<void>;
  /** Lets messages come back when it is their time; a failure is ignored: they come after the queue's visibility timeout. */
  postpone(kept: readonly KeptMessage[], untried: readonly SqsMessage[]): Promise<void>;
}

/** The longest visibility timeout of the templates, 11 minutes, and the longest batching window, five, are shorter. */
const APART_SECONDS = 20 * 60;

/** A queue that keeps messages for less would delete one that was hidden so long and often, and no dead letter would tell of it. */
const MIN_RETENTION_SECONDS = 12 * 60 * 60;

/** The calls of one invocation. */
export function createQueueCalls({
  client,
  queue,
  deadline,
  now,
}: {
  client: Pick<SQSClient, 'send'>;
  queue: FunctionQueue;
  deadline: Deadline;
  now: () => number;
}): QueueCalls {
  const { queueUrl, deadLetterQueueUrl, functionName, redaction, retentionSeconds } = queue;
  const send = {
    messages: (command: SendMessageBatchCommand) =>
      withinDeadline(deadline, (abortSignal) => client.send(command, { abortSignal })),
    deletions: (command: DeleteMessageBatchCommand) =>
      withinDeadline(deadline, (abortSignal) => client.send(command, { abortSignal })),
    visibility: (command: ChangeMessageVisibilityBatchCommand) =>
      withinDeadline(deadline, (abortSignal) => client.send(command, { abortSignal })),
  };
  return {
    async bury(group, failures) {
      const messages = new Map(group.map((message) => [message.messageId, message]));
      const failed = failures.flatMap(({ messageId, kind, reason }) => {
        const message = messages.get(messageId);
        return message === undefined ? [] : [{ message, kind, failure: { reason, at: now(), functionName } }];
      });
      const hopeless = failed.filter(
        ({ kind, message }) => kind === 'poison' || failedTooLate(message, { ...queue, now: now() }),
      );
      const letters = { send: send.messages, queueUrl: deadLetterQueueUrl, failed: hopeless, redaction };
      const buried = new Set(await sendDeadLetters(letters));
      return failed.filter(({ message }) => !buried.has(message));
    },
    async setApart(messages) {
      if (retentionSeconds < MIN_RETENTION_SECONDS) return;
      const changes = messages.map(({ receiptHandle }) => ({ receiptHandle, seconds: APART_SECONDS }));
      await changeVisibility({ send: send.visibility, queueUrl, changes }).catch(() => {});
    },
    async remove(messages) {
      const receiptHandles = messages.map(({ receiptHandle }) => receiptHandle);
      await deleteMessages({ send: send.deletions, queueUrl, receiptHandles }).catch(() => {});
    },
    async postpone(kept, untried) {
      const isDown = kept.some(({ kind }) => kind === 'later');
      const waitOf = (message: SqsMessage) => waitSeconds(receivesOf(message), queue);
      const changes = [
        ...kept.map(({ message, kind }) => ({ message, seconds: kind === 'poison' ? HASTE_SECONDS : waitOf(message) })),
        ...untried.map((message) => ({ message, seconds: isDown ? waitOf(message) : 0 })),
      ].map(({ message: { receiptHandle }, seconds }) => ({ receiptHandle, seconds }));
      await changeVisibility({ send: send.visibility, queueUrl, changes }).catch(() => {});
    },
  };
}
