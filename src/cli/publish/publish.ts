import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { SNSClient } from '@aws-sdk/client-sns';
import { InvalidDocumentError, MessageTooLargeError } from '../../domain/errors.ts';
import { checkoutMessage } from '../../domain/order/checkout-message.ts';
import { OperationError } from '../../operator/errors.ts';
import { burstFor, createPace } from '../../operator/pace.ts';
import { readEvents } from '../../operator/publish/events-of-text.ts';
import {
  eventBytes,
  mostBatchBytes,
  mostBatchEvents,
  type OutgoingEvent,
  publishBatch,
} from '../../operator/publish/publish-batch.ts';
import { findDeployment } from '../../operator/stack/find-deployment.ts';
import { findTopic } from '../../operator/stack/find-topic.ts';
import { UsageError } from '../line/errors.ts';
import type { Session } from '../line/session.ts';

export interface PublishOptions {
  readonly count?: number | undefined;
  readonly rate?: number | undefined;
  readonly raw?: boolean | undefined;
  readonly topic?: string | undefined;
}

/** How many refused events are named one by one; all are counted. */
const mostReasons = 10;

/** `forks publish FILE|-`: publishes each event of a file to the topic. Exit code 1 when one did not get through. */
export async function publish(session: Session, file: string, options: PublishOptions): Promise<number> {
  const topicArn = options.topic ?? findTopic(await findDeployment(session));
  const sns = new SNSClient(session.connection);
  const pace = createPace(options.rate, session.clock);
  const total = { published: 0, failed: 0 };
  let position = 0;
  const fail = (reason: string, event: number) => {
    total.failed += 1;
    if (total.failed <= mostReasons) session.terminal.warn(`forks: event ${event}: ${reason}`);
    if (total.failed === mostReasons + 1) session.terminal.warn('forks: more events failed; only their number is told');
  };
  let batch: Array<{ event: OutgoingEvent; position: number }> = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const sending = batch;
    batch = [];
    await pace(sending.length);
    const outcomes = await publishBatch(
      { send: (command) => sns.send(command), topicArn, wait: session.clock.wait },
      sending.map(({ event }) => event),
    );
    for (const [index, outcome] of outcomes.entries()) {
      if ('messageId' in outcome) total.published += 1;
      else fail(outcome.reason, sending[index]?.position ?? 0);
    }
    session.terminal.progress(`${total.published} published${total.failed > 0 ? `, ${total.failed} failed` : ''} …`);
  };
  const burst = burstFor(options.rate, mostBatchEvents);
  let bytes = 0;
  for await (const text of repeated(session, file, options.count)) {
    position += 1;
    const event = prepare(text, options.raw === true);
    if ('reason' in event) {
      fail(event.reason, position);
      continue;
    }
    const size = eventBytes(event);
    if (batch.length >= burst || bytes + size > mostBatchBytes) await flush();
    bytes = batch.length === 0 ? size : bytes + size;
    batch.push({ event, position });
  }
  await flush();
  if (position === 0) throw new OperationError(`${file === '-' ? 'standard input' : file} holds no event`);
  const { published, failed } = total;
  session.report({ topic: topicArn, published, failed }, [
    `${published} published to ${topicArn}${failed > 0 ? `, ${failed} failed` : ''}`,
  ]);
  return failed > 0 ? 1 : 0;
}

/** As many events as asked for, the file begun anew when it ends; without a count, each of its events once. */
async function* repeated(session: Session, file: string, count: number | undefined): AsyncGenerator<string> {
  if (count === undefined) {
    yield* readEvents(linesOf(session, file));
    return;
  }
  const events: string[] = [];
  for await (const event of readEvents(linesOf(session, file))) {
    if (events.length === count) break;
    events.push(event);
    yield event;
  }
  for (let sent = events.length; sent < count && events.length > 0; sent++) yield events[sent % events.length] ?? '';
}

async function* linesOf({ terminal }: Session, file: string): AsyncGenerator<string> {
  if (file === '-') {
    yield* terminal.lines();
    return;
  }
  try {
    yield* createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (cause) {
    throw new UsageError(`the file ${file} cannot be read: give the name of a file, or - for standard input`, {
      cause,
    });
  }
}

function prepare(text: string, raw: boolean): OutgoingEvent | { reason: string } {
  if (raw) return sizeChecked({ body: text, attributes: {} });
  try {
    const { body, attributes } = checkoutMessage(text);
    return sizeChecked({ body, attributes });
  } catch (error) {
    if (error instanceof InvalidDocumentError) return { reason: `${error.message} (--raw publishes any text)` };
    if (error instanceof MessageTooLargeError) return { reason: error.message };
    throw error;
  }
}

function sizeChecked(event: OutgoingEvent): OutgoingEvent | { reason: string } {
  const bytes = eventBytes(event);
  return bytes > mostBatchBytes ? { reason: `it has ${bytes} bytes; SNS takes at most ${mostBatchBytes}` } : event;
}
