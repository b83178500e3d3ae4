import { analyze } from '../../../../src/local/search/mapping/analyzer.ts';

describe('analyze', () => {
  it.each([
    ['The QUICK brown-fox', ['the', 'quick', 'brown', 'fox']],
    ["dog's bone", ["dog's", 'bone']],
    ['v1.2.3 a.b.c 3,5 a,b', ['v1.2.3', 'a.b.c', '3,5', 'a', 'b']],
    ['o:k a_b __ _x', ['o:k', 'a_b', '_x']],
    ['mail@example.com', ['mail', 'example.com']],
    ['東京タワー ひら', ['東', '京', 'タワー', 'ひ', 'ら']],
    ['Žluťoučký Straße İ', ['žluťoučký', 'straße', 'i']],
    ['', []],
    ['x'.repeat(300), ['x'.repeat(255), 'x'.repeat(45)]],
  ])('cuts %j', (text, tokens) => {
    expect(analyze(text)).toEqual(tokens);
  });
});
