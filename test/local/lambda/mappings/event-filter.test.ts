import { parseFilterCriteria } from '../../../../src/local/lambda/mappings/event-filter.ts';

const filters = (...patterns: unknown[]) => ({
  Filters: patterns.map((pattern) => ({ Pattern: typeof pattern === 'string' ? pattern : JSON.stringify(pattern) })),
});
const passes = (body: string, ...patterns: unknown[]) => parseFilterCriteria(filters(...patterns))?.(body);
const refused = (message: string) => expect.objectContaining({ code: 'InvalidParameterValueException', message });
const MALFORMED = refused('Invalid filter pattern definition.');

describe('the filters of a mapping', () => {
  it('are none when there are none', () => {
    for (const criteria of [undefined, {}, { Filters: [] }]) expect(parseFilterCriteria(criteria)).toBeUndefined();
  });

  it('let a body through that one of them matches', () => {
    const patterns = [{ body: { a: [1] } }, { body: { a: [2] } }];

    expect([1, 2, 3].map((a) => passes(JSON.stringify({ a }), ...patterns))).toEqual([true, true, false]);
  });

  it('compare an object by its keys, and a plain text as a whole', () => {
    expect(passes('{"a":{"b":"x"}}', { body: { a: { b: [{ prefix: 'x' }] } } })).toBe(true);
    expect(passes('{"a":{"b":"y"}}', { body: { a: { b: [{ prefix: 'x' }] } } })).toBe(false);
    expect(passes('plain', { body: ['plain'] })).toBe(true);
    expect(passes('other', { body: ['plain'] })).toBe(false);
    expect(passes('plain text', { body: [{ prefix: 'plain' }] })).toBe(true);
  });

  it('match no text with an object’s pattern, and no object with a text’s', () => {
    for (const body of ['plain', '[1]', 'null', '"x"', '7']) expect(passes(body, { body: { a: [1] } })).toBe(false);
    expect(passes('{"body":"plain"}', { body: ['plain'] })).toBe(false);
    expect(passes('[1]', { body: [{ prefix: '[' }] })).toBe(true);
  });

  it.each([
    ['no list', { Filters: {} }],
    ['a filter without a pattern', { Filters: [{}] }],
    ['a pattern that is no text', { Filters: [{ Pattern: {} }] }],
    ['a pattern that is no JSON', filters('{')],
    ['a pattern that is a list', filters([])],
    ['a pattern that is a number', filters('7')],
    ['an empty pattern', filters({})],
    ['a body that is a text', filters({ body: 'x' })],
    ['a body that is empty', filters({ body: [] })],
    ['a leaf that is no list', filters({ body: { a: 1 } })],
    ['an operator that is not there', filters({ body: { a: [{ near: 1 }] } })],
    ['a text where a list stands', filters({ eventSource: 'aws:sqs' })],
    ['an empty list elsewhere', filters({ attributes: { SenderId: [] } })],
    ['null elsewhere', filters({ attributes: null })],
  ])('are refused with %s', (_, criteria) => {
    expect(() => parseFilterCriteria(criteria)).toThrow(MALFORMED);
  });

  it('look at the body alone', () => {
    expect(() => parseFilterCriteria(filters({ attributes: { SenderId: ['x'] } }))).toThrow(
      refused('The local stack filters on body only, not on attributes.'),
    );
    expect(() => parseFilterCriteria(filters({ body: { a: [1] }, messageId: ['x'] }))).toThrow(
      refused('The local stack filters on body only, not on messageId.'),
    );
  });

  it('are five at most, of 4,096 characters', () => {
    const pattern = { body: { a: [1] } };
    const long = (length: number) => JSON.stringify(pattern).padEnd(length, ' ');

    expect(parseFilterCriteria(filters(...Array.from({ length: 5 }, () => pattern)))).toBeDefined();
    expect(() => parseFilterCriteria(filters(...Array.from({ length: 6 }, () => pattern)))).toThrow(
      refused('FilterCriteria has 6 filters; at most 5 are allowed.'),
    );
    expect(parseFilterCriteria(filters(long(4096)))).toBeDefined();
    expect(() => parseFilterCriteria(filters(long(4097)))).toThrow(
      refused('A filter pattern has 4097 characters; at most 4096 are allowed.'),
    );
  });
});
