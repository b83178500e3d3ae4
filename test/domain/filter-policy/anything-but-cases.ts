import { array, body, number, type PolicyCase, text } from './policy-case.ts';

const page = 'SNS guide, String value matching';
const numeric = 'SNS guide, Numeric value matching';

/** anything-but, of values and of patterns. */
export const anythingButCases: readonly PolicyCase[] = [
  {
    page,
    rule: 'anything-but matches a value that is not listed',
    policy: { customer_interests: [{ 'anything-but': ['rugby', 'tennis'] }] },
    accepts: [
      { customer_interests: text('baseball') },
      { customer_interests: text('football') },
      { customer_interests: text('Rugby') },
      body({ customer_interests: 'baseball' }),
    ],
    rejects: [
      { customer_interests: text('rugby') },
      { customer_interests: text('tennis') },
      body({ customer_interests: 'rugby' }),
      body({ customer_interests: 'tennis' }),
    ],
  },
  {
    page,
    rule: 'anything-but matches an array with at least one element outside the list',
    policy: { customer_interests: [{ 'anything-but': ['rugby', 'tennis'] }] },
    accepts: [
      { customer_interests: array('rugby', 'baseball') },
      body({ customer_interests: ['rugby', 'baseball'] }),
      body({ customer_interests: [['tennis'], ['golf']] }),
    ],
    rejects: [
      { customer_interests: array('rugby') },
      { customer_interests: array('rugby', 'tennis') },
      body({ customer_interests: ['rugby'] }),
      body({ customer_interests: [] }),
    ],
  },
  {
    page,
    rule: 'anything-but asks for a value: an absent key does not match',
    policy: { customer_interests: [{ 'anything-but': ['rugby'] }] },
    rejects: [{ other: text('x') }, {}, body({ other: 'x' }), body({})],
  },
  {
    page,
    rule: 'anything-but can be combined with exists: false',
    policy: { customer_interests: [{ 'anything-but': ['rugby'] }, { exists: false }] },
    accepts: [{ other: text('x') }, { customer_interests: text('golf') }, body({ other: 'x' }), body({})],
    rejects: [{ customer_interests: text('rugby') }, body({ customer_interests: 'rugby' })],
  },
  {
    page,
    rule: 'anything-but takes a single value without a list',
    policy: { store: [{ 'anything-but': 'a' }] },
    accepts: [{ store: text('b') }, body({ store: 'A' })],
    rejects: [{ store: text('a') }, body({ store: 'a' })],
  },
  {
    page: 'event-ruler',
    rule: 'anything-but of strings accepts values of other types',
    policy: { a: [{ 'anything-but': ['5', 'true', 'null'] }] },
    accepts: [body({ a: 5 }), body({ a: true }), body({ a: null }), { a: number(5) }],
    rejects: [body({ a: '5' }), body({ a: 'true' }), { a: text('5') }],
  },
  {
    page: numeric,
    rule: 'anything-but matches a number that is not listed',
    policy: { price: [{ 'anything-but': [100, 500] }] },
    accepts: [{ price: number(101) }, { price: number(100.1) }, body({ price: 101 }), body({ price: 99.99 })],
    rejects: [{ price: number(100) }, { price: number('500.0') }, body({ price: 100 }), body('{"price":5e2}')],
  },
  {
    page: numeric,
    rule: 'anything-but matches an array with at least one number outside the list',
    policy: { price: [{ 'anything-but': [100, 500] }] },
    accepts: [{ price: array(100, 50) }, body({ price: [100, 50] })],
    rejects: [{ price: array(100, 500) }, body({ price: [500] })],
  },
  {
    page: 'event-ruler',
    rule: 'anything-but of numbers accepts a string of the same spelling',
    policy: { price: [{ 'anything-but': 100 }] },
    accepts: [{ price: text('100') }, body({ price: '100' })],
    rejects: [{ price: number(100) }, body({ price: 100 })],
  },
  {
    page,
    rule: 'anything-but with prefix matches a value that does not begin with it',
    policy: { event: [{ 'anything-but': { prefix: 'order-' } }] },
    accepts: [{ event: text('data-entry') }, { event: text('order_number') }, body({ event: 'Order-1' })],
    rejects: [{ event: text('order-cancelled') }, { event: text('order-') }, body({ event: 'order-cancelled' })],
  },
  {
    page,
    rule: 'anything-but with prefix asks for a value',
    policy: { event: [{ 'anything-but': { prefix: 'order-' } }] },
    accepts: [{ event: array('order-1', 'data') }, body({ event: ['order-1', 'data'] })],
    rejects: [{ other: text('x') }, body({}), { event: array('order-1', 'order-2') }],
  },
  {
    page,
    rule: 'anything-but with suffix matches a value that does not end with it',
    policy: { customer_interests: [{ 'anything-but': { suffix: 'ball' } }] },
    accepts: [{ customer_interests: text('rugby') }, body({ customer_interests: 'balls' })],
    rejects: [{ customer_interests: text('baseball') }, body({ customer_interests: 'ball' }), body({})],
  },
  {
    page,
    rule: 'anything-but with wildcard matches a value that the pattern does not',
    policy: { customer_interests: [{ 'anything-but': { wildcard: '*ball' } }] },
    accepts: [{ customer_interests: text('rugby') }, body({ customer_interests: 'ball game' })],
    rejects: [{ customer_interests: text('football') }, body({ customer_interests: 'ball' }), body({})],
  },
  {
    page,
    rule: 'anything-but with wildcard takes a pattern with several wildcards',
    policy: { path: [{ 'anything-but': { wildcard: '*/lib/*.js' } }] },
    accepts: [body({ path: 'src/app.js' }), body({ path: 'a/lib/x.ts' })],
    rejects: [body({ path: 'a/lib/x.js' }), body({ path: '/lib/.js' })],
  },
  {
    page: 'event-ruler',
    rule: 'anything-but with equals-ignore-case folds case',
    policy: { store: [{ 'anything-but': { 'equals-ignore-case': ['Acme', 'Other'] } }] },
    accepts: [{ store: text('acme inc') }, body({ store: 'x' })],
    rejects: [{ store: text('ACME') }, body({ store: 'oTHER' }), body({})],
  },
  {
    page: 'event-ruler',
    rule: 'anything-but takes a list of patterns and wants none of them to match',
    policy: { file: [{ 'anything-but': { suffix: ['.png', '.jpg'] } }] },
    accepts: [body({ file: 'a.txt' })],
    rejects: [body({ file: 'a.png' }), body({ file: 'a.jpg' })],
  },
  {
    page: 'event-ruler',
    rule: 'anything-but a pattern accepts what is no string',
    policy: { a: [{ 'anything-but': { prefix: '1' } }] },
    accepts: [body({ a: 1 }), body({ a: true }), body({ a: null })],
    rejects: [body({ a: '1' })],
  },
  {
    page: 'SNS guide, AND/OR logic',
    rule: 'anything-but and further members of the list are alternatives',
    policy: { event: [{ 'anything-but': { prefix: 'order-' } }, 'order-created'] },
    accepts: [{ event: text('order-created') }, { event: text('refund') }, body({ event: 'order-created' })],
    rejects: [{ event: text('order-deleted') }, body({ event: 'order-deleted' })],
  },
];
