import fc from 'fast-check';
import { messageGroups } from '../../../src/domain/failure/message-groups.ts';
import { receivesOf } from '../../../src/domain/failure/receives.ts';
import { sqsMessage } from '../../support/sqs-events.ts';

const batch = (receives: readonly number[]) =>
  receives.map((count, index) =>
    sqsMessage('', { messageId: `m${index}`, attributes: { ApproximateReceiveCount: `${count}` } }),
  );
const sizes = (receives: readonly number[]) => messageGroups(batch(receives), 30).map((group) => group.length);
const counts = (receives: readonly number[]) =>
  messageGroups(batch(receives), 30).map((group) => group.map((message) => receivesOf(message)));

test('a batch whose messages come for the first or second time is tried together, in its order', () => {
  const messages = batch([1, 2, 1]);

  expect(messageGroups(messages, 30)).toEqual([messages]);
  expect(messageGroups([], 30)).toEqual([[]]);
});

test('from the third receive on a message is tried alone, and the others in groups that double', () => {
  expect(sizes([3])).toEqual([1]);
  expect(sizes(Array<number>(10).fill(3))).toEqual([1, 2, 4, 3]);
});

test('the last receive comes first, then who is no suspect, then the fewest receives', () => {
  expect(counts([5, 1, 30, 3, 2, 4])).toEqual([[30], [1, 2], [3], [4, 5]]);
});

test('where a message may be received but twice, none is a suspect', () => {
  expect(messageGroups(batch([1, 1]), 1)).toHaveLength(1);
});

test('suspects stand in another order at every receive', () => {
  const orders = [3, 4, 5, 6].map((receives) =>
    messageGroups(batch(Array<number>(8).fill(receives)), 30)
      .flat()
      .map(({ messageId }) => messageId)
      .join(),
  );

  expect(new Set(orders).size).toBe(4);
});

test('the batch of a FIFO queue keeps its order', () => {
  const messages = batch([4, 1, 3]).map((message) => ({
    ...message,
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:orders.fifo',
  }));

  expect(messageGroups(messages, 30)).toEqual([messages]);
});

test('every message is in exactly one group', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }), (receives) => {
      const messages = batch(receives);

      const tried = messageGroups(messages, 30).flat();

      expect(tried).toHaveLength(messages.length);
      expect(new Set(tried)).toEqual(new Set(messages));
    }),
  );
});

test('of a few suspects each is the first once, within as many receives', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const firstAt = (receives: number) =>
    messageGroups(
      ids.map((messageId) => sqsMessage('', { messageId, attributes: { ApproximateReceiveCount: `${receives}` } })),
      30,
    )[0]?.[0]?.messageId;

  expect([3, 4, 5, 6, 7].map(firstAt).sort()).toEqual(ids);
});
