import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createSignedFetch } from '../../../src/aws/search/signed-fetch.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** What AWS computes from what it received (IAM guide, "Create a signed AWS API request"). */
function expectedSignature(request: IncomingMessage, body: string, secret: string): string {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? '') ?? [];
  const encoded = path
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name])}\n`);
  const canonical = [request.method, encoded, query, headers.join(''), names, sha256(body)].join('\n');
  const [date = '', region = '', service = '', end = ''] = scope.split('/');
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), end);
  return createHmac('sha256', key).update(toSign).digest('hex');
}

describe('createSignedFetch', () => {
  let server: Server;
  let seen: { request: IncomingMessage; body: string } | undefined;
  let url: string;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      seen = { request, body: Buffer.concat(chunks).toString() };
      response.end('{}');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  it.each([
    [
      'a search over rotated indices',
      '/checkout_events*/_search?ignore_unavailable=true&size=10',
      '{"query":{"match_all":{}}}',
    ],
    ['an encoded name', '/%3Cevents-%7Bnow%2Fd%7D%3E/_doc', '{}'],
    ['a request without a body', '/_cluster/health', undefined],
  ])('signs %s as OpenSearch Service checks it', async (_title, path, body) => {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
    const signedFetch = createSignedFetch({ region: 'eu-west-1', credentials, maxAttempts: 1 });
    await signedFetch(new URL(`${url}${path}`), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', 'osd-xsrf': 'true' },
      ...(body === undefined ? {} : { body }),
    });

    const authorization = seen?.request.headers.authorization ?? '';
    expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/es\/aws4_request, /);
    expect(seen?.request.headers).toMatchObject({ 'x-amz-security-token': 'token', 'osd-xsrf': 'true' });
    if (seen === undefined) throw new Error('nothing came');
    expect(authorization.split('Signature=')[1]).toBe(expectedSignature(seen.request, seen.body, 'secret'));
  });

  it('gives no credentials to an endpoint that takes any', async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    await createSignedFetch({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 })(new URL(url), {
      method: 'GET',
    });

    expect(seen?.request.headers.authorization).toBeUndefined();
  });
});
