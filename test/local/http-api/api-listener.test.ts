import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import {
  type ApiListener,
  type ApiRequest,
  type ApiResponse,
  createApiListener,
  MAX_BODY_BYTES,
} from '../../../src/local/http-api/api-listener.ts';

let listener: ApiListener;
let seen: ApiRequest[];
let answer: (request: ApiRequest) => Promise<ApiResponse>;

beforeEach(async () => {
  seen = [];
  answer = async () => ({ status: 200, headers: {}, body: 'ok' });
  listener = createApiListener((request) => {
    seen.push(request);
    return answer(request);
  });
  await listener.listen(0);
});
afterEach(() => listener.close(0));

test('listens on a free port of this machine alone, and says where', async () => {
  expect(listener.url()).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
  const taken = Number(new URL(listener.url()).port);
  const second = createApiListener(answer);

  await expect(second.listen(taken)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(second.url()).toBe('http://127.0.0.1:0');
  await second.close(0);
});

test('hands a request over as it came, headers in lower case and repeated ones joined', async () => {
  const { port } = new URL(listener.url());
  const sent = httpRequest({
    port,
    method: 'PATCH',
    path: '/a%20b?c=d',
    headers: { 'X-Many': ['1', '2'], 'X-One': 'ü' },
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  sent.on('response', (response) => response.resume().on('end', resolve));
  sent.write('bö');
  sent.end('dy');
  await promise;

  expect(seen).toEqual([
    {
      method: 'PATCH',
      url: '/a%20b?c=d',
      headers: expect.objectContaining({ 'x-many': '1,2', host: `localhost:${port}` }),
      body: Buffer.from('bödy'),
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
    },
  ]);
});

// API Gateway quotas for HTTP APIs: a payload of 10 MB.
test.each([
  ['of 10 MB', MAX_BODY_BYTES, MAX_BODY_BYTES],
  ['of a byte more', MAX_BODY_BYTES + 1, undefined],
  ['of nothing', 0, 0],
])('a body %s, %i bytes, arrives as %s', async (_title, size, arrives) => {
  await fetch(listener.url(), { method: 'POST', body: Buffer.alloc(size) });

  expect(MAX_BODY_BYTES).toBe(10_485_760);
  expect(seen.map(({ body }) => body?.length)).toEqual([arrives]);
});

test.each([
  [200, 'é', '2'],
  [200, Buffer.from([1, 2, 3]), '3'],
  [204, '', null],
  [304, '', null],
  [404, '', '0'],
])('an answer of status %i with %p says its length in bytes: %s', async (status, body, length) => {
  answer = async () => ({ status, headers: { 'X-Own': 'a', 'set-cookie': ['a=1', 'b=2'] }, body });

  const response = await fetch(listener.url());

  expect(response.status).toBe(status);
  expect(response.headers.get('content-length')).toBe(length);
  expect(response.headers.get('x-own')).toBe('a');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from(body));
});

test('a header that cannot be sent ends the connection, and the next request is served', async () => {
  answer = async () => ({ status: 200, headers: { 'x y': '1' }, body: '' });
  await expect(fetch(listener.url())).rejects.toThrow('fetch failed');
  answer = async () => ({ status: 200, headers: {}, body: 'ok' });

  expect(await (await fetch(listener.url())).text()).toBe('ok');
});

describe('closing', () => {
  test('before listening is done at once', async () => {
    await expect(createApiListener(answer).close(1000)).resolves.toBeUndefined();
  });

  test('waits for what is under way, answers it, and lets the connection go', async () => {
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    answer = async () => {
      onAsked();
      await released;
      return { status: 200, headers: {}, body: 'late' };
    };
    const underWay = fetch(listener.url());
    await asked;

    const closed = listener.close(60_000);
    release();
    const response = await underWay;

    expect(await response.text()).toBe('late');
    expect(response.headers.get('connection')).toBe('close');
    await closed;
    await expect(fetch(listener.url())).rejects.toThrow('fetch failed');
  });

  test('keeps a connection open for the next request while it is not closing', async () => {
    expect((await fetch(listener.url())).headers.get('connection')).toBe('keep-alive');
  });

  test('does not wait for a client that only stays connected', async () => {
    const { port } = new URL(listener.url());
    const socket = connect(Number(port), '127.0.0.1');
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    socket.on('close', () => resolve());
    await fetch(listener.url());
    await (await fetch(listener.url())).text();

    await listener.close(0);
    await ended;

    expect(socket.destroyed).toBe(true);
  });
});
