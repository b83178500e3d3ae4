import { runWithFatal } from '../support/fatal-message.ts';

test('of 999 messages and one for which the memory of the function does not suffice that one alone is a dead letter', async () => {
  const { done, deadLetters } = await runWithFatal('memory', 5);

  expect(deadLetters).toEqual(['memory']);
  expect(done).toHaveLength(999);
  expect(new Set(done).size).toBe(999);
});
