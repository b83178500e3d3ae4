import { createHash } from 'node:crypto';
import type { SqsMessage } from '../sqs-event.ts';
import { receivesOf } from './receives.ts';

/** From this receive on a message may be one that ends the function, and takes those with it that it is tried with. */
const SUSPECT_RECEIVES = 3;

/**
 * A batch in the groups in which it is tried, one after the other: all together, unless messages come for the third time or
 * more. Those are tried by themselves, the first alone, then two, four and so on as long as the function stands it. First
 * come those on their last receive, so that none becomes a dead letter untried; then all that are no suspects, together;
 * then the others, the fewest receives first: what ended the function before has been received as often as any. A FIFO
 * queue's batch stays as it is.
 */
export function messageGroups(messages: readonly SqsMessage[], maxReceiveCount: number): SqsMessage[][] {
  const suspects = messages.filter((message) => receivesOf(message) >= SUSPECT_RECEIVES);
  if (suspects.length === 0 || isOrdered(messages)) return [[...messages]];
  const isLast = (message: SqsMessage) => receivesOf(message) >= maxReceiveCount;
  const fresh = messages.filter((message) => receivesOf(message) < SUSPECT_RECEIVES);
  return [
    ...doubling(inTurn(suspects.filter(isLast))),
    ...(fresh.length > 0 ? [fresh] : []),
    ...doubling(inTurn(suspects.filter((message) => !isLast(message))).sort((a, b) => receivesOf(a) - receivesOf(b))),
  ];
}

function isOrdered(messages: readonly SqsMessage[]): boolean {
  return messages.some(({ eventSourceARN }) => eventSourceARN.endsWith('.fifo'));
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

function doubling<Item>(items: readonly Item[]): Item[][] {
  const groups: Item[][] = [];
  for (let start = 0, size = 1; start < items.length; start += size, size *= 2) {
    groups.push(items.slice(start, start + size));
  }
  return groups;
}
