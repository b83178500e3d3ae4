import { pageOf } from '../../../src/local/topics/page.ts';

const items = (count: number) => Array.from({ length: count }, (_, i) => i);
const token = (text: string) => Buffer.from(text).toString('base64');

describe('a page', () => {
  it.each([
    [0, undefined],
    [1, undefined],
    [100, undefined],
    [101, token('100')],
  ])('of %d items has 100 at most, and a token only when there are more', (count, nextToken) => {
    expect(pageOf(items(count), undefined)).toEqual({ items: items(Math.min(count, 100)), nextToken });
  });

  it('begins where its token says', () => {
    expect(pageOf(items(205), token('0')).items[0]).toBe(0);
    expect(pageOf(items(205), token('100'))).toEqual({
      items: items(200).slice(100),
      nextToken: token('200'),
    });
    expect(pageOf(items(205), token('200'))).toEqual({ items: [200, 201, 202, 203, 204], nextToken: undefined });
    expect(pageOf(items(205), token('300'))).toEqual({ items: [], nextToken: undefined });
  });

  it.each(['x', '-1', '1.5', 'Infinity'])('is refused to a token that stands for %s', (text) => {
    expect(() => pageOf(items(205), token(text))).toThrow(
      expect.objectContaining({ code: 'InvalidParameter', message: 'Invalid parameter: NextToken' }),
    );
  });
});
