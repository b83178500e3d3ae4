import {
  comparePriority,
  decode,
  matchPath,
  parseRouteKey,
  type RouteKey,
} from '../../../src/local/http-api/route-key.ts';

const key = (text: string): RouteKey => {
  const parsed = parseRouteKey(text);
  if (parsed === undefined || parsed === '$default') throw new Error(`${text} is no route with a path`);
  return parsed;
};

describe('a route key', () => {
  test.each(['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'])('takes the method %s', (method) => {
    expect(parseRouteKey(`${method} /a/{b}`)).toEqual({ method, segments: ['a', '{b}'] });
  });

  test.each([
    ['GET /', ['']],
    ['GET /a/', ['a', '']],
    ['GET /{proxy+}', ['{proxy+}']],
    ['GET /a/{b}/{rest+}', ['a', '{b}', '{rest+}']],
    ['GET /x{a+}y/b', ['x{a+}y', 'b']],
    ['GET /a{b+}/c', ['a{b+}', 'c']],
    ['GET /{b+}a/c', ['{b+}a', 'c']],
  ])('%s has the segments %j', (text, segments) => {
    expect(parseRouteKey(text)).toEqual({ method: 'GET', segments });
  });

  test('is $default when it says so', () => {
    expect(parseRouteKey('$default')).toBe('$default');
  });

  test.each([
    'get /a',
    'TRACE /a',
    'GET a',
    'GET  /a',
    'GET /a b',
    'GET',
    'GET ',
    ' GET /a',
    'GET /a ',
    'xGET /a',
    '/a',
    '',
    '$defaults',
    'GET /{a+}/b',
    'GET /{a+}/',
  ])('"%s" is none', (text) => {
    expect(parseRouteKey(text)).toBeUndefined();
  });
});

describe('a path', () => {
  test.each<[string, string, Record<string, string> | undefined]>([
    ['GET /', '/', {}],
    ['GET /a', '/a', {}],
    ['GET /a', '/b', undefined],
    ['GET /a', '/a/', undefined],
    ['GET /a', '/a/b', undefined],
    ['GET /a/b', '/a', undefined],
    ['GET /a/', '/a/', {}],
    ['GET /ü b', '/%C3%BC%20b', undefined],
    ['GET /ü', '/%C3%BC', {}],
    ['GET /a/{id}', '/a/1', { id: '1' }],
    ['GET /a/{id}', '/a/', undefined],
    ['GET /a/{id}', '/a', undefined],
    ['GET /a/{id}', '/a/1/2', undefined],
    ['GET /a/{id}/c', '/a/1/c', { id: '1' }],
    ['GET /a/{id}/c', '/a/1/d', undefined],
    ['GET /a/{id}', '/a/x%2Fy%20z', { id: 'x/y z' }],
    ['GET /a/{id}', '/a/%zz', { id: '%zz' }],
    ['GET /{x}/{y}', '/1/2', { x: '1', y: '2' }],
    ['GET /a/{rest+}', '/a/1', { rest: '1' }],
    ['GET /a/{rest+}', '/a/1/2%20/', { rest: '1/2 /' }],
    ['GET /a/{rest+}', '/a/', undefined],
    ['GET /a/{rest+}', '/a', undefined],
    ['GET /a/{rest+}', '/b/1', undefined],
    ['GET /x{id}', '/x1', undefined],
    ['GET /{id}x', '/1x', undefined],
  ])('of the route %s: %s gives %j', (route, path, parameters) => {
    const parsed = parseRouteKey(route);

    expect(parsed && parsed !== '$default' ? matchPath(parsed, path) : undefined).toEqual(parameters);
  });
});

describe('routes that fit the same request', () => {
  // API Gateway guide, "Create routes for HTTP APIs": the most specific route is chosen.
  const byPriority = [
    'GET /pets/dog/1',
    'GET /pets/dog/{id}',
    'ANY /pets/dog/{id}',
    'GET /pets/{proxy+}',
    'ANY /{proxy+}',
  ];

  test('are tried from full matches over variables to greedy ones, a method before ANY', () => {
    const shuffled = [...byPriority].reverse().map(key);

    expect(shuffled.sort(comparePriority)).toEqual(byPriority.map(key));
    expect([...byPriority].map(key).sort(comparePriority)).toEqual(byPriority.map(key));
  });

  test.each([
    ['GET /a/b', 'GET /a/{x}', -1],
    ['GET /a/{x}', 'GET /a/b', 1],
    ['GET /a/{x}', 'GET /a/{x+}', -1],
    ['GET /{x}/b', 'GET /a/{x+}', 1],
    ['GET /a', 'ANY /a', -1],
    ['ANY /a', 'GET /a', 1],
    ['GET /a', 'PUT /a', 0],
    ['ANY /a', 'ANY /a', 0],
    ['ANY /a/b', 'GET /a/{x}', -1],
    ['GET /a/{b}x', 'GET /a/b', 1],
    ['GET /a/x{b+}', 'GET /a/{b+}', -1],
  ])('%s against %s sorts as %i', (a, b, order) => {
    expect(Math.sign(comparePriority(key(a), key(b)))).toBe(order);
  });
});

test.each([
  ['a%20b', 'a b'],
  ['%C3%BC', 'ü'],
  ['100%', '100%'],
  ['%E0%A4%A', '%E0%A4%A'],
])('decoding "%s" gives "%s"', (text, decoded) => {
  expect(decode(text)).toBe(decoded);
});
