import fc from 'fast-check';
import type { FoundEvent, ObjectDone, Position } from '../../../../src/aws/archive/read-events.ts';
import { REPLAY_ID } from '../../../../src/domain/replay-id.ts';
import { type ReplayCounts, replayEvents } from '../../../../src/operator/replay/archive/send-events.ts';

interface Archived {
  readonly matches: boolean;
  readonly attributes: number;
  readonly bytes: number;
  readonly masked: boolean;
}

const archive = fc.array(
  fc.record({
    matches: fc.boolean(),
    attributes: fc.constantFrom(0, 1, 8, 9, 10),
    bytes: fc.constantFrom(1, 10, 300),
    masked: fc.boolean(),
  }),
  { maxLength: 40 },
);

class Killed extends Error {}

const none = (): ReplayCounts => ({
  objects: 0,
  read: 0,
  matched: 0,
  sent: 0,
  unsent: 0,
  masked: 0,
  possiblyMasked: 0,
  skipped: 0,
  unreadable: 0,
  batches: 0,
});

/** The events from behind a position on: three lines an object, some of which are no event. */
async function* read(
  events: readonly Archived[],
  after: Position | undefined,
): AsyncGenerator<FoundEvent | ObjectDone> {
  for (const [index, { attributes, bytes, masked }] of events.entries()) {
    const key = `object-${String(Math.floor(index / 3)).padStart(3, '0')}`;
    const line = (index % 3) * 2 + 1;
    if (after !== undefined && (key < after.key || (key === after.key && line <= after.line))) continue;
    const time = index;
    const named = Array.from({ length: attributes }, (_, n) => [`a${n}`, { type: 'String', value: 'x' }]);
    yield {
      kind: 'event',
      key,
      line,
      time,
      id: String(index),
      publishedAt: new Date(time).toISOString(),
      source: 'arn:aws:sns:us-east-1:000000000000:topic',
      subject: undefined,
      redacted: masked ? { dropped: 0, masked: ['/event'] } : undefined,
      attributes: Object.fromEntries(named),
      body: 'x'.repeat(bytes),
    };
  }
}

/** One run from a position on; killed after so many steps, before or behind what the step does. */
async function run(
  events: readonly Archived[],
  { after, steps, burst }: { after: Position | undefined; steps: number; burst: number },
) {
  const sent: string[][] = [];
  const refused: Position[] = [];
  const passed: Position[] = [];
  let position = after;
  let left = steps;
  const step = () => {
    if (left-- === 0) throw new Killed();
  };
  try {
    await replayEvents(read(events, after), none(), {
      replayId: 'r',
      burst,
      maxBytes: 600,
      limit: Number.POSITIVE_INFINITY,
      signal: new AbortController().signal,
      matches: ({ id }) => events[Number(id)]?.matches === true,
      skips: (masked) => masked === 'masked',
      found: () => {},
      send: async (batch) => {
        step();
        for (const { attributes } of batch)
          expect(attributes[REPLAY_ID]).toEqual({ DataType: 'String', StringValue: 'r' });
        sent.push(batch.map(({ messageId }) => messageId));
        step();
        return [];
      },
      unsendable: (at) => {
        refused.push(at);
        step();
      },
      skipped: (at) => {
        passed.push(at);
        step();
      },
      unreadable: () => {},
      reached: (at) => {
        step();
        position = at;
      },
      progress: () => {},
    });
    return { sent, refused, passed, position, done: true };
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return { sent, refused, passed, position, done: false };
  }
}

test('a replay that is killed at any moment and goes on sends every event, and at most one batch twice', async () => {
  await fc.assert(
    fc.asyncProperty(archive, fc.integer({ min: 1, max: 10 }), fc.nat(60), async (events, burst, steps) => {
      const whole = await run(events, { after: undefined, steps: Number.POSITIVE_INFINITY, burst });
      const first = await run(events, { after: undefined, steps, burst });
      const second = first.done
        ? { sent: [], refused: [], passed: [] }
        : await run(events, { after: first.position, steps: Number.POSITIVE_INFINITY, burst });

      const wanted = whole.sent.flat();
      const sent = [...first.sent.flat(), ...second.sent.flat()];
      const twice = sent.filter((id, index) => sent.indexOf(id) !== index);
      expect(new Set(sent)).toEqual(new Set(wanted));
      expect(twice.length).toBeLessThanOrEqual(burst);
      expect(first.sent.at(-1) ?? []).toEqual(expect.arrayContaining(twice));
      // What cannot be sent is told too, whatever happens.
      const places = (all: readonly Position[]) => new Set(all.map(({ key, line }) => `${key} ${line}`));
      expect(places([...first.refused, ...second.refused])).toEqual(places(whole.refused));
      const matching = events.filter((event) => event.matches);
      expect(whole.refused).toHaveLength(matching.filter((event) => !event.masked && event.attributes > 8).length);
      // So is what was passed over for its masked values, and none of it is sent.
      expect(places([...first.passed, ...second.passed])).toEqual(places(whole.passed));
      expect(whole.passed).toHaveLength(matching.filter((event) => event.masked).length);
      expect(wanted).toHaveLength(matching.length - whole.passed.length - whole.refused.length);
    }),
  );
});

test('batches have at most ten events and no more bytes than the destination takes, in the order of the archive', async () => {
  const events = Array.from({ length: 25 }, (_, n) => ({
    matches: true,
    attributes: 0,
    bytes: n < 3 ? 300 : 1,
    masked: false,
  }));

  const { sent } = await run(events, { after: undefined, steps: Number.POSITIVE_INFINITY, burst: 10 });

  expect(sent.map((batch) => batch.length)).toEqual([1, 1, 5, 10, 8]);
});
