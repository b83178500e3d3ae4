import { leastGrowth, shortest } from '../support/doubling/measure.ts';
import { SHAPES } from '../support/doubling/shapes.ts';
import { OTHER_FUNCTIONS, TEXT_FUNCTIONS } from '../support/doubling/text-functions.ts';
import { readSources } from '../support/sources.ts';

/** What looks at each character for each other one takes a quarter of a second and more for so many; all others, some 10 ms. */
const CHARACTERS = 16 * 1024;
const MAX_MS = 150;

test.each(Object.keys(TEXT_FUNCTIONS))(
  '%s takes no time to speak of for a text of 16 KB, whatever stands in it',
  (name) => {
    const call = TEXT_FUNCTIONS[name];
    const slow = Object.entries(SHAPES).flatMap(([shape, make]) => {
      const text = make(CHARACTERS);
      let ms = Number.POSITIVE_INFINITY;
      for (let attempt = 0; attempt < 4 && ms > MAX_MS; attempt += 1)
        ms = Math.min(
          ms,
          shortest(() => call?.(text), 1),
        );
      return ms > MAX_MS ? [`${shape}: ${Math.round(ms)} ms`] : [];
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
