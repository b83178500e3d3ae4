import { PublishBatchCommand, type PublishBatchCommandOutput } from '@aws-sdk/client-sns';
import { attributeValues } from '../../aws/attribute-values.ts';
import { backOffMs } from '../../domain/back-off.ts';
import type { MessageAttributes } from '../../domain/message-bytes.ts';

/** An event for PublishBatch; attributes as the SNS API spells them, Binary values as base64. */
export interface OutgoingEvent {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly subject?: string | undefined;
}

/** What became of one event: published, or not; a `senderFault` is the event's own, and another try would fail as well. */
export type PublishOutcome =
  | { readonly messageId: string }
  | { readonly reason: string; readonly senderFault?: boolean };

/** The send function of an SNS client, as far as it is used here. */
export type SendPublishBatch = (
  command: PublishBatchCommand,
) => Promise<Pick<PublishBatchCommandOutput, 'Successful' | 'Failed'>>;

const MAX_ATTEMPTS = 8;
const pauses = { first: 100, max: 5_000 };

/**
 * Publishes a batch and sends again what SNS failed on by its own fault, with a growing pause; an event that SNS blames
 * on the sender is not tried again. One outcome for each event, in their order. Throws when a call fails as a whole.
 */
export async function publishBatch(
  { send, topicArn, wait }: { send: SendPublishBatch; topicArn: string; wait: (ms: number) => Promise<void> },
  events: readonly OutgoingEvent[],
): Promise<PublishOutcome[]> {
  const outcomes: PublishOutcome[] = events.map(() => ({ reason: 'SNS did not answer for this event' }));
  let pending = [...events.keys()];
  for (let attempt = 0; attempt < MAX_ATTEMPTS && pending.length > 0; attempt++) {
    if (attempt > 0) await wait(backOffMs(attempt, pauses));
    const { Successful = [], Failed = [] } = await send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: pending.map((index) => entry(index, events)),
      }),
    );
    for (const { Id, MessageId = '' } of Successful) outcomes[Number(Id)] = { messageId: MessageId };
    for (const { Id, Code, Message, SenderFault = false } of Failed) {
      const reason = [Code, Message].filter((part) => part !== undefined).join(': ');
      outcomes[Number(Id)] = { reason, ...(SenderFault ? { senderFault: true } : {}) };
    }
    const retryable = new Set(Failed.filter(({ SenderFault }) => SenderFault !== true).map(({ Id }) => Number(Id)));
    pending = pending.filter((index) => retryable.has(index));
  }
  return outcomes;
}

function entry(index: number, events: readonly OutgoingEvent[]) {
  const { body = '', attributes = {}, subject } = events[index] ?? {};
  return {
    Id: String(index),
    Message: body,
    MessageAttributes: attributeValues(attributes),
    ...(subject === undefined ? {} : { Subject: subject }),
  };
}
