/** Versions of one order, and the ways in which their events reach `store-order`: once and again, late, and in any order. */
import fc from 'fast-check';
import { archivedEvent } from '../../src/domain/archive/archived-event.ts';
import { envelopeLine } from '../../src/domain/framing/envelope.ts';
import type { MessageAttributes } from '../../src/domain/message-bytes.ts';
import { type OrderDelivery, orderDelivery } from '../../src/domain/order/order-delivery.ts';
import { publishedEvent } from '../../src/domain/published-event.ts';
import { archivedEntry } from '../../src/domain/replay/archived-entry.ts';
import { replayEntry } from '../../src/domain/replay/replay-entry.ts';
import type { SqsMessage } from '../../src/domain/sqs-event.ts';
import { checkoutBody } from './checkout.ts';
import { notification, sqsMessage, TOPIC_ARN } from './sqs-events.ts';

/** A version as its publisher sends it. */
interface Version {
  readonly number: string | undefined;
  /** What its publisher's clock says; undefined where it says nothing. */
  readonly saidAt: number | undefined;
  /** When SNS took it. */
  readonly publishedAt: number;
  readonly amount: number;
}

/** How a version is delivered, to a `store-order` whose bug is on or off. */
interface Way {
  readonly version: number;
  readonly by: 'topic' | 'redrive' | 'buffer' | 'archive' | 'archive to topic';
  readonly replay: string;
  readonly bugEnabled: boolean;
}

/** Versions of an order, and their deliveries in the order in which they come. */
export interface Interleaving {
  readonly versions: readonly Version[];
  readonly ways: readonly Way[];
}

const START = Date.parse('2026-01-15T18:30:00Z');
const WEEK_MS = 7 * 86_400_000;
const BEYOND_FIVE_MINUTES = 600_000;

/** Interleavings in which every version is delivered at least once. */
export function interleavings(): fc.Arbitrary<Interleaving> {
  const version = fc.record({
    gap: fc.oneof(fc.constant(0), fc.nat(3000)),
    clock: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: -2000, max: 2000 }) },
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant(BEYOND_FIVE_MINUTES) },
    ),
    amount: fc.integer({ min: 1, max: 3 }),
  });
  return fc
    .record({ numbered: fc.boolean(), buggy: fc.boolean(), made: fc.array(version, { minLength: 1, maxLength: 5 }) })
    .chain(({ numbered, buggy, made }) => {
      let publishedAt = START;
      const versions = made.map(({ gap, clock, amount }, index) => {
        publishedAt += gap;
        const saidAt = clock === undefined ? undefined : publishedAt + clock;
        return { number: numbered ? `${index * 7}` : undefined, saidAt, publishedAt, amount };
      });
      const way = (index: fc.Arbitrary<number>, by: fc.Arbitrary<Way['by']>) =>
        fc.record({
          version: index,
          by,
          replay: fc.constantFrom('one', 'two'),
          bugEnabled: buggy ? fc.boolean() : fc.constant(false),
        });
      const first = versions.map((_, index) => way(fc.constant(index), fc.constant<Way['by']>('topic')));
      const more = way(
        fc.nat(versions.length - 1),
        fc.constantFrom<Way['by'][]>('topic', 'redrive', 'buffer', 'archive', 'archive to topic'),
      );
      return fc
        .tuple(fc.tuple(...first), fc.array(more, { maxLength: 10 }))
        .chain(([once, again]) => fc.shuffledSubarray([...once, ...again], { minLength: once.length + again.length }))
        .map((ways) => ({ versions, ways }));
    });
}

/** The deliveries of an interleaving, as `store-order` reads them. */
export function deliveriesOf({ versions, ways }: Interleaving): OrderDelivery[] {
  return ways.map((way) => deliveryOf(versions, way));
}

/** A replay of every version under a name that no delivery had, in the order of the interleaving, without the bug. */
export function healingOf({ versions, ways }: Interleaving): OrderDelivery[] {
  const order = [...new Set(ways.map(({ version }) => version))];
  return order.map((version) => deliveryOf(versions, { version, by: 'archive', replay: 'heal', bugEnabled: false }));
}

/** The version that is to stand in the end, as it is stored: by number, then time, then content. */
export function latestOf({ versions }: Interleaving): OrderDelivery {
  const all = versions.map((version, index) => ({
    number: BigInt(version.number ?? 0),
    time:
      version.saidAt === undefined || version.saidAt - version.publishedAt > 300_000
        ? version.publishedAt
        : version.saidAt,
    delivery: deliveryOf(versions, { version: index, by: 'topic', replay: '', bugEnabled: false }),
  }));
  const [last] = all.sort((a, b) => {
    if (a.number !== b.number) return a.number < b.number ? 1 : -1;
    if (a.time !== b.time) return b.time - a.time;
    return a.delivery.version.content < b.delivery.version.content ? 1 : -1;
  });
  if (last === undefined) throw new Error('there is no version');
  return last.delivery;
}

function deliveryOf(versions: readonly Version[], { version: index, by, replay, bugEnabled }: Way): OrderDelivery {
  const version = versions[index];
  if (version === undefined) throw new Error(`there is no version ${index}`);
  return orderDelivery(messageOf(publishedMessage(version, index), by, replay), { topicArn: TOPIC_ARN, bugEnabled });
}

function publishedMessage({ number, saidAt, publishedAt, amount }: Version, index: number): SqsMessage {
  const MessageAttributes = {
    ...(number === undefined ? {} : { 'order-version': { Type: 'Number', Value: number } }),
    ...(saidAt === undefined ? {} : { 'occurred-at': { Type: 'String', Value: new Date(saidAt).toISOString() } }),
  };
  const Timestamp = new Date(publishedAt).toISOString();
  const body = notification(checkoutBody('o-1', amount), { Timestamp, MessageAttributes });
  return sqsMessage(body, { messageId: `message-${index}`, attributes: { SentTimestamp: `${publishedAt}` } });
}

function messageOf(message: SqsMessage, by: Way['by'], replayId: string): SqsMessage {
  if (by === 'topic') return message;
  const later = `${Number(message.attributes['SentTimestamp']) + WEEK_MS}`;
  if (by === 'redrive') return { ...message, attributes: { ...message.attributes, SentTimestamp: later } };
  if (by === 'buffer') return sent(replayEntry(message, TOPIC_ARN), later);
  const line = envelopeLine(publishedEvent(message, TOPIC_ARN));
  const entry = archivedEntry(archivedEvent(line), { messageId: message.messageId, replayId });
  if (by === 'archive') return sent(entry, later);
  const MessageAttributes = Object.fromEntries(
    Object.entries(entry.attributes).map(([name, { DataType, StringValue = '' }]) => [
      name,
      { Type: DataType, Value: StringValue },
    ]),
  );
  const Timestamp = new Date(Number(later)).toISOString();
  return sqsMessage(notification(entry.body, { Timestamp, MessageAttributes }));
}

function sent(
  { body, attributes }: { body: string; attributes: MessageAttributes },
  SentTimestamp: string,
): SqsMessage {
  const messageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue = '' }]) => [
      name,
      { dataType: DataType, stringValue: StringValue },
    ]),
  );
  return sqsMessage(body, { messageAttributes, attributes: { SentTimestamp } });
}
