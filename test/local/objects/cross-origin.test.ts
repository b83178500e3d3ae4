import { routeRequests } from '../../../src/local/endpoint/router.ts';
import { openRestRoom, type RestRoom, requestOf } from './rest-room.ts';

let room: RestRoom;
const ask: RestRoom['ask'] = (...request) => room.ask(...request);
const rule = (...parts: [name: string, text: string][]) =>
  `<CORSRule>${parts.map(([name, text]) => `<${name}>${text}</${name}>`).join('')}</CORSRule>`;
const put = (...rules: string[]) =>
  ask('PUT /bucket?cors', {}, `<CORSConfiguration>${rules.join('')}</CORSConfiguration>`);
const shop = 'https://shop.example';
const asks = (method: string, origin = shop, headers?: string) => ({
  ...{ origin, 'access-control-request-method': method },
  ...(headers === undefined ? {} : { 'access-control-request-headers': headers }),
});

beforeEach(async () => {
  room = openRestRoom();
  await ask('PUT /bucket/key', {}, 'text');
});
afterEach(() => room.close());

// All texts as recorded of S3: https://github.com/localstack/localstack, tests/aws/services/s3/test_s3_cors.snapshot.json
describe('a preflight request', () => {
  test('of a page that a rule lets in is told so', async () => {
    await put(
      rule(['AllowedOrigin', shop], ['AllowedMethod', 'PUT'], ['AllowedHeader', 'Content-*'], ['MaxAgeSeconds', '60']),
    );

    expect(await ask('OPTIONS /bucket/key', asks('PUT', shop, 'content-type,Content-MD5'))).toEqual({
      status: 200,
      code: undefined,
      text: '',
      headers: {
        'access-control-allow-origin': shop,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'PUT',
        'access-control-allow-headers': 'content-type, content-md5',
        'access-control-max-age': '60',
        vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
      },
    });
    expect((await ask('OPTIONS /key', { ...asks('PUT'), host: 'bucket.localhost:4566' })).status).toBe(200);
  });

  const notAllowed =
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";
  test.each<[string, string, Record<string, string>, number, string, string]>([
    [
      'of another page',
      '/bucket/key',
      asks('PUT', 'https://evil.example'),
      403,
      notAllowed,
      '<Method>PUT</Method><ResourceType>OBJECT</ResourceType>',
    ],
    ['of another method', '/bucket/key', asks('DELETE'), 403, notAllowed, '<Method>DELETE</Method>'],
    [
      'of another header',
      '/bucket',
      asks('PUT', shop, 'x-other'),
      403,
      notAllowed,
      '<ResourceType>BUCKET</ResourceType>',
    ],
    [
      'to no bucket',
      '/none/key',
      asks('PUT'),
      403,
      'CORSResponse: Bucket not found',
      '<Method>OPTIONS</Method><ResourceType>BUCKET</ResourceType>',
    ],
    [
      'of no page',
      '/bucket/key',
      {},
      400,
      'Insufficient information. Origin request header needed.',
      '<Code>BadRequest</Code>',
    ],
    [
      'of no method',
      '/bucket/key',
      { origin: shop },
      400,
      'Invalid Access-Control-Request-Method: null',
      '<Code>BadRequest</Code>',
    ],
  ])('%s is refused', async (_case, path, headers, status, message, part) => {
    await put(rule(['AllowedOrigin', shop], ['AllowedMethod', 'PUT']));
    const answer = await ask(`OPTIONS ${path}`, headers);

    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(`<Message>${message}</Message>`)]);
    expect(answer.text).toContain(part);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('is refused by a bucket without rules', async () => {
    const { status, text } = await ask('OPTIONS /bucket/key', asks('PUT'));

    expect([status, text]).toEqual([
      403,
      expect.stringContaining('CORSResponse: CORS is not enabled for this bucket.'),
    ]);
  });
});

test('an answer, an error too, goes to the page that a rule lets in, and to no other', async () => {
  await put(rule(['AllowedOrigin', '*'], ['AllowedMethod', 'GET'], ['ExposeHeader', 'ETag']));
  const allowed = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'ETag' };

  expect(await ask('GET /bucket/key', { origin: shop })).toMatchObject({ status: 200, headers: allowed });
  expect(await ask('GET /bucket/none', { origin: shop })).toMatchObject({ status: 404, headers: allowed });
  expect((await ask('PUT /bucket/key', { origin: 'http://localhost:5173' }, 'x')).headers).not.toHaveProperty(
    'access-control-allow-origin',
  );
  expect((await ask('GET /bucket/key')).headers).not.toHaveProperty('vary');
});

describe('the door', () => {
  const through = async (line: string, headers: Record<string, string>) => {
    const handle = routeRequests({
      local: async () => ({ status: 200 }),
      search: async () => ({ status: 200 }),
      services: [room.objects.service],
    });
    return (await handle(requestOf(line, { host: 'localhost:4566', ...headers }, 'x'))).status;
  };
  const foreign = { origin: shop, 'sec-fetch-site': 'cross-site' };

  test('lets in the pages that the bucket’s rules name, for what they may do', async () => {
    expect(await through('GET /bucket/key', foreign)).toBe(403);
    await put(rule(['AllowedOrigin', shop], ['AllowedMethod', 'GET'], ['AllowedMethod', 'PUT']));

    expect(await through('GET /bucket/key', foreign)).toBe(200);
    expect(await through('PUT /bucket/key', foreign)).toBe(200);
    expect(await through('DELETE /bucket/key', foreign)).toBe(403);
    expect(await through('GET /bucket/key', { ...foreign, origin: 'https://evil.example' })).toBe(403);
    expect(await through('GET /other/key', foreign)).toBe(403);
    expect(await through('GET /_local/metrics', foreign)).toBe(403);
    expect(await through('GET /bucket/%zz', foreign)).toBe(403);
  });

  test('lets in an image of every page only where a rule is for every page', async () => {
    const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' };
    await put(rule(['AllowedOrigin', shop], ['AllowedMethod', 'GET']));
    expect(await through('GET /bucket/key', image)).toBe(403);
    await put(rule(['AllowedOrigin', '*'], ['AllowedMethod', 'GET']));

    expect(await through('GET /bucket/key', image)).toBe(200);
    expect(await through('POST /bucket?delete', image)).toBe(403);
  });

  test('lets any page ask what it may, and tells none that may not', async () => {
    expect(await through('OPTIONS /bucket/key', { ...foreign, 'access-control-request-method': 'PUT' })).toBe(403);
    await put(rule(['AllowedOrigin', shop], ['AllowedMethod', 'PUT']));
    expect(await through('OPTIONS /bucket/key', { ...foreign, 'access-control-request-method': 'PUT' })).toBe(200);
    expect(await through('OPTIONS /bucket/key', { ...foreign, host: 'evil.example' })).toBe(403);
  });
});
