import type { Message } from '@aws-sdk/client-sqs';
import { createPutRecords } from '../../aws/put-records.ts';
import { RequestError } from '../errors.ts';
import type { Clock, Operator } from '../operator.ts';
import { burstFor, createPace } from '../pace.ts';
import { openStackClock } from '../stack/stack-clock.ts';
import { countPlaces } from './count.ts';
import { MAX_MOVES_A_SECOND, type MoveOutcome, moveMessages } from './move-task.ts';
import { type DeadLetters, openDeadLetters, ownersOf } from './open-dead-letters.ts';
import { type DeadLetterPlace, type DeadLetterQueue, type QueueName, queueUrlOf, type StreamErrors } from './places.ts';
import { reputRecords } from './reput-records.ts';
import { resendMessages } from './resend-messages.ts';
import { sentFailure } from './sent-failure.ts';

/** What became of the dead letters of a place. */
export interface Redriven {
  readonly name: string;
  readonly kind: DeadLetterPlace['kind'];
  readonly to: readonly string[];
  readonly moved: number;
  readonly failed: number;
  /** Why what did not move stays: each reason with its number. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** How far the dead letters of a place are; `of` is unknown for a stream. */
export interface RedriveProgress {
  readonly name: string;
  readonly moved: number;
  readonly of?: number;
}

interface Moved {
  readonly moved: number;
  readonly failed: ReadonlyMap<string, number>;
}

interface Work {
  readonly operator: Operator;
  readonly deadLetters: DeadLetters;
  readonly rate: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RedriveProgress) => void;
}

/**
 * Sends dead letters where each belongs, one place after the other: all, or those of a name; at most `rate` a second. Nothing
 * is taken away before it was sent; what was not moved when the signal is aborted stays.
 *
 * @example
 * const redriven = await redriveDeadLetters(operator, { name: 'Checkout/OrdersDeadLetterQueue', rate: 50 });
 */
export async function redriveDeadLetters(
  operator: Operator,
  { name, rate }: { name?: string | undefined; rate?: number | undefined },
  {
    signal = new AbortController().signal,
    onProgress = () => {},
  }: { signal?: AbortSignal; onProgress?: (progress: RedriveProgress) => void } = {},
): Promise<Redriven[]> {
  const deadLetters = await openDeadLetters(operator, name);
  if (rate !== undefined && rate > MAX_MOVES_A_SECOND) {
    throw new RequestError(`the rate is ${rate}, but SQS moves at most ${MAX_MOVES_A_SECOND} dead letters a second`);
  }
  const work = { operator, deadLetters, rate, clock: await openStackClock(operator), signal, onProgress };
  const redriven: Redriven[] = [];
  for (const [index, count] of (await countPlaces(deadLetters)).entries()) {
    const place = deadLetters.places[index];
    if (place === undefined || count.waiting === 0 || signal.aborted) continue;
    const { moved, failed } =
      place.kind === 'stream' ? await redriveStream(work, place) : await redriveQueue(work, place);
    redriven.push({
      name: place.name,
      kind: place.kind,
      to: ownersOf(place),
      moved,
      failed: [...failed.values()].reduce((sum, number) => sum + number, 0),
      reasons: Object.fromEntries(failed),
    });
  }
  return redriven;
}

async function redriveQueue(work: Work, place: DeadLetterQueue): Promise<Moved> {
  const { operator, deadLetters, clock, rate, signal } = work;
  const progress = (moved: number, of: number) => work.onProgress({ name: place.name, moved, of });
  const [queue, ...more] = place.queues;
  if (queue !== undefined && more.length + place.subscribed.length === 0) {
    const { wait } = operator.clock;
    const ends = { sourceArn: place.arn, destinationArn: queue.arn };
    const task = await moveMessages(deadLetters.sqs, { ...ends, rate, wait, signal, progress });
    const problem = problemOf(task);
    return { moved: task.moved, failed: new Map(problem === undefined ? [] : [[problem, 1]]) };
  }
  return resendMessages(deadLetters.sqs, {
    queueUrl: place.url,
    burst: burstFor(rate, 10),
    destinationOf: await destinations(work, place),
    pace: createPace(rate, clock),
    signal,
    progress,
  });
}

function problemOf({ status, reason, cameBack }: MoveOutcome): string | undefined {
  if (cameBack) return 'messages came back as they were moved, so the move was ended: repair what fails them first';
  if (status === 'COMPLETED' || status === 'CANCELLED') return undefined;
  return `SQS ended the move as ${status}: ${reason ?? 'it gives no reason'}`;
}

/** A message that SQS moved tells whence; one that a function sent belongs to a queue, any other to a subscribed queue: if there is but one. */
async function destinations({ deadLetters: { sqs } }: Work, { queues, subscribed }: DeadLetterQueue) {
  const arns = [...new Set([...queues, ...subscribed].map(({ arn }) => arn))];
  const urls = new Map(await Promise.all(arns.map(async (arn) => [arn, await queueUrlOf(sqs, arn)] as const)));
  const onlyOf = (places: readonly QueueName[]) => {
    const [only, ...more] = new Set(places.map(({ arn }) => arn));
    return more.length === 0 ? only : undefined;
  };
  return (message: Message): { url: string } | { reason: string } => {
    const isSent = sentFailure(message) !== undefined || subscribed.length === 0;
    const arn = message.Attributes?.DeadLetterQueueSourceArn ?? onlyOf(isSent ? queues : subscribed);
    if (arn === undefined) {
      const kind = isSent ? 'queues' : 'subscriptions';
      return { reason: `several ${kind} share this queue, and the message does not say whose it is` };
    }
    const url = urls.get(arn);
    return url === undefined ? { reason: `it came from ${arn}, which is not of this stack` } : { url };
  };
}

async function redriveStream(
  { operator, deadLetters: { s3, firehose }, clock, rate, signal, onProgress }: Work,
  place: StreamErrors,
): Promise<Moved> {
  const putRecords = createPutRecords({ send: (command, options) => firehose.send(command, options) });
  return reputRecords({ s3, putRecords }, place, {
    streamName: place.physicalName,
    rate,
    pace: createPace(rate, clock),
    now: operator.clock.now,
    signal,
    progress: (moved) => onProgress({ name: place.name, moved }),
  });
}
