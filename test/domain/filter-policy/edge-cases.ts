import { array, body, number, type PolicyCase, text } from './policy-case.ts';
import type { Refusal } from './refusal-cases.ts';

const page = 'SNS guide, Numeric value matching';
const strings = 'SNS guide, String value matching';
const bodies = 'SNS guide, Payload-based message filtering';
const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
const wildcards = (count: number) => values(count).map((value) => ({ wildcard: `*${value}` }));
const others = (count: number) => values(count).map((value) => ({ 'anything-but': value }));

/** What lies just inside and just outside of a rule. */
export const edgeCases: readonly PolicyCase[] = [
  {
    page: strings,
    rule: 'the end of a pattern shares no characters with a piece in its middle',
    policy: { a: [{ wildcard: 'a*b*b' }] },
    accepts: [{ a: text('abb') }, { a: text('axbyb') }],
    rejects: [{ a: text('ab') }, { a: text('axb') }, { a: text('bbb') }, { a: text('abc') }],
  },
  {
    page: strings,
    rule: 'a block with all bits but one takes two addresses, of IPv4 too',
    policy: { a: [{ cidr: '10.0.0.1/31' }] },
    accepts: [{ a: text('10.0.0.0') }, { a: text('10.0.0.1') }],
    rejects: [{ a: text('10.0.0.2') }, { a: text('10.0.0.3') }, { a: text('::a00:1') }],
  },
  {
    page: strings,
    rule: 'every whole byte of a block counts',
    policy: { a: [{ cidr: '10.1.0.0/16' }] },
    accepts: [{ a: text('10.1.255.255') }],
    rejects: [{ a: text('11.1.0.0') }, { a: text('10.2.0.0') }],
  },
  {
    page: strings,
    rule: 'an IPv6 address may end as an IPv4 one is written',
    policy: { a: [{ cidr: '::ffff:10.0.0.0/104' }] },
    accepts: [{ a: text('::ffff:10.1.2.3') }, { a: text('::ffff:a01:203') }],
    rejects: [{ a: text('::ffff:11.1.2.3') }, { a: text('10.1.2.3') }],
  },
  {
    page: strings,
    rule: 'groups on both sides of the gap keep their places',
    policy: { a: [{ cidr: '1:2::7:8/127' }] },
    accepts: [{ a: text('1:2:0:0:0:0:7:8') }],
    rejects: [{ a: text('1:2:0:0:0:7:0:8') }, { a: text('1:2::7:8%eth0') }, { a: text('0:2::7:8') }],
  },
  {
    page: strings,
    rule: 'anything-but a suffix and a list of both kinds look at the right end',
    policy: { a: [{ 'anything-but': { suffix: ['ab', 'cd'] } }] },
    accepts: [{ a: text('abx') }],
    rejects: [{ a: text('xab') }, { a: text('xcd') }],
  },
  {
    page,
    rule: 'a long bare number matches itself in any notation',
    policy: '{"a":[123456789012345678900]}',
    accepts: [
      body('{"a":1234567890123456789e2}'),
      body('{"a":123456789012345678900.000}'),
      { a: number('000123456789012345678900') },
    ],
    rejects: [
      body('{"a":123456789012345678901}'),
      body('{"a":"123456789012345678900"}'),
      body('{"a":12345678901234567890}'),
    ],
  },
  {
    page,
    rule: 'a zero of many digits is zero',
    policy: { a: [{ numeric: ['=', 0] }] },
    accepts: [body('{"a":0.0000000000000000000000}'), body('{"a":-0.0000000000000000000000}'), { a: number('0e-999') }],
    rejects: [body('{"a":0.0000000000000000000001}'), body('{"a":1e-400}'), body('{"a":-1E-400}')],
  },
  {
    page,
    rule: 'numbers beyond the reach of a double are told from zero and from one another',
    policy: '{"a":[{"numeric":[">",1e-400,"<",1E+400]}]}',
    accepts: [body('{"a":1e-399}'), body('{"a":1e399}'), { a: number('1e+399') }],
    rejects: [body('{"a":0}'), body('{"a":1e400}'), body('{"a":1e+401}'), body('{"a":-1e-399}'), body('{"a":1e-400}')],
  },
  {
    page,
    rule: 'a Number attribute may begin or end with the point, and carry an exponent',
    policy: { a: [{ numeric: ['=', 5.5] }] },
    accepts: [{ a: number('.55e1') }, { a: number('.55E+01') }, { a: number('55.e-1') }, { a: number('+5.50') }],
    rejects: [
      { a: number('.') },
      { a: number('5.5e') },
      { a: number('x5.5') },
      { a: number('5.5x') },
      { a: number('.x') },
    ],
  },
  {
    page: bodies,
    rule: 'what the policy does not name is passed over, at every depth',
    policy: { a: { b: ['x'] } },
    accepts: [body({ c: { b: 'y' }, a: { c: ['z', { b: 'y' }], b: 'x' } })],
    rejects: [body({ c: { b: 'x' }, a: { c: [{ b: 'x' }] } }), body({ a: 'x', b: 'x' }), body({ a: null })],
  },
  {
    page: bodies,
    rule: 'one member that is no plain value spoils a String.Array',
    policy: { a: ['x'] },
    accepts: [{ a: array('x', null, 1, true) }],
    rejects: [{ a: array('x', {}) }, { a: array({}, 'x') }, { a: array(['x']) }],
  },
];

export const edgeRefusals: readonly Refusal[] = [
  {
    rule: 'anything-but takes no null',
    policy: { a: [{ 'anything-but': null }] },
    error: 'FilterPolicy: Value of anything-but must be an array or single string/number value.',
  },
  {
    rule: 'anything-but has an operator',
    policy: { a: [{ 'anything-but': {} }] },
    error: 'FilterPolicy: Anything-But expression name not found',
  },
  {
    rule: 'a list of prefixes is not empty',
    policy: { a: [{ 'anything-but': { prefix: [] } }] },
    error: 'FilterPolicy: Empty arrays are not allowed',
  },
  {
    rule: 'anything-but takes no empty suffix',
    policy: { a: [{ 'anything-but': { suffix: ['v', ''] } }] },
    error: 'FilterPolicy: Null prefix/suffix not allowed',
  },
  {
    rule: 'a suffix under anything-but is a string',
    policy: { a: [{ 'anything-but': { suffix: 5 } }] },
    error: 'FilterPolicy: prefix/suffix match pattern must be a string',
  },
  {
    rule: 'a wildcard under anything-but is a string',
    policy: { a: [{ 'anything-but': { wildcard: 5 } }] },
    error: 'FilterPolicy: wildcard match pattern must be a string',
  },
  ...['v', 5, ['v']].map((operand) => ({
    rule: `nothing stands beside anything-but ${JSON.stringify(operand)}`,
    policy: { a: [{ 'anything-but': operand, prefix: 'w' }] },
    error: 'FilterPolicy: Too many elements in numeric expression',
  })),
  ...[{ 'anything-but': { prefix: 'v' } }, { cidr: '10.0.0.0/8' }, { wildcard: 'v*' }].map((first) => ({
    rule: `nothing stands beside ${JSON.stringify(first)}`,
    policy: { a: [{ ...first, prefix: 'w' }] },
    error: 'FilterPolicy: Only one key allowed in match expression',
  })),
  ...['x8', '8x', '', '1.5'].map((bits) => ({
    rule: `cidr has no ${JSON.stringify(bits)} bits`,
    policy: { a: [{ cidr: `10.0.0.0/${bits}` }] },
    error: 'FilterPolicy: Malformed CIDR, mask bits must be an integer',
  })),
  {
    rule: 'numeric holds no list',
    policy: { a: [{ numeric: [['=']] }] },
    error: 'FilterPolicy: Invalid member in numeric match: [',
  },
  {
    rule: 'numeric holds no object',
    policy: { a: [{ numeric: ['>', 1, { a: 1 }] }] },
    error: 'FilterPolicy: Bad value in numeric range: {',
  },
  {
    rule: 'a long number is named with every digit',
    policy: '{"a":[{"numeric":[12345678901234567890,1]}]}',
    error: 'FilterPolicy: Invalid member in numeric match: 12345678901234567890',
  },
  {
    rule: 'an upper bound is numeric in its own name',
    policy: { a: [{ numeric: ['>', 1, '<='] }] },
    error: 'FilterPolicy: Value of <= must be numeric',
  },
  {
    rule: 'a key that is not $or holds no objects',
    policy: { a: [{ b: ['v'] }, { c: ['v'] }] },
    error: 'FilterPolicy: Unrecognized match type b',
  },
  {
    rule: '$or of an object and a value is an ordinary key',
    policy: { $or: [{ a: ['v'] }, 'v'] },
    error: 'FilterPolicy: Unrecognized match type a',
  },
  {
    rule: 'a syntax error inside is told in the words of the parser, in one line',
    policy: '{\n\n"a": x}',
    error: `FilterPolicy: failed to parse JSON. Unexpected token 'x', "{ "a": x}" is not valid JSON`,
  },
  {
    rule: 'a word after space is named',
    policy: '  nope',
    error:
      "FilterPolicy: failed to parse JSON. Unrecognized token 'nope': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
  },
  {
    rule: 'keys count where two of them lead to one path',
    policy: { a: { b: ['v'] }, 'a.b': ['v'], c: ['v'], d: ['v'], e: ['v'], f: ['v'] },
    error: 'FilterPolicy: Filter policy can not have more than 5 keys',
  },
  {
    rule: 'one level of nesting doubles',
    policy: { a: { b: values(76) } },
    error: 'FilterPolicy: Filter policy is too complex',
  },
  {
    rule: 'values without a wildcard do not lift the budget of those with one',
    policy: { a: ['v', ...wildcards(11)] },
    error: 'FilterPolicy: Filter policy is too complex',
  },
  {
    rule: 'anything-but costs a point beside a wildcard',
    policy: { a: [...others(10), ...wildcards(1)] },
    error: 'FilterPolicy: Filter policy is too complex',
  },
  {
    rule: 'a wildcard under anything-but counts as one',
    policy: { a: values(11).map((value) => ({ 'anything-but': { wildcard: `*${value}` } })) },
    error: 'FilterPolicy: Filter policy is too complex',
  },
];

export const edgeAccepted: readonly Omit<Refusal, 'error'>[] = [
  { rule: 'any number of values beside nine wildcards', policy: { a: [...values(20), ...wildcards(9)] } },
  { rule: 'any number of anything-but beside a value', policy: { a: ['v', { prefix: 'w' }, ...others(20)] } },
  {
    rule: 'any number of anything-but lists, numbers and prefixes',
    policy: {
      a: [
        ...values(7).map((value) => ({ 'anything-but': [value] })),
        ...values(7).map((_, index) => ({ 'anything-but': index })),
        ...values(7).map((value) => ({ 'anything-but': { prefix: value } })),
      ],
    },
  },
  {
    rule: 'ten anything-but wildcards',
    policy: { a: values(10).map((value) => ({ 'anything-but': { wildcard: `*${value}` } })) },
  },
  { rule: '150 combinations under one key', policy: { a: { b: values(75) } } },
  { rule: 'an integer of bits with its sign', policy: { a: [{ cidr: '10.0.0.0/+8' }] } },
];

/** The names that make `$or` an ordinary key (event-ruler's reserved words). */
export const reservedWords = [
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
];
