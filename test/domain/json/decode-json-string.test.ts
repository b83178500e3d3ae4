import { decodeJsonString } from '../../../src/domain/json/decode-json-string.ts';

const decode = (literal: string) => decodeJsonString(literal, 0, literal.length);

test.each(['\\b', '\\f', '\\n', '\\r', '\\t', '\\"', '\\\\', '\\/', '\\u00e9', '\\uD83D\\uDE00'])(
  'decodes %s as JSON.parse does',
  (escaped) => {
    expect(decode(`"a${escaped}b"`).value).toBe(JSON.parse(`"a${escaped}b"`));
  },
);

test.each(['"plain"', '"a\\nb"', '"\\u0041"', '""', '"\\\\\\u00e9x"'])(
  'says of %s that its last unit ends where the closing quote stands',
  (literal) => {
    const { value, sourceOf } = decode(literal);

    expect(sourceOf(value.length)).toBe(literal.length - 1);
    expect(sourceOf(0)).toBe(1);
  },
);
