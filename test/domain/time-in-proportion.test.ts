import { leastGrowth, shortest } from '../support/doubling/measure.ts';
import { SHAPES } from '../support/doubling/shapes.ts';
import { OTHER_FUNCTIONS, TEXT_FUNCTIONS } from '../support/doubling/text-functions.ts';
import { readSources } from '../support/sources.ts';

/** A quarter of a text takes a quarter of the time, or a sixteenth, where each character is looked at for each other one. */
const CHARACTERS = 8 * 1024;
const MAX_GROWTH = 10;
/** What takes less is too short to be compared. */
const MIN_MS = 20;

test.each(Object.entries(TEXT_FUNCTIONS))(
  '%s takes time in proportion to a text of 8 KB, whatever stands in it',
  (_name, call) => {
    const slow = Object.entries(SHAPES).flatMap(([shape, make]) => {
      const [whole, quarter] = [make(CHARACTERS), make(CHARACTERS / 4)];
      let growth = Number.POSITIVE_INFINITY;
      for (let attempt = 0; attempt < 5 && growth > MAX_GROWTH; attempt += 1) {
        const ms = shortest(() => call(whole), 1);
        growth = ms < MIN_MS ? 0 : Math.min(growth, ms / shortest(() => call(quarter), 2));
      }
      return growth > MAX_GROWTH ? [`${shape}: ${growth.toFixed(1)} times`] : [];
    });

    expect(slow).toEqual([]);
  },
);

test('every function of the domain that is given a text is among those, or is named with a reason', () => {
  const known = new Set([...Object.keys(TEXT_FUNCTIONS), ...Object.values(OTHER_FUNCTIONS).flat()]);
  const asked = readSources('src/domain').flatMap(({ text }) =>
    [...text.matchAll(FUNCTION)].filter(([, , parameters = '']) => TEXTS.test(parameters)).map(([, name = '']) => name),
  );

  expect(asked.length).toBeGreaterThan(100);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
});

const FUNCTION = /^export (?:async )?function\*? (\w+)(?:<[^(]*>)?\(([\s\S]*?)\)(?:: [^{;]*?)? \{\n/gm;
const TEXTS = /\bstring\b|SqsMessage|Event\b|Record\b|unknown|Edit\b/;

describe('the measure', () => {
  /** As a pattern does that looks for the end of a run from each of its characters. */
  const quadratic = (text: string) => {
    let found = 0;
    for (let start = 0; start < text.length; start += 16) found += text.indexOf('$', start);
    return found;
  };

  test('tells a quadratic function from a linear one', () => {
    const linear = (text: string) => {
      let sum = 0;
      for (let round = 0; round < 20; round += 1)
        for (let at = 0; at < text.length; at += 1) sum += text.charCodeAt(at);
      return sum;
    };

    expect(leastGrowth(quadratic, (length) => 'a'.repeat(length), { enough: 2.6, tries: 2 })).toBeGreaterThan(3);
    expect(leastGrowth(linear, (length) => 'a'.repeat(length), { enough: 2.6 })).toBeLessThan(2.6);
  });

  test('has nothing to say of what takes no time', () => {
    expect(
      leastGrowth(
        () => 0,
        (length) => 'a'.repeat(length),
        { enough: 2.6 },
      ),
    ).toBeUndefined();
  });
});
