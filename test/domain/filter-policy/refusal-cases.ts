/** A policy that SNS refuses, and its words for it after the operation's prefix. */
export interface Refusal {
  readonly rule: string;
  readonly policy: object | string;
  readonly error: string;
  /** MessageBody unless the rule is about the other. */
  readonly scope?: string;
}

const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
const wildcards = (count: number, pattern: string) => values(count).map((value) => ({ wildcard: pattern + value }));

/** Texts of SNS guide, Filter policy constraints, as SNS answers them, and of event-ruler's compiler. */
export const refusals: readonly Refusal[] = [
  {
    rule: 'a key holds a list or an object',
    policy: { key_a: 'v' },
    error: 'FilterPolicy: "key_a" must be an object or an array',
  },
  { rule: 'a key holds no number', policy: { key_a: 5 }, error: 'FilterPolicy: "key_a" must be an object or an array' },
  {
    rule: 'a key holds no long number',
    policy: '{"key_a":12345678901234567890}',
    error: 'FilterPolicy: "key_a" must be an object or an array',
  },
  {
    rule: 'a key holds no null',
    policy: { key_a: null },
    error: 'FilterPolicy: "key_a" must be an object or an array',
  },
  {
    rule: 'a nested key holds a list or an object',
    policy: { a: { b: true } },
    error: 'FilterPolicy: "b" must be an object or an array',
  },
  { rule: 'a list is not empty', policy: { a: [] }, error: 'FilterPolicy: Empty arrays are not allowed' },
  {
    rule: 'a list holds no list',
    policy: { a: [['v']] },
    error: 'FilterPolicy: Match value must be String, number, true, false, or null',
  },
  { rule: 'a nested object is not empty', policy: { a: {} }, error: 'FilterPolicy: Empty objects are not allowed' },
  {
    rule: 'an object of $or is not empty',
    policy: { $or: [{}, { a: ['v'] }] },
    error: 'FilterPolicy: Empty objects are not allowed',
  },
  {
    rule: 'a condition has one operator',
    policy: { a: [{ prefix: 'v', suffix: 'w' }] },
    error: 'FilterPolicy: Only one key allowed in match expression',
  },
  {
    rule: 'exists stands alone',
    policy: { a: [{ exists: true, prefix: 'v' }] },
    error: 'FilterPolicy: Only one key allowed in match expression',
  },
  {
    rule: 'numeric stands alone',
    policy: { a: [{ numeric: ['=', 1], prefix: 'v' }] },
    error: 'FilterPolicy: Too many elements in numeric expression',
  },
  { rule: 'a condition has an operator', policy: { a: [{}] }, error: 'FilterPolicy: Match expression name not found' },
  {
    rule: 'an operator is known',
    policy: { a: [{ 'wrong-operator': 'v' }] },
    error: 'FilterPolicy: Unrecognized match type wrong-operator',
  },
  {
    rule: 'the names of operators are case-sensitive',
    policy: { a: [{ Prefix: 'v' }] },
    error: 'FilterPolicy: Unrecognized match type Prefix',
  },
  {
    rule: 'one object under $or is no OR',
    policy: { $or: [{ a: ['v'] }] },
    error: 'FilterPolicy: Unrecognized match type a',
  },
  {
    rule: 'prefix is a string',
    policy: { a: [{ prefix: 100 }] },
    error: 'FilterPolicy: prefix match pattern must be a string',
  },
  {
    rule: 'prefix is no list',
    policy: { a: [{ prefix: ['v'] }] },
    error: 'FilterPolicy: prefix match pattern must be a string',
  },
  {
    rule: 'suffix is a string',
    policy: { a: [{ suffix: 100 }] },
    error: 'FilterPolicy: suffix match pattern must be a string',
  },
  {
    rule: 'equals-ignore-case is a string',
    policy: { a: [{ 'equals-ignore-case': ['v'] }] },
    error: 'FilterPolicy: equals-ignore-case match pattern must be a string',
  },
  {
    rule: 'wildcard is a string',
    policy: { a: [{ wildcard: null }] },
    error: 'FilterPolicy: wildcard match pattern must be a string',
  },
  {
    rule: 'two wildcards do not stand side by side',
    policy: { a: [{ wildcard: 'a**' }] },
    error: 'FilterPolicy: Consecutive wildcard characters at pos 1',
  },
  {
    rule: 'only wildcard and backslash are escaped',
    policy: { a: [{ wildcard: 'a\\b' }] },
    error: 'FilterPolicy: Invalid escape character at pos 1',
  },
  {
    rule: 'an escape escapes something',
    policy: { a: [{ wildcard: 'a\\' }] },
    error: 'FilterPolicy: Invalid escape character at pos 1',
  },
  {
    rule: 'a pattern has at most three wildcards',
    policy: { a: [{ wildcard: '*a*b*c*' }] },
    error: 'FilterPolicy: Wildcard pattern "*a*b*c*" has 4 wildcards, at most 3 are allowed',
  },
  {
    rule: 'a pattern under anything-but has at most three wildcards',
    policy: { a: [{ 'anything-but': { wildcard: '*a*b*c*' } }] },
    error: 'FilterPolicy: Wildcard pattern "*a*b*c*" has 4 wildcards, at most 3 are allowed',
  },
  {
    rule: 'exists is a boolean',
    policy: { a: [{ exists: 'no' }] },
    error: 'FilterPolicy: exists match pattern must be either true or false.',
  },
  {
    rule: 'exists is no null',
    policy: { a: [{ exists: null }] },
    error: 'FilterPolicy: exists match pattern must be either true or false.',
  },
  {
    rule: 'anything-but takes few operators',
    policy: { a: [{ 'anything-but': { exists: false } }] },
    error: 'FilterPolicy: Unsupported anything-but pattern: exists',
  },
  {
    rule: 'anything-but takes no cidr',
    policy: { a: [{ 'anything-but': { cidr: '10.0.0.0/8' } }] },
    error: 'FilterPolicy: Unsupported anything-but pattern: cidr',
  },
  {
    rule: 'anything-but takes no boolean',
    policy: { a: [{ 'anything-but': true }] },
    error: 'FilterPolicy: Value of anything-but must be an array or single string/number value.',
  },
  {
    rule: 'anything-but takes no null in a list',
    policy: { a: [{ 'anything-but': [null] }] },
    error: 'FilterPolicy: Inside anything but list, start|null|boolean is not supported.',
  },
  {
    rule: 'anything-but takes no list in a list',
    policy: { a: [{ 'anything-but': [['v']] }] },
    error: 'FilterPolicy: Inside anything but list, start|null|boolean is not supported.',
  },
  {
    rule: 'anything-but does not mix types',
    policy: { a: [{ 'anything-but': ['v', 5] }] },
    error:
      'FilterPolicy: Inside anything but list, either all values are number or string, mixed type is not supported',
  },
  {
    rule: 'anything-but takes no empty list',
    policy: { a: [{ 'anything-but': [] }] },
    error:
      'FilterPolicy: Inside anything but list, either all values are number or string, mixed type is not supported',
  },
  {
    rule: 'anything-but takes no empty prefix',
    policy: { a: [{ 'anything-but': { prefix: '' } }] },
    error: 'FilterPolicy: Null prefix/suffix not allowed',
  },
  {
    rule: 'a prefix under anything-but is a string',
    policy: { a: [{ 'anything-but': { prefix: 5 } }] },
    error: 'FilterPolicy: prefix/suffix match pattern must be a string',
  },
  {
    rule: 'anything-but has one operator',
    policy: { a: [{ 'anything-but': { prefix: 'v', suffix: 'w' } }] },
    error: 'FilterPolicy: Only one key allowed in match expression',
  },
  {
    rule: 'cidr is a string',
    policy: { a: [{ cidr: ['10.0.0.0/8'] }] },
    error: 'FilterPolicy: prefix match pattern must be a string',
  },
  {
    rule: 'cidr has a slash',
    policy: { a: [{ cidr: '10.0.0.0' }] },
    error: "FilterPolicy: Malformed CIDR, one '/' required",
  },
  {
    rule: 'cidr has one slash',
    policy: { a: [{ cidr: '10.0.0.0/8/8' }] },
    error: "FilterPolicy: Malformed CIDR, one '/' required",
  },
  {
    rule: 'cidr has a number of bits',
    policy: { a: [{ cidr: '10.0.0.0/xx' }] },
    error: 'FilterPolicy: Malformed CIDR, mask bits must be an integer',
  },
  {
    rule: 'cidr has a positive number of bits',
    policy: { a: [{ cidr: '10.0.0.0/-1' }] },
    error: 'FilterPolicy: Malformed CIDR, mask bits must not be negative',
  },
  {
    rule: 'cidr has an address',
    policy: { a: [{ cidr: 'xx.11.xx/8' }] },
    error: 'FilterPolicy: Nonstandard IP address: xx.11.xx',
  },
  {
    rule: 'cidr has fewer bits than IPv4',
    policy: { a: [{ cidr: '10.0.0.0/32' }] },
    error: 'FilterPolicy: IPv4 mask bits must be < 32',
  },
  {
    rule: 'cidr has fewer bits than IPv6',
    policy: { a: [{ cidr: '2001:db8::/128' }] },
    error: 'FilterPolicy: IPv6 mask bits must be < 128',
  },
  {
    rule: 'numeric is a list',
    policy: { a: [{ numeric: 5 }] },
    error: 'FilterPolicy: Value of numeric must be an array.',
  },
  {
    rule: 'numeric is not empty',
    policy: { a: [{ numeric: [] }] },
    error: 'FilterPolicy: Invalid member in numeric match: ]',
  },
  {
    rule: 'numeric begins with an operator',
    policy: { a: [{ numeric: [1, '='] }] },
    error: 'FilterPolicy: Invalid member in numeric match: 1',
  },
  {
    rule: 'a numeric operator is known',
    policy: { a: [{ numeric: ['operator', 1] }] },
    error: 'FilterPolicy: Unrecognized numeric range operator: operator',
  },
  {
    rule: '= takes a number',
    policy: { a: [{ numeric: ['=', '1'] }] },
    error: 'FilterPolicy: Value of equals must be numeric',
  },
  {
    rule: '>= takes a number',
    policy: { a: [{ numeric: ['>=', '1'] }] },
    error: 'FilterPolicy: Value of >= must be numeric',
  },
  { rule: '> takes a value', policy: { a: [{ numeric: ['>'] }] }, error: 'FilterPolicy: Value of > must be numeric' },
  {
    rule: 'an upper bound comes last',
    policy: { a: [{ numeric: ['<', 100, '>', 30] }] },
    error: 'FilterPolicy: Too many elements in numeric expression',
  },
  {
    rule: '= has no range',
    policy: { a: [{ numeric: ['=', 1, '<', 3] }] },
    error: 'FilterPolicy: Too many elements in numeric expression',
  },
  {
    rule: 'a range has no two lower bounds',
    policy: { a: [{ numeric: ['>', 1, '>', 3] }] },
    error: 'FilterPolicy: Bad numeric range operator: >',
  },
  {
    rule: 'a range goes on with an operator',
    policy: { a: [{ numeric: ['>', 1, 30] }] },
    error: 'FilterPolicy: Bad value in numeric range: 30',
  },
  {
    rule: 'the upper bound is a number',
    policy: { a: [{ numeric: ['>', 1, '<', 'x'] }] },
    error: 'FilterPolicy: Value of < must be numeric',
  },
  {
    rule: 'the bounds are in order',
    policy: { a: [{ numeric: ['>', 3, '<', 1] }] },
    error: 'FilterPolicy: Bottom must be less than top',
  },
  {
    rule: 'the bounds are not equal',
    policy: { a: [{ numeric: ['>=', 3, '<=', 3] }] },
    error: 'FilterPolicy: Bottom must be less than top',
  },
  {
    rule: 'a range has two bounds',
    policy: { a: [{ numeric: ['>', 1, '<', 3, '<', 4] }] },
    error: 'FilterPolicy: Too many terms in numeric range expression',
  },
  {
    rule: 'attributes are not nested',
    policy: { a: { b: ['v'] } },
    scope: 'MessageAttributes',
    error: 'Filter policy scope MessageAttributes does not support nested filter policy',
  },
  {
    rule: 'attributes are not nested inside $or',
    policy: { $or: [{ a: { b: ['v'] } }, { c: ['v'] }] },
    scope: 'MessageAttributes',
    error: 'Filter policy scope MessageAttributes does not support nested filter policy',
  },
  {
    rule: 'a scope is known',
    policy: { a: ['v'] },
    scope: 'RandomValue',
    error: 'FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes',
  },
  { rule: 'a policy is an object', policy: '["v"]', error: 'FilterPolicy: Filter is not an object' },
  { rule: 'a policy is no text', policy: '"v"', error: 'FilterPolicy: Filter is not an object' },
  { rule: 'a policy is no null', policy: 'null', error: 'FilterPolicy: Filter is not an object' },
  {
    rule: 'a policy is JSON',
    policy: 'invalid',
    error:
      "FilterPolicy: failed to parse JSON. Unrecognized token 'invalid': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
  },
  {
    rule: 'a policy has at most five keys',
    policy: Object.fromEntries(values(6).map((key) => [key, ['v']])),
    error: 'FilterPolicy: Filter policy can not have more than 5 keys',
  },
  {
    rule: 'a policy for attributes has at most five keys',
    policy: Object.fromEntries(values(6).map((key) => [key, ['v']])),
    scope: 'MessageAttributes',
    error: 'FilterPolicy: Filter policy can not have more than 5 keys',
  },
  {
    rule: 'leaf keys count',
    policy: { a: Object.fromEntries(values(6).map((key) => [key, ['v']])) },
    error: 'FilterPolicy: Filter policy can not have more than 5 keys',
  },
  {
    rule: 'keys of $or count',
    policy: { $or: values(6).map((key) => ({ [key]: ['v'] })) },
    error: 'FilterPolicy: Filter policy can not have more than 5 keys',
  },
  {
    rule: 'a policy has at most 150 combinations',
    policy: { a: values(151) },
    error: 'FilterPolicy: Filter policy is too complex',
  },
  {
    rule: 'combinations multiply',
    policy: { a: values(8), b: values(19) },
    scope: 'MessageAttributes',
    error: 'FilterPolicy: Filter policy is too complex',
  },
  {
    rule: 'nesting multiplies',
    policy: { a: { b: { c: values(51) } } },
    error: 'FilterPolicy: Filter policy is too complex',
  },
  {
    rule: 'branches of $or add up',
    policy: { s: values(5), $or: [{ a: values(16) }, { b: values(15) }] },
    error: 'FilterPolicy: Filter policy is too complex',
  },
  {
    rule: 'single wildcards cost one point each, times their number',
    policy: { a: wildcards(11, '*') },
    error: 'FilterPolicy: Filter policy is too complex',
  },
  {
    rule: 'several wildcards cost three points each',
    policy: { a: wildcards(5, '*a*') },
    error: 'FilterPolicy: Filter policy is too complex',
  },
  {
    rule: 'the points of all keys add up',
    policy: { a: wildcards(8, '*'), b: wildcards(7, '*') },
    error: 'FilterPolicy: Filter policy is too complex',
  },
  {
    rule: 'a policy has at most 262144 bytes',
    policy: { a: ['é'.repeat(131_100)] },
    error: 'FilterPolicy: Filter policy is 262210 bytes long, at most 262144 are allowed',
  },
];

/** Policies at a limit, which SNS takes. */
export const acceptedPolicies: readonly Omit<Refusal, 'error'>[] = [
  { rule: 'five keys', policy: Object.fromEntries(values(5).map((key) => [key, ['v']])) },
  { rule: 'five leaf keys under one', policy: { a: Object.fromEntries(values(5).map((key) => [key, ['v']])) } },
  { rule: '150 values', policy: { a: values(150) } },
  {
    rule: "the guide's example of 72 combinations",
    policy: { key_a: { key_b: { key_c: values(4) } }, key_d: { key_e: values(3) } },
  },
  {
    rule: '120 combinations over a nested $or',
    policy: {
      source: values(4),
      $or: [
        { metricName: values(6) },
        { metricType: values(3), $or: [{ metricId: values(4) }, { spaceId: values(4) }] },
      ],
    },
  },
  { rule: 'ten patterns of one wildcard, 100 points', policy: { a: wildcards(10, '*') } },
  { rule: 'four patterns of two wildcards, 96 points', policy: { a: wildcards(4, '*a*') } },
  {
    rule: 'any number of conditions without a wildcard',
    policy: { a: values(20).map((value) => ({ 'anything-but': value })) },
  },
  { rule: 'numbers beyond 10^9', policy: { a: [{ numeric: ['>', 1e12] }] } },
  { rule: 'a policy with space around it', policy: ' {"a":["v"]}\n' },
  { rule: '262144 bytes', policy: { a: ['x'.repeat(262_144 - 10)] } },
];
