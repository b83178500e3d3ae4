import { crashInWays } from '../support/crash-ways.ts';

/** One of each kind; `npm run test:endurance` takes them all. */
const WAYS: Record<string, string> = {
  'fills a dense array': 'Runtime exited with error: signal: aborted',
  'kills its process': 'Runtime exited with error: signal: killed',
  aborts: 'Runtime exited with error: signal: aborted',
  'exits with 3': 'Runtime exited with error: exit status 3',
  'loops for ever': 'Task timed out after 3.00 seconds',
  'throws in a timer': 'Runtime exited with error: exit status 1',
  'rejects what nobody awaits': 'Runtime exited with error: exit status 1',
  'calls itself without end': 'Maximum call stack size exceeded',
  'says rubbish': 'Runtime exited with error: signal: killed',
  'starts children and exits': 'Runtime exited with error: exit status 5',
  'goes elsewhere': '"/"',
};

test('functions that crash in eleven ways fail their own invocations, and leave the stack serving', async () => {
  const { crashes, slowestMs } = await crashInWays(() => Object.keys(WAYS));

  expect(Object.fromEntries(crashes.map(({ way, told }) => [way, told]))).toEqual(
    Object.fromEntries(Object.entries(WAYS).map(([way, told]) => [way, expect.stringContaining(told)])),
  );
  expect(slowestMs).toBeLessThan(5000);
});
