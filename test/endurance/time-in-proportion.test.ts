import { leastGrowth } from '../support/doubling/measure.ts';
import { SHAPES } from '../support/doubling/shapes.ts';
import { TEXT_FUNCTIONS } from '../support/doubling/text-functions.ts';

/** Twice the time for twice the text, thirty per cent more at the most. */
const MAX_GROWTH = 2.6;
const grown: { name: string; shape: string; growth: number }[] = [];
let short = 0;

test.each(Object.entries(TEXT_FUNCTIONS))(
  '%s takes twice the time for twice the text, up to 256 KB, whatever stands in it',
  (name, call) => {
    for (const [shape, make] of Object.entries(SHAPES)) {
      const growth = leastGrowth(call, make, { enough: MAX_GROWTH });
      if (growth === undefined) short += 1;
      else grown.push({ name, shape, growth });
    }

    expect(grown.filter((one) => one.name === name && one.growth > MAX_GROWTH)).toEqual([]);
  },
);

afterAll(() => {
  const worst = grown.toSorted((a, b) => b.growth - a.growth).slice(0, 20);
  const lines = worst.map(({ name, shape, growth }) => `  ${growth.toFixed(2)}  ${name}, ${shape}`);
  process.stdout.write(
    `${grown.length + short} pairs of ${Object.keys(TEXT_FUNCTIONS).length} functions and ${Object.keys(SHAPES).length} shapes measured from 16 to 256 KB; ${short} take less than 2 ms. The time of a doubled text, the largest first:\n${lines.join('\n')}\n`,
  );
});
