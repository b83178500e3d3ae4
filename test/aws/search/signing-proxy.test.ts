import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createSignedFetch, type WholeRequest } from '../../../src/aws/search/signed-fetch.ts';
import { type SigningProxy, startSigningProxy } from '../../../src/aws/search/signing-proxy.ts';
import { expectedSignature } from '../../support/expected-signature.ts';
import { listeningAddresses } from '../../support/listening-addresses.ts';

interface Sent {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** `fetch` lets nobody choose a Host, nor what concerns one connection. */
function send(
  { url }: SigningProxy,
  { path = '/', body, ...options }: Sent,
): Promise<IncomingMessage & { text: string }> {
  return new Promise((answered, failed) => {
    request(`${url}${path}`, options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      answered(Object.assign(response, { text: Buffer.concat(chunks).toString() }));
    })
      .once('error', failed)
      .end(body);
  });
}

describe('startSigningProxy', () => {
  let domain: Server;
  let domainUrl: string;
  let proxy: SigningProxy;
  let seen: { request: IncomingMessage; body: string }[];
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

  beforeAll(async () => {
    domain = createServer(async (incoming, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      seen.push({ request: incoming, body: Buffer.concat(chunks).toString() });
      const { pathname, searchParams } = new URL(incoming.url ?? '', domainUrl);
      if (pathname === '/moved') {
        const location = searchParams.get('to') ?? '';
        response.writeHead(302, { location, 'content-location': location, 'x-note': 'a; secure' }).end();
      } else if (pathname === '/compressed') {
        const content = gzipSync('answer '.repeat(100));
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': content.length, connection: 'close' });
        response.end(content);
      } else if (pathname === '/pieces') {
        response.writeHead(200, { 'keep-alive': 'timeout=77' }).write('ans');
        response.end('wer');
      } else if (pathname === '/broken') {
        response.writeHead(200, { 'content-length': 100 }).write('ans', () => response.destroy());
      } else {
        response.setHeader('set-cookie', [
          'session=1; Path=/;Secure; Domain=shop.example; HttpOnly',
          'id=2;domain=shop.example;  secure',
          'theme=dark',
        ]);
        response.writeHead(201).end('answer');
      }
    });
    await new Promise<void>((listening) => domain.listen(0, '127.0.0.1', listening));
    const address = domain.address();
    domainUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const signedFetch = createSignedFetch({ region: 'eu-west-1', credentials, maxAttempts: 1 });
    proxy = await startSigningProxy({ url: domainUrl, signedFetch, port: 0 });
  });
  beforeEach(() => {
    seen = [];
  });
  afterAll(async () => {
    await proxy.close();
    await new Promise((closed) => domain.close(closed));
  });

  /** Sends to a proxy of its own, and returns what that would have signed. */
  async function passedOn(sent: Sent, maxBodyBytes?: number) {
    const passed: (WholeRequest & { url: string })[] = [];
    const recording = await startSigningProxy({
      url: 'https://shop.example',
      port: 0,
      ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
      async signedFetch(url, whole) {
        passed.push({ url: String(url), ...whole });
        return new Response('answer');
      },
    });
    const { statusCode, text } = await send(recording, sent).finally(() => recording.close());
    return { passed, statusCode, text };
  }

  it('signs what a browser sends, and gives back what the domain answers', async () => {
    const lines = 'line\n'.repeat(1000);
    const response = await fetch(`${proxy.url}/_dashboards/api/saved_objects/_import?overwrite=true`, {
      method: 'POST',
      headers: { 'osd-xsrf': 'true', cookie: 'session=1', authorization: 'Basic eDp5', origin: proxy.url },
      body: lines,
    });

    expect([response.status, await response.text()]).toEqual([201, 'answer']);
    const [{ request: received, body } = {}] = seen;
    if (received === undefined || body === undefined) throw new Error('nothing came');
    expect([received.method, received.url, body]).toEqual([
      'POST',
      '/_dashboards/api/saved_objects/_import?overwrite=true',
      lines,
    ]);
    expect(received.headers).toMatchObject({ 'osd-xsrf': 'true', cookie: 'session=1' });
    expect(received.headers).not.toHaveProperty('origin');
    const { authorization = '' } = received.headers;
    expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/es\/aws4_request, /);
    expect(authorization.split('Signature=')[1]).toBe(expectedSignature(received, body, 'secret'));
  });

  it.each(['GET', 'HEAD', 'DELETE'])('signs a %s without a body', async (method) => {
    expect((await send(proxy, { method, path: '/orders' })).statusCode).toBe(201);
    expect(seen.map(({ request: { method: received, url } }) => [received, url])).toEqual([[method, '/orders']]);
  });

  it('passes on only what is meant for the domain, and not for this connection, the signature or the browser', async () => {
    const own = { 'osd-xsrf': 'true', cookie: 'session=1', 'content-type': 'application/json', accept: '*/*' };
    const { passed } = await passedOn({
      path: '/orders/_search?size=1',
      method: 'POST',
      headers: {
        ...own,
        connection: 'keep-alive, upgrade',
        'keep-alive': 'timeout=5',
        'proxy-connection': 'keep-alive',
        te: 'trailers',
        trailer: 'x-sum',
        'transfer-encoding': 'chunked',
        upgrade: 'h2c',
        expect: '100-continue',
        authorization: 'Basic eDp5',
        'accept-encoding': 'br',
        referer: 'http://127.0.0.1/',
        'x-amz-security-token': 'forged',
        'sec-fetch-dest': 'empty',
      },
      body: '{}',
    });

    expect(passed).toEqual([
      { url: 'https://shop.example/orders/_search?size=1', method: 'POST', headers: own, body: Buffer.from('{}') },
    ]);
  });

  it('lets the length be told anew, by what is really sent', async () => {
    const { passed } = await passedOn({ method: 'PUT', headers: { 'content-length': '2' }, body: '{}' });

    expect(passed).toEqual([{ url: 'https://shop.example/', method: 'PUT', headers: {}, body: Buffer.from('{}') }]);
  });

  it('leads a browser on by its own address, and leaves others as they are', async () => {
    const moved = async (to: string) => {
      const { statusCode, headers } = await send(proxy, { path: `/moved?to=${encodeURIComponent(to)}` });
      expect([statusCode, headers['content-location'], headers['x-note']]).toEqual([302, to, 'a; secure']);
      return headers.location;
    };

    expect(await moved(`${domainUrl}/_dashboards/app/home`)).toBe('/_dashboards/app/home');
    expect(await moved(domainUrl)).toBe('/');
    expect(await moved(`${domainUrl}.example/`)).toBe(`${domainUrl}.example/`);
    expect(await moved('https://login.example/?back=1')).toBe('https://login.example/?back=1');
    expect(await moved('/_dashboards/')).toBe('/_dashboards/');
  });

  it('gives a browser cookies that it keeps for this address, without HTTPS', async () => {
    expect((await fetch(proxy.url)).headers.getSetCookie()).toEqual([
      'session=1; Path=/; HttpOnly',
      'id=2',
      'theme=dark',
    ]);
  });

  it.each([
    ['/compressed', 'answer '.repeat(100)],
    ['/pieces', 'answer'],
  ])('tells of %s what it sends itself: plain, its length, on a connection of its own', async (path, text) => {
    const { headers, text: received } = await send(proxy, { path, headers: { connection: 'keep-alive' } });

    expect(received).toBe(text);
    expect(headers).toMatchObject({ 'content-length': String(text.length), connection: 'keep-alive' });
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).not.toHaveProperty('transfer-encoding');
    expect(headers['keep-alive']).not.toContain('77');
  });

  it.each(['127.0.0.1', 'localhost'])('serves pages of %s', async (name) => {
    const host = `${name}:${new URL(proxy.url).port}`;

    expect((await send(proxy, { headers: { host, origin: `http://${host}` } })).statusCode).toBe(201);
  });

  it.each([
    ['a name that leads here by DNS', { host: 'evil.example' }],
    ['another web site', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a page opened from a file', { origin: 'null' }],
    ['another site, without its name', { 'sec-fetch-site': 'cross-site' }],
  ])('signs nothing for %s', async (_title, headers) => {
    const { statusCode, text, headers: answered } = await send(proxy, { path: '/_dashboards/', headers });

    expect(statusCode).toBe(403);
    expect(text).toBe('This proxy serves pages of its own address only.\n');
    expect(answered['content-type']).toBe('text/plain; charset=utf-8');
    expect(seen).toEqual([]);
  });

  it.each(['GET', 'HEAD'])('does not leave out the body of a %s in silence', async (method) => {
    const sent = { method, headers: { 'content-length': '2' }, body: '{}' };
    const { passed, statusCode, text } = await passedOn(sent);

    expect(passed).toEqual([]);
    expect(statusCode).toBe(400);
    expect(text).toBe(method === 'HEAD' ? '' : 'A GET with a body cannot be passed on: send it by POST.\n');
  });

  it('takes a body as long as a domain takes, and no longer one', async () => {
    const post = (body: string) => passedOn({ method: 'POST', body }, 10);

    expect(await post('0123456789')).toMatchObject({ statusCode: 200, passed: [{ body: Buffer.from('0123456789') }] });
    expect(await post('0123456789a')).toEqual({
      statusCode: 413,
      text: 'OpenSearch Service takes no request of more than 10 bytes.\n',
      passed: [],
    });
  });

  it('says which domain does not answer, and why', async () => {
    const signedFetch = () => Promise.reject(new Error('nobody is there'));
    const lost = await startSigningProxy({ url: 'https://shop.example', signedFetch, port: 0 });
    const response = await send(lost, {}).finally(() => lost.close());

    expect(response.statusCode).toBe(502);
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(response.text).toBe('The search domain https://shop.example does not answer: nobody is there\n');
  });

  it('does not give half an answer for a whole one', async () => {
    const { statusCode, text } = await send(proxy, { path: '/broken' });

    expect(statusCode).toBe(502);
    expect(text).toContain(`The search domain ${domainUrl} does not answer: `);
  });

  it('listens on 127.0.0.1 only', () => {
    const { port } = new URL(proxy.url);

    expect(listeningAddresses(process.pid).filter((address) => address.endsWith(`:${port}`))).toEqual([
      `127.0.0.1:${port}`,
    ]);
  });

  it('does not start at a port that is in use', async () => {
    const port = Number(new URL(proxy.url).port);
    const signedFetch = () => Promise.reject(new Error('nobody is to be asked'));

    await expect(startSigningProxy({ url: domainUrl, signedFetch, port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('closes although an answer is awaited, and then is gone', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const signedFetch = () => {
      resolve();
      return new Promise<Response>(() => {});
    };
    const closing = await startSigningProxy({ url: domainUrl, signedFetch, port: 0 });
    const waiting = expect(send(closing, {})).rejects.toMatchObject({ code: 'ECONNRESET' });
    await asked;

    await closing.close();

    await waiting;
    await expect(send(closing, {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
