import { compileMath } from '../../../src/local/alarms/metric-math.ts';

const ids = new Set(['a', 'b']);

describe('metric math', () => {
  it.each<[string, { a?: number; b?: number }, number | undefined]>([
    ['a + b * 2 - 1', { a: 1, b: 3 }, 6],
    ['(a + b) / 2', { a: 1, b: 3 }, 2],
    ['a / b', { a: 1, b: 0 }, undefined],
    ['-a', { a: 4 }, -4],
    ['a + b', { a: 1 }, undefined],
    ['FILL(b, 0) + a', { a: 1 }, 1],
    ['IF(a < 1, b - 300, 0)', { a: 0, b: 700 }, 400],
    ['IF(a < 1, b - 300, 0)', { a: 1, b: 700 }, 0],
    ['IF(FILL(a, 0) > 0 OR b > 10, b, 0)', { b: 11 }, 11],
    ['IF(FILL(a, 0) > 0 OR b > 10, b, 0)', {}, undefined],
    ['IF(a >= 1 AND b != 2, 1, 0)', { a: 1, b: 2 }, 0],
  ])('reckons %s of %j as %s', (expression, figures, result) => {
    expect(compileMath(expression, ids)((id) => (id === 'a' ? figures.a : figures.b))).toBe(result);
  });

  it.each([
    ['METRICS()', ')'],
    ['ANOMALY_DETECTION_BAND(a)', 'ANOMALY_DETECTION_BAND'],
    ['c + 1', 'c'],
    ['a +', 'its end'],
    ['a b', 'b'],
    ["SEARCH('x')", "'x')"],
    [`${'('.repeat(40)}a${')'.repeat(40)}`, 'nested deeper than 32'],
  ])('refuses %s by what it is', (expression, words) => {
    expect(() => compileMath(expression, ids)).toThrow(words);
  });
});
