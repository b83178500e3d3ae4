import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { readMapping } from '../../aws/describe/event-source-mapping.ts';
import { readFunctionSettings } from '../../aws/describe/function-configuration.ts';
import { redactArchivedText } from '../../domain/card-data/redact-archived-text.ts';
import { redactCardData } from '../../domain/card-data/redact-card-data.ts';
import { FAILURE_REASON } from '../../domain/failure-attributes.ts';
import { mapValues } from '../../domain/map-values.ts';
import { notifiedEvent } from '../../domain/published-event.ts';
import type { Operator } from '../operator.ts';
import { resourcesOf } from '../stack/deployment.ts';
import { openStackClock } from '../stack/stack-clock.ts';
import { listErrorObjects, readFailedRecords } from './error-output.ts';
import { readFailureReasons } from './failure-reasons.ts';
import { type DeadLetters, openDeadLetters } from './open-dead-letters.ts';
import { peekMessages } from './peek-messages.ts';
import type { DeadLetterPlace, DeadLetterQueue, StreamErrors } from './places.ts';
import { onceEach, sentFailure } from './sent-failure.ts';

/** A dead letter as it is shown: card data masked. */
export interface DeadLetter {
  /** The SQS message id; the object's key and line for a stream. */
  readonly id: string;
  /** When it was sent, or put to the stream. */
  readonly sentAt: string;
  readonly ageSeconds: number;
  /** How often it was received, or tried. */
  readonly receives: number;
  readonly reason: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The dead letters of one place, oldest first as far as it tells. */
export interface ShownPlace {
  readonly name: string;
  readonly kind: DeadLetterPlace['kind'];
  readonly messages: readonly DeadLetter[];
}

/**
 * Reads dead letters with reason, age, receive count and body, card data masked: of every place, or those of a name, at most
 * `limit` of each. A queue's messages are received for it, and shown again; one that a function sent twice is told once.
 *
 * @example
 * const [place] = await showDeadLetters(operator, { limit: 10 });
 */
export async function showDeadLetters(
  operator: Operator,
  { name, limit }: { name?: string | undefined; limit: number },
  { onPlace }: { onPlace?: (name: string) => void } = {},
): Promise<ShownPlace[]> {
  const deadLetters = await openDeadLetters(operator, name);
  const now = (await openStackClock(operator)).now();
  const shown: ShownPlace[] = [];
  for (const place of deadLetters.places) {
    onPlace?.(place.name);
    const messages =
      place.kind === 'stream'
        ? await readRecords(deadLetters, place, { limit, now })
        : await readMessages(operator, deadLetters, place, { limit, now });
    shown.push({ name: place.name, kind: place.kind, messages });
  }
  return shown;
}

async function readMessages(
  operator: Operator,
  deadLetters: DeadLetters,
  place: DeadLetterQueue,
  { limit, now }: { limit: number; now: number },
): Promise<DeadLetter[]> {
  const messages = onceEach(await peekMessages(deadLetters.sqs, place.url, limit));
  const untold = messages.filter((message) => sentFailure(message) === undefined);
  const logged = await readLoggedReasons(operator, deadLetters, place, untold);
  return messages.map((message) => {
    const { MessageId = '', Attributes = {} } = message;
    const { attributes, body } = shownEvent(message);
    return {
      id: MessageId,
      sentAt: new Date(sentAt(message)).toISOString(),
      ageSeconds: ageSeconds(sentAt(message), now),
      receives: Number(Attributes.ApproximateReceiveCount ?? 0),
      reason: redactCardData(sentFailure(message)?.reason ?? logged.get(MessageId) ?? unexplained(place, message)),
      attributes: mapValues(attributes, (value) => redactCardData(value)),
      body: redactArchivedText(body),
    };
  });
}

/** Why the functions of a queue failed messages, by their ids, as their logs tell. */
async function readLoggedReasons(
  { connection }: Operator,
  { deployment }: DeadLetters,
  place: DeadLetterQueue,
  messages: readonly Message[],
): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  if (messages.length === 0) return reasons;
  const lambda = new LambdaClient(connection);
  const logs = new CloudWatchLogsClient(connection);
  const sources = new Set(place.queues.map(({ arn }) => arn));
  const messageIds = new Set(messages.map(({ MessageId = '' }) => MessageId));
  const from = Math.min(...messages.map((message) => sentAt(message)));
  for (const { physicalId } of resourcesOf(deployment, 'AWS::Lambda::EventSourceMapping')) {
    const { queueArn, functionName } = await readMapping(lambda, physicalId);
    if (!sources.has(queueArn)) continue;
    const { logGroup } = await readFunctionSettings(lambda, functionName);
    const found = await readFailureReasons(logs, { logGroup, from, messageIds });
    for (const [id, reason] of found) reasons.set(id, reason);
  }
  return reasons;
}

/** The event of a message, be it wrapped in a notification or raw; attributes of either, but for the reason that is told apart. */
function shownEvent({ Body = '', MessageAttributes = {} }: Message): Pick<DeadLetter, 'attributes' | 'body'> {
  const { [FAILURE_REASON]: _reason, ...own } = mapValues(MessageAttributes, attributeText);
  const notified = notifiedEvent(Body);
  if (notified === undefined) return { attributes: own, body: Body };
  return { attributes: { ...mapValues(notified.attributes, ({ value }) => value), ...own }, body: notified.body };
}

function unexplained({ queues, subscribed }: DeadLetterQueue, { Attributes = {} }: Message): string {
  if (queues.length > 0 && (subscribed.length === 0 || Attributes.DeadLetterQueueSourceArn !== undefined)) {
    return `its consumer did not delete it, and its log does not say why (queue ${queues.map(({ name }) => name).join(', ')})`;
  }
  return `SNS could not deliver it to ${subscribed.map(({ name }) => name).join(', ')}`;
}

async function readRecords(
  { s3 }: DeadLetters,
  place: StreamErrors,
  { limit, now }: { limit: number; now: number },
): Promise<DeadLetter[]> {
  const found: DeadLetter[] = [];
  for await (const { key, writtenAt } of listErrorObjects(s3, place)) {
    for await (const record of readFailedRecords(s3, { bucket: place.bucket, key })) {
      if (found.length >= limit) return found;
      const { line, data } = record;
      const arrivedAt = data === undefined ? writtenAt : record.arrivedAt;
      found.push({
        id: `${key}:${line}`,
        sentAt: new Date(arrivedAt).toISOString(),
        ageSeconds: ageSeconds(arrivedAt, now),
        receives: data === undefined ? 0 : record.attempts,
        reason: data === undefined ? "the line is none of Firehose's error lines" : redactCardData(record.reason),
        attributes: {},
        // Bytes that are not UTF-8 are looked at as Latin-1, in which every byte is a character: digits show in both.
        body: data === undefined ? '' : redactArchivedText(textOf(data)),
      });
    }
  }
  return found;
}

function textOf(data: Buffer): string {
  const text = data.toString('utf8');
  return Buffer.from(text).equals(data) ? text : data.toString('latin1');
}

function attributeText({ StringValue, BinaryValue }: MessageAttributeValue): string {
  return StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64');
}

function sentAt({ Attributes = {} }: Message): number {
  return Number(Attributes.SentTimestamp ?? 0);
}

function ageSeconds(then: number, now: number): number {
  return Math.max(0, Math.round((now - then) / 1000));
}
