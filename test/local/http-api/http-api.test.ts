import { createManualClock } from '../../../src/local/clock.ts';
import { createHttpApis, type HttpApis } from '../../../src/local/http-api/index.ts';
import { type LambdaBench, openLambdaBench } from '../lambda/functions/lambda-bench.ts';

let bench: LambdaBench;
let apis: HttpApis;
let url: string;
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:echo';

/** Answers with what the request asks for in `answer`, or with the event. */
const echo = `export const handler = async (event) => {
  const answer = event.queryStringParameters?.answer;
  if (answer === 'throw') throw new Error('nothing for the client to see');
  if (answer === 'hang') await new Promise((resolve) => setTimeout(resolve, 600_000));
  return answer === undefined ? event : JSON.parse(answer);
};`;

beforeAll(async () => {
  bench = openLambdaBench();
  await bench.add('echo', echo, { timeoutSeconds: 30 });
  apis = createHttpApis(bench.context, { functions: bench.lambda });
  apis.put('Api', { Name: 'shop', ProtocolType: 'HTTP' }, 'shop');
  apis.put(
    'Integration',
    { ApiId: 'shop', IntegrationType: 'AWS_PROXY', IntegrationUri: functionArn, PayloadFormatVersion: '2.0' },
    'echo',
  );
  apis.put(
    'Integration',
    {
      ApiId: 'shop',
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: functionArn,
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: 50,
    },
    'hasty',
  );
  for (const RouteKey of ['POST /checkout', 'GET /orders/{id}', 'GET /orders/last', 'ANY /files/{path+}', 'GET /']) {
    apis.put('Route', { ApiId: 'shop', RouteKey, Target: 'integrations/echo' });
  }
  apis.put('Route', { ApiId: 'shop', RouteKey: 'GET /hasty', Target: 'integrations/hasty' });
  apis.put('Route', {
    ApiId: 'shop',
    RouteKey: 'GET /signed',
    Target: 'integrations/echo',
    AuthorizationType: 'AWS_IAM',
  });
  apis.put('Stage', { ApiId: 'shop', StageName: '$default', AutoDeploy: true });
  apis.put('Stage', { ApiId: 'shop', StageName: 'dev', AutoDeploy: true, StageVariables: { colour: 'red' } });
  await apis.listen(0);
  url = apis.endpointOf('shop');
});
afterAll(async () => {
  await apis.close();
  await bench.close();
});

const ask = (answer: unknown) =>
  `${url}/?answer=${encodeURIComponent(typeof answer === 'string' ? answer : JSON.stringify(answer))}`;

test('a request becomes an event of payload format 2.0', async () => {
  const response = await fetch(`${url}/checkout?a=1&b=x%20y&a=2`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: 'one=1; two=2', 'user-agent': 'test', 'X-Twice': 'p' },
    body: '{"id":1}',
  });

  const host = new URL(url).host;
  expect(await response.json()).toEqual({
    version: '2.0',
    routeKey: 'POST /checkout',
    rawPath: '/checkout',
    rawQueryString: 'a=1&b=x%20y&a=2',
    cookies: ['one=1', 'two=2'],
    headers: expect.objectContaining({
      host,
      'x-twice': 'p',
      'content-length': '8',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': new URL(url).port,
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
    }),
    queryStringParameters: { a: '1,2', b: 'x y' },
    requestContext: {
      accountId: '000000000000',
      apiId: 'shop',
      domainName: host,
      domainPrefix: '127',
      http: { method: 'POST', path: '/checkout', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: response.headers.get('apigw-requestid'),
      routeKey: 'POST /checkout',
      stage: '$default',
      time: '15/Jan/2026:10:30:00 +0000',
      timeEpoch: createManualClock().now(),
    },
    body: '{"id":1}',
    isBase64Encoded: false,
  });
});

test.each([
  ['application/json', false],
  ['application/json; charset=utf-8', false],
  ['text/csv', false],
  ['application/xml', false],
  ['application/javascript', false],
  ['application/x-www-form-urlencoded', true],
  ['application/vnd.api+json', true],
  ['application/octet-stream', true],
  ['', true],
])('a body of type "%s" arrives base64-encoded: %s', async (type, isBase64Encoded) => {
  const response = await fetch(`${url}/checkout`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: Buffer.from('{"id":1}'),
  });

  expect(await response.json()).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? 'eyJpZCI6MX0=' : '{"id":1}' });
});

test('a form posted by curl -d arrives whole once decoded', async () => {
  const body = '{"owner":"Zoë & Co","total":450.00}';

  const response = await fetch(`${url}/checkout`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });

  const event = Object(await response.json());
  expect(Buffer.from(String(event.body), 'base64').toString()).toBe(body);
});

test.each([
  ['GET', '/orders/17', 'GET /orders/{id}', { id: '17' }],
  ['GET', '/orders/a%2Fb%20c', 'GET /orders/{id}', { id: 'a/b c' }],
  ['GET', '/orders/last', 'GET /orders/last', undefined],
  ['PUT', '/files/2026/01/a.json', 'ANY /files/{path+}', { path: '2026/01/a.json' }],
])('%s %s takes the route %s', async (method, path, routeKey, parameters) => {
  const event = Object(await (await fetch(url + path, { method })).json());

  expect(event.routeKey).toBe(routeKey);
  expect(event.pathParameters).toEqual(parameters);
  expect(event).not.toHaveProperty('body');
});

test('a named stage is the first segment of the path', async () => {
  const event = Object(await (await fetch(`${url}/dev/orders/1`)).json());

  expect(event).toMatchObject({
    rawPath: '/dev/orders/1',
    pathParameters: { id: '1' },
    requestContext: { stage: 'dev' },
    stageVariables: { colour: 'red' },
  });
});

test.each([
  ['a wrong path', 'GET', '/nothing'],
  ['a wrong method', 'DELETE', '/checkout'],
  ['a greedy variable without anything', 'GET', '/files/'],
])('%s is a 404', async (_title, method, path) => {
  const response = await fetch(url + path, { method });

  expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
});

test.each([
  [
    'an object with a status code',
    { statusCode: 202, headers: { 'Content-Type': 'application/json', 'x-n': 1 }, body: '{"ok":true}' },
    202,
    '{"ok":true}',
    'application/json',
  ],
  ['a body without a content type', { statusCode: '200', body: 'plain' }, 200, 'plain', 'text/plain; charset=utf-8'],
  ['no body', { statusCode: 204 }, 204, '', 'text/plain; charset=utf-8'],
  [
    'base64',
    {
      statusCode: 200,
      body: Buffer.from('bytes').toString('base64'),
      isBase64Encoded: true,
      headers: { 'content-type': 'image/png' },
    },
    200,
    'bytes',
    'image/png',
  ],
  ['a plain object', { message: 'hello' }, 200, '{"message":"hello"}', 'application/json'],
  ['a plain text', '"hello"', 200, 'hello', 'application/json'],
  [
    'a body that is no text',
    { statusCode: 200, body: { no: 'text' } },
    500,
    '{"message":"Internal Server Error"}',
    'application/json',
  ],
  [
    'a header that HTTP does not know',
    { statusCode: 200, headers: { 'x y': '1' } },
    500,
    '{"message":"Internal Server Error"}',
    'application/json',
  ],
  [
    'a length of its own',
    { statusCode: 200, headers: { 'content-length': 99, 'content-type': 'text/a' }, body: 'é' },
    200,
    'é',
    'text/a',
  ],
  ['an impossible status', { statusCode: 42 }, 500, '{"message":"Internal Server Error"}', 'application/json'],
  ['an error', 'throw', 500, '{"message":"Internal Server Error"}', 'application/json'],
])('%s is answered as API Gateway does', async (_title, answer, status, body, contentType) => {
  const response = await fetch(ask(answer));

  expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
    status,
    body,
    contentType,
  ]);
});

test('each cookie of an answer becomes a header of its own', async () => {
  const response = await fetch(ask({ statusCode: 200, cookies: ['a=1; Secure', 'b=2'] }));

  expect(response.headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2']);
});

test('an integration that takes longer than its timeout is a 503', async () => {
  const response = await fetch(`${url}/hasty?answer=hang`);

  expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }]);
});

test('a body over 10 MB is a 413, and the next request is served', async () => {
  const response = await fetch(`${url}/checkout`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });

  expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  expect((await fetch(`${url}/orders/1`)).status).toBe(200);
});

test('AWS_IAM wants a signed request and tells the function who signed, without checking the signature', async () => {
  const signature = `AWS4-HMAC-SHA256 Credential=ALICE/20260115/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;

  const anonymous = await fetch(`${url}/signed`);
  const signed = await fetch(`${url}/signed`, { headers: { authorization: signature } });

  expect([anonymous.status, await anonymous.json()]).toEqual([403, { message: 'Forbidden' }]);
  expect(await signed.json()).toMatchObject({
    requestContext: { authorizer: { iam: { accessKey: 'ALICE', userArn: 'arn:aws:iam::000000000000:user/ALICE' } } },
  });
});

test.each([
  [
    'a WebSocket API',
    () => apis.put('Api', { Name: 'ws', ProtocolType: 'WEBSOCKET' }),
    'API ws: ProtocolType is WEBSOCKET; the local stack performs HTTP only.',
  ],
  [
    'payload format 1.0',
    () =>
      apis.put('Integration', {
        ApiId: 'shop',
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: functionArn,
        PayloadFormatVersion: '1.0',
      }),
    'PayloadFormatVersion is 1.0; the local stack performs 2.0 only.',
  ],
  [
    'an HTTP integration',
    () =>
      apis.put('Integration', { ApiId: 'shop', IntegrationType: 'HTTP_PROXY', IntegrationUri: 'https://example.com' }),
    'IntegrationType is HTTP_PROXY; the local stack performs AWS_PROXY only.',
  ],
  [
    'a JWT authorizer',
    () => apis.put('Authorizer', { ApiId: 'shop', Name: 'tokens', AuthorizerType: 'JWT' }),
    'Authorizer tokens: JWT is not performed locally; use the authorization type NONE on the local stack.',
  ],
  [
    'a route of an unknown API',
    () => apis.put('Route', { ApiId: 'none', RouteKey: 'GET /', Target: 'integrations/x' }),
    'Invalid API identifier specified none',
  ],
  [
    'a route key without a method',
    () => apis.put('Route', { ApiId: 'shop', RouteKey: '/checkout', Target: 'integrations/x' }),
    /route key is not formatted properly.*"\/checkout"/,
  ],
])('%s is refused by name', (_title, put, message) => {
  expect(put).toThrow(message);
});

test('a second API answers below its own prefix, and its routes are kept apart', async () => {
  apis.put(
    'Api',
    {
      Name: 'other',
      ProtocolType: 'HTTP',
      CorsConfiguration: {
        AllowOrigins: ['https://shop.test'],
        AllowMethods: ['GET'],
        AllowHeaders: ['x-a'],
        MaxAge: 60,
      },
    },
    'other',
  );
  apis.put(
    'Integration',
    { ApiId: 'other', IntegrationType: 'AWS_PROXY', IntegrationUri: functionArn, PayloadFormatVersion: '2.0' },
    'echo',
  );
  apis.put('Route', { ApiId: 'other', RouteKey: '$default', Target: 'integrations/echo' });
  apis.put('Stage', { ApiId: 'other', StageName: '$default' });

  const base = apis.endpointOf('other');
  const plain = await fetch(`${base}/anything`, { headers: { origin: 'https://shop.test' } });
  const foreign = await fetch(`${base}/anything`, { headers: { origin: 'https://elsewhere.test' } });
  const early = await fetch(`${base}/anything`, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.test', 'access-control-request-method': 'GET' },
  });

  expect(base).toBe(`${url}/_api/other`);
  expect(await plain.json()).toMatchObject({
    rawPath: '/anything',
    routeKey: '$default',
    requestContext: { apiId: 'other' },
  });
  expect(plain.headers.get('access-control-allow-origin')).toBe('https://shop.test');
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  expect([foreign.status, await foreign.json()]).toEqual([
    403,
    { message: expect.stringContaining('https://elsewhere.test') },
  ]);
  expect([
    early.status,
    early.headers.get('access-control-allow-methods'),
    early.headers.get('access-control-max-age'),
  ]).toEqual([204, 'GET', '60']);
  apis.remove('Api', 'other');
  expect(apis.has('other')).toBe(false);
});

test('APIs are found again in the same database', async () => {
  const again = createHttpApis(bench.context, { functions: bench.lambda });
  await again.listen(0);

  const response = await fetch(`${again.endpointOf('shop')}/dev/orders/5`);

  expect(await response.json()).toMatchObject({ routeKey: 'GET /orders/{id}' });
  await again.close();
});

test('closing answers what is under way and takes nothing more', async () => {
  const again = createHttpApis(bench.context, { functions: bench.lambda });
  await again.listen(0);
  const address = again.endpointOf('shop');
  await fetch(`${address}/orders/1`);
  const underWay = fetch(`${address}/orders/2`);
  await fetch(`${address}/orders/3`);

  await again.close();

  expect((await underWay).status).toBe(200);
  await expect(fetch(`${address}/orders/4`)).rejects.toThrow('fetch failed');
});

test('closing cuts off what takes longer than it may', async () => {
  const again = createHttpApis(bench.context, { functions: { invoke: () => new Promise(() => {}) } });
  await again.listen(0);
  const address = again.endpointOf('shop');
  const underWay = fetch(`${address}/orders/1`).catch(() => 'cut off');
  await fetch(`${address}/nothing`);

  await again.close(1);

  expect(await underWay).toBe('cut off');
});
