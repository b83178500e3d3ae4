import { crashInWays } from '../support/crash-ways.ts';

/** What no one can make out of a function is its own end: these ways end in an answer. */
const ANSWERED = [
  'answers as it should',
  'prints a line of 4 MB',
  'writes a line of 20 MB',
  'prints 5,000 lines',
  'closes its output',
  'starts children and leaves them',
  'goes elsewhere',
  'throws its environment away',
];

test('functions that crash in every way that we know leave the stack serving, each within its own time', async () => {
  const { crashes, slowestMs } = await crashInWays((ways) => ways);

  expect(crashes.length).toBeGreaterThanOrEqual(45);
  expect(
    crashes
      .filter(({ error }) => !error)
      .map(({ way }) => way)
      .sort(),
  ).toEqual(ANSWERED.toSorted());
  expect(slowestMs).toBeLessThan(5000);
  process.stdout.write(`${crashes.length} ways; slowest answer of another function ${slowestMs.toFixed(0)} ms\n`);
});
