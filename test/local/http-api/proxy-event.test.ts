import type { ApiRequest } from '../../../src/local/http-api/api-listener.ts';
import { proxyEvent } from '../../../src/local/http-api/proxy-event.ts';

const TRACE = 'Root=1-0-0';
type Options = Parameters<typeof proxyEvent>[0];

const eventOf = (headers: Record<string, string>, changes: Partial<Options> = {}) => {
  const request: ApiRequest = {
    method: 'POST',
    url: '/a',
    headers,
    body: Buffer.alloc(0),
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.9',
  };
  return JSON.parse(
    proxyEvent({
      request,
      path: '/a',
      rawQueryString: '',
      body: Buffer.alloc(0),
      accountId: '111122223333',
      apiId: 'api',
      stage: '$default',
      stageVariables: undefined,
      routeKey: 'POST /a',
      pathParameters: {},
      authorizer: undefined,
      requestId: 'request',
      traceHeader: TRACE,
      now: Date.UTC(2026, 0, 5, 4, 3, 2, 1),
      ...changes,
    }),
  );
};

// API Gateway guide, "Create AWS Lambda proxy integrations for HTTP APIs": format 2.0.
test('the barest request has every field that each event has, and no other', () => {
  expect(eventOf({})).toEqual({
    version: '2.0',
    routeKey: 'POST /a',
    rawPath: '/a',
    rawQueryString: '',
    headers: {
      'x-amzn-trace-id': TRACE,
      'x-forwarded-for': '127.0.0.9',
      'x-forwarded-port': '80',
      'x-forwarded-proto': 'http',
    },
    requestContext: {
      accountId: '111122223333',
      apiId: 'api',
      domainName: '127.0.0.1',
      domainPrefix: '127',
      http: { method: 'POST', path: '/a', protocol: 'HTTP/1.1', sourceIp: '127.0.0.9', userAgent: '' },
      requestId: 'request',
      routeKey: 'POST /a',
      stage: '$default',
      time: '05/Jan/2026:04:03:02 +0000',
      timeEpoch: Date.UTC(2026, 0, 5, 4, 3, 2, 1),
    },
    isBase64Encoded: false,
  });
});

test('what a request and its route bring is in its event', () => {
  const event = eventOf(
    { host: 'shop.test:3000', 'user-agent': 'curl', 'x-amzn-trace-id': 'Root=1-own', 'x-forwarded-for': '10.0.0.1' },
    {
      path: '/dev/%C3%BC%2Fb',
      rawQueryString: 'b=2&a=1&b=%26&c',
      stage: 'dev',
      stageVariables: { colour: 'red' },
      pathParameters: { id: 'ü/b' },
      authorizer: { iam: { accessKey: 'ALICE' } },
    },
  );

  expect(event).toMatchObject({
    rawPath: '/dev/ü/b',
    rawQueryString: 'b=2&a=1&b=%26&c',
    headers: {
      'x-amzn-trace-id': 'Root=1-own',
      'x-forwarded-for': '10.0.0.1, 127.0.0.9',
      'x-forwarded-port': '3000',
    },
    queryStringParameters: { a: '1', b: '2,&', c: '' },
    pathParameters: { id: 'ü/b' },
    stageVariables: { colour: 'red' },
    requestContext: {
      authorizer: { iam: { accessKey: 'ALICE' } },
      domainName: 'shop.test:3000',
      domainPrefix: 'shop',
      http: { path: '/dev/ü/b', userAgent: 'curl' },
    },
  });
});

test('variables of a stage that has none are left out', () => {
  expect(eventOf({}, { stageVariables: {} })).not.toHaveProperty('stageVariables');
});

test.each([
  ['a=1', ['a=1']],
  ['a=1; b=2;c=3', ['a=1', 'b=2', 'c=3']],
  ['a=1,b=2', ['a=1', 'b=2']],
  ['a=1; ', ['a=1']],
  ['', []],
])('cookies "%s" arrive apart, and not among the headers', (cookie, cookies) => {
  const event = eventOf({ cookie });

  expect(event.cookies).toEqual(cookies);
  expect(event.headers).not.toHaveProperty('cookie');
});

test.each([
  ['text/plain', true],
  ['text/x-any', true],
  ['TEXT/HTML; charset=utf-8', true],
  [' application/json ;charset=utf-8', true],
  ['application/json', true],
  ['application/xml', true],
  ['application/javascript', true],
  ['application/json5', false],
  ['application/ld+json', false],
  ['application/xhtml', false],
  ['text/', false],
  ['text', false],
  ['x-text/plain', false],
  ['image/png', false],
  ['application/x-www-form-urlencoded', false],
])('a body of type "%s" arrives as text: %s', (type, isText) => {
  const event = eventOf({ 'content-type': type }, { body: Buffer.from('bödy') });

  expect([event.body, event.isBase64Encoded]).toEqual(
    isText ? ['bödy', false] : [Buffer.from('bödy').toString('base64'), true],
  );
});

test('no body is neither text nor base64, whatever its type', () => {
  const event = eventOf({ 'content-type': 'image/png' });

  expect(event).not.toHaveProperty('body');
  expect(event.isBase64Encoded).toBe(false);
});
