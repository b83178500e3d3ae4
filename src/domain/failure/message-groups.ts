import { createHash } from 'node:crypto';
import type { SqsMessage } from '../sqs-event.ts';
import { receivesOf } from './receives.ts';

/** Messages that are tried one group after the other, as many at a time as they have been found harmless. */
export interface Stage {
  readonly messages: readonly SqsMessage[];
  /** How many are tried together. */
  readonly size: number;
  /** In no doubt yet: they are tried together, and what that takes tells nothing of a smaller group. */
  readonly isFresh: boolean;
}

/** From this receive on a message was in a batch that did not get through: so many at most are put at risk by one of them. */
const DOUBTED_RECEIVES = 2;
const MAX_DOUBTED = 10;
/** Fewer than a hundred are tried fewer at a time: it costs as many calls, and puts fewer at risk. */
const MAX_DOUBTED_GROUPS = 10;

/** From this receive on a message may be the one that ends the function, and is tried alone. */
const SUSPECT_RECEIVES = 3;

/**
 * A batch in the order in which it is tried. First come those on their last receive, so that none becomes a dead letter
 * untried; then all that come for the first time, together; then those that come for the second, in groups of ten or fewer; then the
 * others one by one, the fewest receives first. A FIFO queue's batch keeps its order, and is tried one by one as soon as one
 * of its messages is a suspect.
 */
export function messageStages(messages: readonly SqsMessage[], maxReceiveCount: number): Stage[] {
  if (isOrdered(messages)) {
    const isSuspect = messages.some((message) => receivesOf(message) >= SUSPECT_RECEIVES);
    return stagesOf([stage(messages, isSuspect ? 1 : messages.length)]);
  }
  const isLast = (message: SqsMessage) => receivesOf(message) >= Math.max(maxReceiveCount, DOUBTED_RECEIVES);
  const others = messages.filter((message) => !isLast(message));
  const received = (from: number, to: number) =>
    others.filter((message) => receivesOf(message) >= from && receivesOf(message) < to);
  const fresh = received(0, DOUBTED_RECEIVES);
  const suspects = received(SUSPECT_RECEIVES, Number.POSITIVE_INFINITY);
  const doubted = received(DOUBTED_RECEIVES, SUSPECT_RECEIVES);
  return stagesOf([
    stage(inTurn(messages.filter(isLast)), 1),
    stage(fresh, fresh.length),
    stage(inTurn(doubted), Math.min(MAX_DOUBTED, Math.ceil(doubted.length / MAX_DOUBTED_GROUPS))),
    stage(
      inTurn(suspects).sort((a, b) => receivesOf(a) - receivesOf(b)),
      1,
    ),
  ]);
}

function stage(messages: readonly SqsMessage[], size: number): Stage {
  return { messages, size, isFresh: messages.every((message) => receivesOf(message) < DOUBTED_RECEIVES) };
}

function stagesOf(stages: readonly Stage[]): Stage[] {
  return stages.filter(({ messages }) => messages.length > 0);
}

/** True for the messages of a FIFO queue, of which none may be done before one that came earlier. */
export function isOrdered(messages: readonly SqsMessage[]): boolean {
  return messages.some(({ eventSourceARN }) => eventSourceARN.endsWith('.fifo'));
}

/**
 * How many of a stage are tried together, where so many groups are still to come at that size: more than the stage says only
 * where the groups, at the time that those before took on average, would not all be done in the time that is left. What is
 * left over would lose a receive without having been tried.
 */
export function groupSize(
  size: number,
  { groupsToCome, msOfGroup, remainingMs }: { groupsToCome: number; msOfGroup: number; remainingMs: number },
): number {
  return size * Math.max(1, Math.ceil((groupsToCome * msOfGroup) / Math.max(remainingMs, 1)));
}

/** So few take turns: within as many receives each of them is tried first once. More are shuffled, which thins them faster. */
const MAX_TURNS = 8;

/** Another order at every receive, so that nobody stands behind the same message each time; the same for the same batch. */
function inTurn(messages: readonly SqsMessage[]): SqsMessage[] {
  const takeTurns = messages.length <= MAX_TURNS;
  const places = new Map(messages.map((message) => [message, takeTurns ? message.messageId : shuffledPlace(message)]));
  const sorted = messages.toSorted((a, b) => ((places.get(a) ?? '') < (places.get(b) ?? '') ? -1 : 1));
  const first = takeTurns ? Math.min(...messages.map(receivesOf)) % messages.length : 0;
  return [...sorted.slice(first), ...sorted.slice(0, first)];
}

function shuffledPlace(message: SqsMessage): string {
  return createHash('sha1')
    .update(`${receivesOf(message)} ${message.messageId}`)
    .digest('hex');
}
