import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createSignedFetch } from '../../../src/aws/search/signed-fetch.ts';
import { expectedSignature } from '../../support/expected-signature.ts';

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
    ['a parameter that comes twice, and one without a value', '/_cat/indices?s=index&s=health&h=index&v', undefined],
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
    expect(authorization).toContain(
      'SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token,',
    );
    expect(seen?.request.headers).toMatchObject({ 'x-amz-security-token': 'token', 'osd-xsrf': 'true' });
    if (seen === undefined) throw new Error('nothing came');
    expect(authorization.split('Signature=')[1]).toBe(expectedSignature(seen.request, seen.body, 'secret'));
  });

  it('signs the host of a request without headers', async () => {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    await createSignedFetch({ region: 'eu-west-1', credentials, maxAttempts: 1 })(new URL(`${url}/_search`), {
      method: 'POST',
      body: new TextEncoder().encode('{"size":0}'),
    });

    const { authorization = '' } = seen?.request.headers ?? {};
    expect(authorization).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date,');
    if (seen === undefined) throw new Error('nothing came');
    expect(seen.body).toBe('{"size":0}');
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
