import fc from 'fast-check';
import { groupSize, messageStages } from '../../../src/domain/failure/message-groups.ts';
import { receivesOf } from '../../../src/domain/failure/receives.ts';
import { sqsMessage } from '../../support/sqs-events.ts';

const batch = (receives: readonly number[]) =>
  receives.map((count, index) =>
    sqsMessage('', { messageId: `m${index}`, attributes: { ApproximateReceiveCount: `${count}` } }),
  );
/** The groups in which a batch is tried, where time demands no larger ones. */
const groupsOf = (messages: ReturnType<typeof batch>, maxReceiveCount = 30) =>
  messageStages(messages, maxReceiveCount).flatMap(({ messages: all, size }) =>
    Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size)),
  );
const sizes = (receives: readonly number[]) => groupsOf(batch(receives)).map((group) => group.length);
const counts = (receives: readonly number[]) =>
  groupsOf(batch(receives)).map((group) => group.map((message) => receivesOf(message)));

test('a batch whose messages come for the first time is tried together, in its order', () => {
  const messages = batch(Array<number>(1000).fill(1));

  expect(groupsOf(messages)).toEqual([messages]);
  expect(messageStages(messages, 30)).toMatchObject([{ isFresh: true }]);
  expect(messageStages([], 30)).toEqual([]);
});

test('the second time they are tried in groups of ten or fewer, from the third on one by one', () => {
  expect(sizes(Array<number>(103).fill(2))).toEqual([...Array<number>(10).fill(10), 3]);
  expect(sizes(Array<number>(23).fill(2))).toEqual([...Array<number>(7).fill(3), 2]);
  expect(sizes(Array<number>(10).fill(2))).toEqual(Array<number>(10).fill(1));
  expect(sizes([3, 3, 3])).toEqual([1, 1, 1]);
  expect(messageStages(batch([2, 3]), 30)).toMatchObject([{ isFresh: false }, { isFresh: false }]);
});

test('the last receive comes first, then the first, the second, and the fewest receives', () => {
  expect(counts([5, 1, 30, 3, 2, 4, 1])).toEqual([[30], [1, 1], [2], [3], [4], [5]]);
});

test.each([1, 2])(
  'where a message is received %d times at most, those that come for the first time are tried together',
  (most) => {
    expect(groupsOf(batch([1, 1]), most)).toHaveLength(1);
    expect(groupsOf(batch([2, 2]), most)).toHaveLength(2);
  },
);

test.each([2, 3])('messages stand in another order at every receive from the %d. on', (least) => {
  const orders = [0, 1, 2, 3].map((more) =>
    groupsOf(batch(Array<number>(8).fill(least + more)))
      .flat()
      .map(({ messageId }) => messageId)
      .join(),
  );

  expect(new Set(orders).size).toBe(4);
});

test('the batch of a FIFO queue keeps its order, one by one where a message comes for the third time', () => {
  const ordered = (receives: readonly number[]) =>
    batch(receives).map((message) => ({
      ...message,
      eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:orders.fifo',
    }));

  expect(groupsOf(ordered([2, 1, 30]))).toEqual(ordered([2, 1, 30]).map((message) => [message]));
  expect(groupsOf(ordered([2, 1, 2]))).toEqual([ordered([2, 1, 2])]);
});

test('every message is in exactly one group', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }), (receives) => {
      const messages = batch(receives);

      const tried = groupsOf(messages).flat();

      expect(tried).toHaveLength(messages.length);
      expect(new Set(tried)).toEqual(new Set(messages));
    }),
  );
});

test('of a few suspects each is the first once, within as many receives', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const firstAt = (receives: number) =>
    groupsOf(
      ids.map((messageId) => sqsMessage('', { messageId, attributes: { ApproximateReceiveCount: `${receives}` } })),
    )[0]?.[0]?.messageId;

  expect([3, 4, 5, 6, 7].map(firstAt).sort()).toEqual(ids);
});

describe('a group', () => {
  test.each([
    ['there is time for all', { groupsToCome: 100, msOfGroup: 50, remainingMs: 5_000 }, 1, 1],
    ['nothing is known of the time they take', { groupsToCome: 100, msOfGroup: 0, remainingMs: 1 }, 1, 1],
    ['there is time for a little less than all', { groupsToCome: 101, msOfGroup: 50, remainingMs: 5_000 }, 1, 2],
    ['there is time for a tenth', { groupsToCome: 1000, msOfGroup: 50, remainingMs: 5_000 }, 10, 100],
    ['there is no time', { groupsToCome: 3, msOfGroup: 50, remainingMs: -1 }, 1, 150],
  ])('where %s', (_what, time, size, expected) => {
    expect(groupSize(size, time)).toBe(expected);
  });

  test('is large enough that all are done in time, and no larger', () => {
    fc.assert(
      fc.property(
        fc.record({
          groupsToCome: fc.integer({ min: 1, max: 1000 }),
          msOfGroup: fc.integer({ min: 1, max: 500 }),
          remainingMs: fc.integer({ min: 1000, max: 60_000 }),
        }),
        (time) => {
          const size = groupSize(1, time);
          const ms = (groups: number) => groups * time.msOfGroup;

          expect(ms(time.groupsToCome / size)).toBeLessThanOrEqual(time.remainingMs);
          if (size > 1) expect(ms(time.groupsToCome / (size - 1))).toBeGreaterThan(time.remainingMs);
        },
      ),
    );
  });
});
