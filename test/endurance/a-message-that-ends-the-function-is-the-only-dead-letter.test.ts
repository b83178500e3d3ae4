import { runWithFatal } from '../support/fatal-message.ts';

test.each([
  ['loop', 5],
  ['exit', 5],
  ['memory', 30],
  ['exit', 30],
] as const)(
  'of 999 messages and one that ends the function by its %s that one alone is a dead letter of %d receives',
  async (end, maxReceiveCount) => {
    const { done, deadLetters } = await runWithFatal(end, maxReceiveCount);

    expect(deadLetters).toEqual([end]);
    expect(done).toHaveLength(999);
    expect(new Set(done).size).toBe(999);
  },
);
