import { setTimeout as wait } from 'node:timers/promises';
import { AwsError } from '../../../src/local/errors.ts';
import type { ApiRequest } from '../../../src/local/http-api/api-listener.ts';
import { createApiStore } from '../../../src/local/http-api/api-store.ts';
import { createRequestHandler } from '../../../src/local/http-api/request-handler.ts';
import type { FunctionInvoker } from '../../../src/local/lambda/index.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

const ARN = 'arn:aws-us-gov:lambda:us-gov-east-1:000000000000:function:echo';
let context: TestContext;
let invoke: FunctionInvoker['invoke'];
let handle: (request: ApiRequest) => Promise<{ status: number; headers: object; body: string | Buffer }>;
let invoked: { name: string; event: ReturnType<typeof Object> }[];

const JSON_TYPE = { 'content-type': 'application/json', 'apigw-requestid': 'id' };

beforeEach(() => {
  context = createTestContext();
  invoked = [];
  invoke = async () => ({ payload: '{"statusCode":201,"body":"done"}', functionError: undefined }) as never;
  const store = createApiStore(context, () => 'unused');
  store.put('Api', { Name: 'shop', ProtocolType: 'HTTP', CorsConfiguration: { AllowOrigins: ['*'] } }, 'shop');
  const integration = { ApiId: 'shop', IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' };
  const path = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${ARN}/invocations`;
  store.put('Integration', { ...integration, IntegrationUri: path }, 'one');
  store.put('Integration', { ...integration, IntegrationUri: ':function:echo', TimeoutInMillis: 50 }, 'hasty');
  store.put('Route', { ApiId: 'shop', RouteKey: 'POST /a/{id}', Target: 'integrations/one' }, 'a');
  store.put('Route', { ApiId: 'shop', RouteKey: 'GET /hasty', Target: 'integrations/hasty' }, 'b');
  store.put(
    'Route',
    { ApiId: 'shop', RouteKey: 'GET /signed', Target: 'integrations/one', AuthorizationType: 'AWS_IAM' },
    'c',
  );
  store.put('Stage', { ApiId: 'shop', StageName: 'dev', StageVariables: { colour: 'red' } });
  handle = createRequestHandler({
    context,
    store,
    functions: {
      invoke(name, payload) {
        invoked.push({ name, event: JSON.parse(payload) });
        return invoke(name, payload);
      },
    },
    newId: () => 'id',
  });
});
afterEach(() => context.dispose());

const ask = (line: string, changes: Partial<ApiRequest> = {}) => {
  const [method = '', url = ''] = line.split(' ');
  return handle({
    method,
    url,
    headers: {},
    body: Buffer.from('body'),
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.1',
    ...changes,
  });
};
const failed = (status: number, message: string) => ({ status, headers: JSON_TYPE, body: JSON.stringify({ message }) });

test('a request goes to the function of its route, by its ARN, with what the stage and the path say', async () => {
  const answer = await ask('POST /dev/a/1?x=%20&y=1?', { headers: { 'content-type': 'text/plain' } });

  expect(answer).toEqual({
    status: 201,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'apigw-requestid': 'id' },
    body: 'done',
  });
  expect(invoked).toMatchObject([
    {
      name: ARN,
      event: {
        routeKey: 'POST /a/{id}',
        rawPath: '/dev/a/1',
        rawQueryString: 'x=%20&y=1?',
        pathParameters: { id: '1' },
        stageVariables: { colour: 'red' },
        body: 'body',
        headers: { 'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-id;Parent=id;Sampled=0$/) },
        requestContext: { apiId: 'shop', stage: 'dev', requestId: 'id', timeEpoch: context.clock.now() },
      },
    },
  ]);
  expect(invoked[0]?.event.requestContext).not.toHaveProperty('authorizer');
});

test('a function is found by what stands in place of an ARN', async () => {
  await ask('GET /dev/hasty');

  expect(invoked.map(({ name }) => name)).toEqual([':function:echo']);
});

test.each([
  ['a path without a stage', 'POST /a/1'],
  ['a path without a route', 'POST /dev/b'],
  ['a method without a route', 'PUT /dev/a/1'],
])('%s is a 404, and no function is invoked', async (_title, line) => {
  expect(await ask(line)).toEqual(failed(404, 'Not Found'));
  expect(invoked).toEqual([]);
});

test('a failure, too, tells a browser that it may see it', async () => {
  const answer = await ask('POST /dev/b', { headers: { origin: 'https://a.test' } });

  expect(answer.headers).toEqual({ ...JSON_TYPE, 'access-control-allow-origin': '*' });
});

test('a preflight is answered without a route or a function', async () => {
  const answer = await ask('OPTIONS /dev/b', {
    headers: { origin: 'https://a.test', 'access-control-request-method': 'POST' },
  });

  expect(answer).toEqual({
    status: 204,
    headers: { 'access-control-allow-origin': '*', 'apigw-requestid': 'id' },
    body: '',
  });
  expect(invoked).toEqual([]);
});

test('an unsigned request for a route with AWS_IAM is a 403, before its body is looked at', async () => {
  expect(await ask('GET /dev/signed', { body: undefined })).toEqual(failed(403, 'Forbidden'));
  expect(invoked).toEqual([]);
});

test('a signed request tells the function who signed it', async () => {
  const authorization = `AWS4-HMAC-SHA256 Credential=ALICE/20260115/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;

  await ask('GET /dev/signed', { headers: { authorization } });
  await ask('POST /dev/a/1', { headers: { authorization } });

  expect(invoked[0]?.event.requestContext.authorizer.iam.accessKey).toBe('ALICE');
  expect(invoked[1]?.event.requestContext).not.toHaveProperty('authorizer');
});

test('a body over the limit is a 413', async () => {
  expect(await ask('POST /dev/a/1', { body: undefined })).toEqual(failed(413, 'Request Entity Too Large'));
  expect(invoked).toEqual([]);
});

describe('a function that', () => {
  const result = (payload: string, functionError?: string) => async () => ({ payload, functionError }) as never;
  const refused = (status: number) => async () => {
    throw new AwsError('Code', 'refused by Lambda', { status });
  };

  test.each<[string, FunctionInvoker['invoke'], number, string, string[]]>([
    ['fails', result('{"errorMessage":"x"}', 'Unhandled'), 500, 'Internal Server Error', []],
    [
      'answers with what is no response',
      result('{"statusCode":1}'),
      500,
      'Internal Server Error',
      [
        "POST /dev/a/1 (request id): the function's answer is no HTTP response; body must be a text, statusCode a number.",
      ],
    ],
    ['is given too much', refused(413), 413, 'Request Entity Too Large', []],
    ['is throttled', refused(429), 503, 'Service Unavailable', []],
    ['is not there', refused(404), 500, 'Internal Server Error', ['POST /dev/a/1 (request id): refused by Lambda']],
    [
      'breaks with an error of no service',
      async () => {
        throw Object.assign(new Error('boom'), { status: 413 });
      },
      500,
      'Internal Server Error',
      ['POST /dev/a/1 (request id): boom'],
    ],
  ])('%s gives the client API Gateway’s answer', async (_title, invoked, status, message, warnings) => {
    invoke = invoked;

    expect(await ask('POST /dev/a/1?secret=1')).toEqual(failed(status, message));
    expect(context.warnings).toEqual(warnings);
  });

  test('takes longer than its integration waits is a 503', async () => {
    invoke = () => new Promise(() => {});

    expect(await ask('GET /dev/hasty')).toEqual(failed(503, 'Service Unavailable'));
  });

  test('takes a while behind an integration that says nothing of a timeout answers for itself', async () => {
    invoke = () => wait(20, { payload: '"late"', functionError: undefined } as never);

    expect(await ask('POST /dev/a/1')).toMatchObject({ status: 200, body: 'late' });
  });
});

test('an answer waits until what the function wrote is on disk', async () => {
  let committed = false;
  const write = context.database.acknowledged;
  context.database.acknowledged = async () => {
    const written = await write();
    committed = true;
    return written;
  };

  await ask('POST /dev/a/1');

  expect(committed).toBe(true);
});

test('what cannot be written is a 503, whatever the function said, and calls no function while that is so', async () => {
  context.database.acknowledged = async () => false;
  expect(await ask('POST /dev/a/1')).toEqual(failed(503, 'Service Unavailable'));

  const trouble = { reason: 'full', over: new Promise<void>(() => {}) };
  context.database.trouble = () => trouble;
  invoke = () => Promise.reject(new Error('is not called'));
  expect(await ask('POST /dev/a/1')).toEqual(failed(503, 'Service Unavailable'));
});

test('what breaks on the way is a 500 that tells the operator, not the client', async () => {
  const broken = createRequestHandler({
    context,
    store: {
      apiOf() {
        throw new Error('the disk is full');
      },
    } as never,
    functions: { invoke },
    newId: () => 'id',
  });

  const request = { method: 'GET', url: '/a?b=1', headers: {}, body: undefined, protocol: 'HTTP/1.1', sourceIp: '' };
  expect(await broken(request)).toEqual(failed(500, 'Internal Server Error'));
  expect(context.warnings).toEqual(['GET /a (request id): the disk is full']);
});

test('a name that another web site leads here calls no function', async () => {
  const answer = await ask('POST /dev/a/b', { headers: { host: 'evil.example:3000' } });

  expect(answer.status).toBe(403);
  expect(answer.body).toContain('The header Host names evil.example');
  expect(invoked).toEqual([]);
});
