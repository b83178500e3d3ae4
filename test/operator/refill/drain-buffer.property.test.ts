import fc from 'fast-check';
import { archivedEvent } from '../../../src/domain/archive/archived-event.ts';
import { bufferedEvent } from '../../../src/domain/archive/buffered-event.ts';
import { createEventIndex } from '../../../src/domain/archive/event-index.ts';
import { frameMessage } from '../../../src/domain/framing/frame-message.ts';
import type { SqsMessage } from '../../../src/domain/sqs-event.ts';
import { type BufferedMessage, drainBuffer } from '../../../src/operator/refill/drain-buffer.ts';
import { judgeBy } from '../../../src/operator/refill/judge.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';
import { notification, sqsMessage, TOPIC_ARN } from '../../support/sqs-events.ts';

/** An event as a publisher made it, and where it is. */
interface Event {
  readonly id: number;
  readonly body: string;
  readonly attributes: number;
  /** Delivered raw, as version 1.0 subscribed. */
  readonly raw: boolean;
  readonly archived: boolean;
  /** SNS delivered it so often. */
  readonly copies: number;
}

const anEvent = fc.record({
  id: fc.nat({ max: 1000 }),
  body: fc.constantFrom('{"id":1}', '{\n"id":2}', 'text', JSON.stringify({ card: TEST_CARDS.Visa })),
  attributes: fc.constantFrom(0, 3, 10, 12),
  raw: fc.boolean(),
  archived: fc.boolean(),
  copies: fc.constantFrom(1, 1, 1, 2),
});
const aWorld = fc.record({
  events: fc.uniqueArray(anEvent, { selector: ({ id }) => id, maxLength: 60 }),
  redact: fc.boolean(),
  includeUnidentified: fc.boolean(),
  /** What goes wrong of each call, in order: of four calls at most in a row, one gets through. */
  faults: fc.array(fc.constantFrom('none', 'entry', 'call', 'killed'), { maxLength: 40 }),
});

function messageOf({ id, body, attributes, raw }: Event, copy: number): SqsMessage {
  const names = Array.from({ length: raw ? Math.min(attributes, 10) : attributes }, (_, n) => `a${n}`);
  const messageId = `message-${id}-${copy}`;
  if (raw) {
    const messageAttributes = Object.fromEntries(names.map((name) => [name, { dataType: 'String', stringValue: 'x' }]));
    return sqsMessage(body, { messageId, messageAttributes });
  }
  const MessageAttributes = Object.fromEntries(names.map((name) => [name, { Type: 'String', Value: 'x' }]));
  const text = notification(body, { MessageAttributes }).replace('95df01b4-ee98-5cb9-9903-4c221d41eb5e', `event-${id}`);
  return sqsMessage(text, { messageId });
}

/** A buffer, a backup that takes what it is sent into its archive once a run is over, and faults in between. */
function openWorld({ events, redact }: { events: readonly Event[]; redact: boolean }) {
  const buffer = new Map<string, { readonly message: SqsMessage; hidden: boolean }>(
    events.flatMap((event) =>
      Array.from({ length: event.copies }, (_, copy) => {
        const message = messageOf(event, copy);
        return [message.messageId, { message, hidden: false }] as const;
      }),
    ),
  );
  const lineOf = (body: string) =>
    frameMessage(sqsMessage(body), { format: 'Envelope', redact, topicArn: TOPIC_ARN }).trimEnd();
  const archive = events
    .filter(({ archived }) => archived)
    .map((event) => lineOf(messageOf({ ...event, raw: false, attributes: messageAttributesOf(event) }, 0).body));
  const onTheWay: string[] = [];
  const writes: string[] = [];
  let faults: readonly string[] = [];
  let calls = 0;
  const fault = () => faults[calls++] ?? 'none';

  return {
    buffer,
    archive,
    writes,
    async run({ includeUnidentified, faults: planned }: { includeUnidentified: boolean; faults: readonly string[] }) {
      faults = planned;
      calls = 0;
      const index = createEventIndex();
      for (const line of archive) index.add(archivedEvent(line));
      const cover = async () => {};
      const rules = { policy: undefined, before: Number.POSITIVE_INFINITY, includeUnidentified };
      const outcome = await drainBuffer({
        async receive() {
          const what = fault();
          if (what === 'killed') throw new Error('killed');
          const visible = [...buffer.values()].filter(({ hidden }) => !hidden).slice(0, 10);
          for (const each of visible) each.hidden = true;
          return visible.map(({ message }) => received(message));
        },
        judge: judgeBy({ cover, has: index.has }, { ...rules, signal: new AbortController().signal }),
        async send(batch) {
          const what = fault();
          await Promise.resolve();
          if (what === 'killed') throw new Error('killed');
          const refused = what === 'entry' ? batch.slice(0, 1) : what === 'call' ? batch : [];
          for (const message of batch) if (!refused.includes(message)) onTheWay.push(message.notification);
          return new Map(refused.map((message) => [message, 'refused']));
        },
        sent: index.addSent,
        async remove(batch) {
          const what = fault();
          await Promise.resolve();
          if (what === 'killed') throw new Error('killed');
          const undeleted = what === 'entry' ? batch.slice(0, 1) : what === 'call' ? batch : [];
          for (const message of batch) if (!undeleted.includes(message)) buffer.delete(message.messageId);
          return undeleted.length;
        },
        async show(batch) {
          if (fault() === 'killed') throw new Error('killed');
          for (const { messageId } of batch) {
            const shown = buffer.get(messageId);
            if (shown !== undefined) shown.hidden = false;
          }
        },
        signal: new AbortController().signal,
        onProgress: () => {},
      }).catch((error: unknown) => String(error));
      const written = onTheWay.splice(0).map(lineOf);
      writes.push(...written);
      archive.push(...written);
      // An hour later.
      for (const each of buffer.values()) each.hidden = false;
      return outcome;
    },
  };
}

const messageAttributesOf = ({ raw, attributes }: Event) => (raw ? Math.min(attributes, 10) : attributes);

function received(message: SqsMessage): BufferedMessage {
  const { messageId } = message;
  return { ...bufferedEvent(message, TOPIC_ARN), messageId, receiptHandle: messageId, traceHeader: undefined };
}

const countsOf = (texts: readonly (string | undefined)[]) =>
  texts.reduce((counts, text) => counts.set(text, (counts.get(text) ?? 0) + 1), new Map<string | undefined, number>());

test('whatever fails, every event ends in the archive or stays in the buffer, and none that the archive had is written again', async () => {
  await fc.assert(
    fc.asyncProperty(aWorld, async ({ events, redact, includeUnidentified, faults }) => {
      const world = openWorld({ events, redact });
      const before = [...world.archive];
      const messages = [...world.buffer.values()].map(({ message }) => message);
      await world.run({ includeUnidentified, faults });
      const between = new Set(world.archive.map((line) => archivedEvent(line).id));
      const writesBefore = world.writes.length;
      await world.run({ includeUnidentified, faults: [] });

      // Nothing is lost, and only what nothing identifies stays.
      const index = createEventIndex();
      for (const line of world.archive) index.add(archivedEvent(line));
      for (const message of messages) {
        const event = bufferedEvent(message, TOPIC_ARN);
        const stays = world.buffer.has(message.messageId);
        expect(stays).toBe(!index.has(event));
        expect(!stays || (!event.identified && !includeUnidentified)).toBe(true);
      }
      // What the archive had is not written again: not at first, and not by the run after a failure.
      const had = new Set(before.map((line) => archivedEvent(line).id));
      const written = world.writes.map((line) => archivedEvent(line).id);
      expect(written.filter((id) => had.has(id))).toEqual([]);
      expect(written.slice(writesBefore).filter((id) => between.has(id))).toEqual([]);
      expect([...countsOf(written).values()].every((times) => times === 1)).toBe(true);

      const third = await world.run({ includeUnidentified, faults: [] });
      expect(third).toMatchObject({ state: 'done', refilled: 0, archived: 0, unsent: 0, undeleted: 0 });
      expect(world.writes).toHaveLength(written.length);
    }),
    { numRuns: 300 },
  );
});

test('an event is written as it was published', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(anEvent, { selector: ({ id }) => id, maxLength: 20 }), async (all) => {
      const events = all.map((event) => ({ ...event, raw: false, archived: false }));
      const world = openWorld({ events, redact: false });
      await world.run({ includeUnidentified: false, faults: [] });

      const written = new Map(world.writes.map((line) => [archivedEvent(line).id, archivedEvent(line)]));
      expect(written.size).toBe(events.length);
      for (const event of events) {
        const { event: published } = bufferedEvent(messageOf(event, 0), TOPIC_ARN);
        expect(written.get(`event-${event.id}`)).toEqual({ ...published, redacted: undefined });
        expect(Object.keys(published.attributes)).toHaveLength(event.attributes);
      }
    }),
    { numRuns: 50 },
  );
});
