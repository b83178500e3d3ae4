import { pageOf } from '../../../src/local/queues/page.ts';

const names = (count: number) => Array.from({ length: count }, (_, i) => `q${String(i).padStart(4, '0')}`);

describe('a page of a list', () => {
  it('holds the thousand first, and no token, when no size is asked for', () => {
    expect(pageOf(names(1001), {})).toEqual({ items: names(1000), nextToken: undefined });
    expect(pageOf([], {})).toEqual({ items: [], nextToken: undefined });
  });

  it('goes on after the last name of the page before', () => {
    const first = pageOf(names(5), { MaxResults: 2 });
    const second = pageOf(names(5), { MaxResults: 2, NextToken: first.nextToken });
    const third = pageOf(names(5), { MaxResults: 2, NextToken: second.nextToken });

    expect([first.items, second.items, third.items]).toEqual([['q0000', 'q0001'], ['q0002', 'q0003'], ['q0004']]);
    expect(first.nextToken).toBe(Buffer.from('q0001').toString('base64'));
    expect(third.nextToken).toBeUndefined();
  });

  it('is the last one when it is full to the last name', () => {
    expect(pageOf(names(2), { MaxResults: 2 })).toEqual({ items: names(2), nextToken: undefined });
    expect(pageOf([], { MaxResults: 2 })).toEqual({ items: [], nextToken: undefined });
    expect(pageOf(names(1001), { MaxResults: 1000 }).nextToken).toBe(Buffer.from('q0999').toString('base64'));
  });

  it.each([0, 1001])('does not hold %d names', (MaxResults) => {
    expect(() => pageOf([], { MaxResults })).toThrow(
      `Value ${MaxResults} for parameter MaxResults is invalid. Reason: Must be between 1 and 1000, if provided.`,
    );
  });

  it('is not found by a token that no list gave out', () => {
    expect(() => pageOf(names(5), { NextToken: 'not a token!' })).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterValueException',
        message: 'Value not a token! for parameter NextToken is invalid. Reason: It is not a token of this list.',
      }),
    );
  });
});
