import { array, binary, body, number, type PolicyCase, text } from './policy-case.ts';

const page = 'SNS guide, Key matching';
const logic = 'SNS guide, AND/OR logic';

/** exists, AND, OR and $or. */
export const keyCases: readonly PolicyCase[] = [
  {
    page,
    rule: 'exists: true matches a key with a value, whatever it is',
    policy: { store: [{ exists: true }] },
    accepts: [
      { store: text('x') },
      { store: number(0) },
      { store: array(null, 'x') },
      body({ store: 'x' }),
      body({ store: 0 }),
      body({ store: false }),
      body({ store: ['', 'x'] }),
    ],
    rejects: [{ other: text('x') }, {}, body({ other: 1 }), body({})],
  },
  {
    page,
    rule: 'exists: true asks for a value that is neither null nor empty',
    policy: { store: [{ exists: true }] },
    rejects: [body({ store: null }), body({ store: '' }), body({ store: [] }), { store: array() }],
  },
  {
    page,
    rule: 'exists: false matches a message without the key',
    policy: { store: [{ exists: false }] },
    accepts: [{ other: text('x') }, body({ other: 'x' }), body({}), body({ store: [] })],
    rejects: [{ store: text('x') }, { store: number(1) }, body({ store: 'x' }), body({ store: 0 })],
  },
  {
    page,
    rule: 'exists: false does not match a key that is there with null or an empty string',
    policy: { store: [{ exists: false }] },
    rejects: [body({ store: null }), body({ store: '' }), body({ store: [null] })],
  },
  {
    page: 'SNS guide, Monitoring topics',
    rule: 'a message without attributes is filtered out by any policy',
    policy: { store: [{ exists: false }] },
    rejects: [{}],
  },
  {
    page,
    rule: 'exists works on leaf nodes only',
    policy: { detail: [{ exists: true }] },
    accepts: [body({ detail: 1 })],
    rejects: [body({ detail: { state: 'x' } }), body({ detail: [{ state: 'x' }] })],
  },
  {
    page,
    rule: 'exists: false looks at a nested leaf',
    policy: { detail: { state: [{ exists: false }] } },
    accepts: [body({ detail: { other: 1 } }), body({ detail: 'x' }), body({}), body({ detail: {} })],
    rejects: [body({ detail: { state: 'x' } }), body({ detail: [{ other: 1 }, { state: 2 }] })],
  },
  {
    page: 'SNS guide, Filter policy constraints',
    rule: 'Binary attributes are ignored',
    policy: { data: [{ exists: true }] },
    accepts: [{ data: text('x') }],
    rejects: [{ data: binary('x') }],
  },
  {
    page: 'SNS guide, Filter policy constraints',
    rule: 'a Binary attribute is as good as absent',
    policy: { data: [{ exists: false }] },
    accepts: [{ data: binary('x') }],
    rejects: [{ data: text('x') }],
  },
  {
    page: 'SNS guide, Subscription filter policies',
    rule: 'attributes and properties that the policy does not name are ignored',
    policy: { store: ['a'] },
    accepts: [{ store: text('a'), junk: array('{'), more: binary('?') }, body({ store: 'a', junk: [{ store: 'b' }] })],
    rejects: [{ stores: text('a') }, body({ nested: { store: 'a' } })],
  },
  {
    page: logic,
    rule: 'every key must match',
    policy: { customer_interests: ['rugby'], price_usd: [{ numeric: ['>', 100] }] },
    accepts: [
      { customer_interests: text('rugby'), price_usd: number(101) },
      body({ customer_interests: 'rugby', price_usd: 200 }),
    ],
    rejects: [
      { customer_interests: text('rugby'), price_usd: number(100) },
      { customer_interests: text('golf'), price_usd: number(101) },
      { customer_interests: text('rugby') },
      { price_usd: number(101) },
      body({ customer_interests: 'rugby' }),
    ],
  },
  {
    page: logic,
    rule: 'the values of one key are alternatives, of any operator',
    policy: { event: ['created', { prefix: 'order-' }, { numeric: ['>', 5] }, null] },
    accepts: [
      { event: text('created') },
      { event: text('order-1') },
      { event: number(6) },
      body({ event: null }),
      body({ event: 7 }),
    ],
    rejects: [{ event: text('deleted') }, { event: number(5) }, body({ event: 5 }), body({ event: true })],
  },
  {
    page: logic,
    rule: '$or matches when one of its objects does',
    policy: {
      source: ['aws.cloudwatch'],
      $or: [
        { metricName: ['CPUUtilization'] },
        { namespace: ['AWS/EC2', 'AWS/ES'] },
        { metricType: ['MetricType'], unit: [{ exists: true }] },
      ],
    },
    accepts: [
      { source: text('aws.cloudwatch'), metricName: text('CPUUtilization') },
      { source: text('aws.cloudwatch'), namespace: text('AWS/ES') },
      { source: text('aws.cloudwatch'), metricType: text('MetricType'), unit: text('s') },
      body({ source: 'aws.cloudwatch', namespace: 'AWS/EC2', metricName: 'x' }),
    ],
    rejects: [
      { source: text('aws.cloudwatch') },
      { metricName: text('CPUUtilization') },
      { source: text('aws.cloudwatch'), metricType: text('MetricType') },
      { source: text('aws.cloudwatch'), metricName: text('Memory') },
      { source: text('aws.ec2'), namespace: text('AWS/ES') },
    ],
  },
  {
    page: logic,
    rule: '$or may stand inside $or',
    policy: {
      source: ['s'],
      $or: [{ a: ['1'] }, { b: ['2'], $or: [{ c: ['3'] }, { d: ['4'] }] }],
    },
    accepts: [
      body({ source: 's', a: '1' }),
      body({ source: 's', b: '2', c: '3' }),
      { source: text('s'), b: text('2'), d: text('4') },
    ],
    rejects: [
      body({ source: 's', b: '2' }),
      body({ source: 's', c: '3' }),
      body({ a: '1' }),
      { source: text('s'), d: text('4') },
    ],
  },
  {
    page: logic,
    rule: '$or may stand below a key of the body',
    policy: { detail: { $or: [{ count: [{ numeric: ['>', 5] }] }, { limit: [{ exists: true }] }], kind: ['k'] } },
    accepts: [body({ detail: { count: 6, kind: 'k' } }), body({ detail: { limit: 'x', kind: 'k' } })],
    rejects: [body({ detail: { count: 5, kind: 'k' } }), body({ detail: { count: 6 } }), body({ count: 6, kind: 'k' })],
  },
  {
    page: logic,
    rule: '$or may hold nested objects',
    policy: { $or: [{ a: { b: ['1'] } }, { c: { d: ['2'] } }] },
    accepts: [body({ a: { b: '1' } }), body({ c: { d: '2' } })],
    rejects: [body({ a: { d: '2' } }), body({ b: '1' })],
  },
  {
    page: logic,
    rule: 'two $or side by side of a nested one must both match',
    policy: { $or: [{ a: ['1'] }, { b: ['2'] }], x: { $or: [{ c: ['3'] }, { d: ['4'] }] } },
    accepts: [body({ a: '1', x: { d: '4' } }), body({ b: '2', x: { c: '3' } })],
    rejects: [body({ a: '1' }), body({ x: { d: '4' } }), body({ a: '1', x: { c: '4' } })],
  },
  {
    page: logic,
    rule: '$or of fewer than two objects is an ordinary key',
    policy: { $or: [{ prefix: 'a' }] },
    accepts: [{ $or: text('abc') }, body({ $or: 'abc' })],
    rejects: [{ prefix: text('a') }, { $or: text('x') }, body({ prefix: 'a' })],
  },
  {
    page: logic,
    rule: '$or of values is an ordinary key',
    policy: { $or: ['x', 'y'] },
    accepts: [{ $or: text('y') }, body({ $or: 'x' })],
    rejects: [{ x: text('y') }, body({ $or: 'z' })],
  },
  {
    page: logic,
    rule: '$or of objects with a reserved word as field name is an ordinary key',
    policy: { $or: [{ prefix: 'a' }, { suffix: 'z' }] },
    accepts: [body({ $or: 'abc' }), body({ $or: 'xyz' })],
    rejects: [body({ prefix: 'a' }), body({ $or: 'm' })],
  },
  {
    page: 'SNS guide, Removing a filter policy',
    rule: 'an empty policy lets every message pass',
    policy: {},
    accepts: [{}, { a: text('x') }, body('no JSON'), body({ a: 1 })],
  },
];
