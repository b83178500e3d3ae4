import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { createSignedFetch } from '../../../src/aws/search/signed-fetch.ts';
import { type SigningProxy, startSigningProxy } from '../../../src/aws/search/signing-proxy.ts';

describe('startSigningProxy', () => {
  let domain: Server;
  let domainUrl: string;
  let proxy: SigningProxy;
  let seen: { request: IncomingMessage; body: string }[];

  beforeAll(async () => {
    domain = createServer(async (incoming, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      seen.push({ request: incoming, body: Buffer.concat(chunks).toString() });
      if (incoming.url === '/moved') response.writeHead(302, { location: `${domainUrl}/_dashboards/app/home` });
      else response.setHeader('set-cookie', ['session=1; Path=/; Secure; HttpOnly', 'theme=dark']);
      response.end('answer');
    });
    await new Promise<void>((listening) => domain.listen(0, '127.0.0.1', listening));
    const address = domain.address();
    domainUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
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

  /** `fetch` lets nobody choose a Host. */
  function status(headers: Record<string, string>): Promise<number | undefined> {
    return new Promise((answered, failed) => {
      request(`${proxy.url}/_dashboards/`, { headers }, (response) => {
        response.resume();
        answered(response.statusCode);
      })
        .once('error', failed)
        .end();
    });
  }

  it('signs what a browser sends, and gives back what the domain answers', async () => {
    const response = await fetch(`${proxy.url}/_dashboards/api/saved_objects/_import?overwrite=true`, {
      method: 'POST',
      headers: { 'osd-xsrf': 'true', cookie: 'session=1', authorization: 'Basic eDp5', origin: proxy.url },
      body: 'lines',
    });

    expect(await response.text()).toBe('answer');
    expect(response.headers.getSetCookie()).toEqual(['session=1; Path=/; HttpOnly', 'theme=dark']);
    const [{ request: received, body } = {}] = seen;
    expect([received?.url, body]).toEqual(['/_dashboards/api/saved_objects/_import?overwrite=true', 'lines']);
    expect(received?.headers).toMatchObject({ 'osd-xsrf': 'true', cookie: 'session=1' });
    expect(received?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/es\//);
  });

  it('leads a browser on by its own address', async () => {
    const response = await fetch(`${proxy.url}/moved`, { redirect: 'manual' });

    expect([response.status, response.headers.get('location')]).toEqual([302, '/_dashboards/app/home']);
  });

  it.each([
    ['a name that leads here by DNS', { host: 'evil.example' }],
    ['another web site', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a page opened from a file', { origin: 'null' }],
    ['another site, without its name', { 'sec-fetch-site': 'cross-site' }],
  ])('signs nothing for %s', async (_title, headers) => {
    expect(await status(headers)).toBe(403);
    expect(seen).toEqual([]);
  });

  it('says which domain does not answer', async () => {
    const signedFetch = createSignedFetch({ endpoint: 'http://x', maxAttempts: 1 });
    const lost = await startSigningProxy({ url: 'http://127.0.0.1:9', signedFetch, port: 0 });
    const response = await fetch(lost.url);
    await lost.close();

    expect(response.status).toBe(502);
    expect(await response.text()).toContain('The search domain http://127.0.0.1:9 does not answer');
  });
});
