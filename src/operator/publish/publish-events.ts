import { SNSClient } from '@aws-sdk/client-sns';
import { InvalidDocumentError, MessageTooLargeError } from '../../domain/errors.ts';
import { messageBytes } from '../../domain/message-bytes.ts';
import { checkoutMessage, ORDER_IDS } from '../../domain/order/checkout-message.ts';
import { MAX_BATCH_ENTRIES, MAX_SNS_BYTES } from '../../domain/service-limits.ts';
import { unsendableCharacter } from '../../domain/unsendable-character.ts';
import type { Operator } from '../operator.ts';
import { burstFor, createPace } from '../pace.ts';
import { findDeployment } from '../stack/find-deployment.ts';
import { findTopic } from '../stack/find-topic.ts';
import { type OutgoingEvent, publishBatch } from './publish-batch.ts';

/** How events are published. */
export interface PublishRequest {
  /** The topic's ARN; without one, the stack's. */
  readonly topic?: string | undefined;
  /** Events a second at the most; without it, as fast as they are taken. */
  readonly rate?: number | undefined;
  /** Publishes any text as it is, without the attributes that `accept-checkout` sets. */
  readonly raw?: boolean | undefined;
}

/** What became of the events so far. */
export interface Published {
  readonly topic: string;
  readonly published: number;
  readonly failed: number;
}

/** An event that did not get through, by its position from 1 on; `invalid` says that it is no order, which `raw` would let pass. */
export interface RefusedEvent {
  readonly event: number;
  readonly reason: string;
  readonly invalid: boolean;
}

/**
 * Publishes each text as an event, in batches; a failed entry alone is sent again. What cannot be published is told and counted,
 * and holds back nothing else.
 *
 * @example
 * const { published } = await publishEvents(operator, ['{"id":1, …}'], { rate: 50 }, { onRefused: console.warn });
 */
export async function publishEvents(
  operator: Operator,
  events: Iterable<string> | AsyncIterable<string>,
  request: PublishRequest,
  watch: { onProgress?: (published: Published) => void; onRefused?: (refused: RefusedEvent) => void } = {},
): Promise<Published> {
  const topic = request.topic ?? findTopic(await findDeployment(operator));
  const sns = new SNSClient(operator.connection);
  const pace = createPace(request.rate, operator.clock);
  const total = { topic, published: 0, failed: 0 };
  const refuse = (refused: RefusedEvent) => {
    total.failed += 1;
    watch.onRefused?.(refused);
  };
  let batch: Array<{ event: OutgoingEvent; position: number }> = [];
  let bytes = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    const sending = batch;
    [batch, bytes] = [[], 0];
    await pace(sending.length);
    const outcomes = await publishBatch(
      { send: (command) => sns.send(command), topicArn: topic, wait: operator.clock.wait },
      sending.map(({ event }) => event),
    );
    for (const [index, outcome] of outcomes.entries()) {
      if ('messageId' in outcome) total.published += 1;
      else refuse({ event: sending[index]?.position ?? 0, reason: outcome.reason, invalid: false });
    }
    watch.onProgress?.({ ...total });
  };
  const burst = burstFor(request.rate, MAX_BATCH_ENTRIES);
  let position = 0;
  for await (const text of events) {
    position += 1;
    const event = prepare(text, request.raw === true ? undefined : operator.clock.now());
    if ('reason' in event) {
      refuse({ event: position, ...event });
      continue;
    }
    const size = messageBytes(event.body, event.attributes);
    if (batch.length >= burst || bytes + size > MAX_SNS_BYTES) await flush();
    bytes += size;
    batch.push({ event, position });
  }
  await flush();
  return total;
}

type Unpublishable = Pick<RefusedEvent, 'reason' | 'invalid'>;

/** The event of a text: a checkout that was posted at a time, or without one the text as it is. */
function prepare(text: string, postedAt: number | undefined): OutgoingEvent | Unpublishable {
  const found = unsendableCharacter(text);
  if (found !== undefined) {
    const reason = `character ${found.position} is ${found.name}, which SQS refuses: forks with raw delivery would lose the event`;
    return { reason, invalid: false };
  }
  if (postedAt === undefined) return sizeChecked({ body: text, attributes: {} });
  try {
    const { body, attributes } = checkoutMessage(text, postedAt, { exempt: ORDER_IDS });
    return sizeChecked({ body, attributes });
  } catch (error) {
    if (error instanceof InvalidDocumentError) return { reason: error.message, invalid: true };
    if (error instanceof MessageTooLargeError) return { reason: error.message, invalid: false };
    throw error;
  }
}

function sizeChecked(event: OutgoingEvent): OutgoingEvent | Unpublishable {
  const bytes = messageBytes(event.body, event.attributes);
  return bytes > MAX_SNS_BYTES
    ? { reason: `it has ${bytes} bytes; SNS takes at most ${MAX_SNS_BYTES}`, invalid: false }
    : event;
}
