import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { type LocalDatabase, openDatabase } from '../../../src/local/database.ts';
import { jsonService } from '../../../src/local/endpoint/json-service.ts';
import { queryService } from '../../../src/local/endpoint/query-service.ts';
import { routeRequests } from '../../../src/local/endpoint/router.ts';
import { type Endpoint, listen } from '../../../src/local/endpoint/server.ts';
import { AwsError } from '../../../src/local/errors.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('the AWS endpoint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forks-endpoint-'));
  let database: LocalDatabase;
  let endpoint: Endpoint;
  const operations = {
    Echo: (input: Record<string, unknown>) => ({ Said: input['Say'], Names: ['a', 'b'] }),
    Fail: () => {
      throw new AwsError('NotFound', 'There is no <thing>.', { status: 404, queryCode: 'Old.NotFound' });
    },
    Overflow: () => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    },
    Break: () => {
      throw new Error('a bug');
    },
  };
  const warnings: string[] = [];
  const scoped = (scope: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/${scope}/aws4_request, x`,
  });
  const post = (headers: Record<string, string>, body: string, path = '/') =>
    fetch(`${endpoint.url}${path}`, { method: 'POST', headers, body });

  beforeAll(async () => {
    database = openDatabase(folder);
    const handle = routeRequests({
      local: async () => ({ status: 200, body: 'local' }),
      search: async () => ({ status: 200, body: 'search' }),
      services: [
        jsonService({ scope: 'firehose', version: '1.1', operations }),
        queryService({ scope: 'sns', namespace: 'urn:test', operations }),
      ],
    });
    endpoint = await listen({ port: 0, handle, database, warn: (line) => warnings.push(line) });
  });
  afterAll(async () => {
    await endpoint.close();
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers the JSON protocol', async () => {
    const response = await post({ 'x-amz-target': 'Firehose_20150804.Echo' }, '{"Say":"hi"}');

    expect([response.status, await response.json()]).toEqual([200, { Said: 'hi', Names: ['a', 'b'] }]);
  });

  it('answers the query protocol in XML', async () => {
    const response = await post(scoped('sns'), 'Action=Echo&Say=a%26b');

    expect(await response.text()).toContain(
      '<EchoResponse xmlns="urn:test"><EchoResult><Said>a&amp;b</Said><Names><member>a</member><member>b</member></Names></EchoResult>',
    );
  });

  it.each([
    ['an error of JSON', { 'x-amz-target': 'Firehose_20150804.Fail' }, '{}', 404, '"__type":"NotFound"'],
    [
      'an error of the query protocol',
      scoped('sns'),
      'Action=Fail',
      404,
      '<Code>Old.NotFound</Code><Message>There is no &lt;thing&gt;.',
    ],
    ['an unknown operation', { 'x-amz-target': 'Firehose_20150804.Fly' }, '{}', 400, 'UnknownOperationException'],
    ['an unknown action', scoped('sns'), 'Action=constructor', 400, 'InvalidAction'],
    ['a body that is not JSON', { 'x-amz-target': 'Firehose_20150804.Echo' }, '{', 400, 'SerializationException'],
    ['a body that is no object', { 'x-amz-target': 'Firehose_20150804.Echo' }, '[1]', 400, 'SerializationException'],
    ['a service that is not there', scoped('ec2'), 'Action=RunInstances', 501, 'no service called ec2'],
    ['a path that cannot be decoded', scoped('sns'), 'Action=Echo', 400, 'percent sign', '/a%ZZ'],
    ['a search path that cannot be decoded', {}, '', 400, 'percent sign', '/_search/%ff'],
    [
      'a bug of ours',
      { ...scoped('sns'), ...FORM },
      'Action=Break',
      500,
      '<Code>InternalFailure</Code><Message>The local stack failed; its terminal says why.',
    ],
    [
      'a bug of ours, in JSON',
      { 'x-amz-target': 'Firehose_20150804.Break', 'content-type': 'application/x-amz-json-1.1' },
      '{}',
      500,
      '{"__type":"InternalFailure","message":"The local stack failed; its terminal says why."}',
    ],
    [
      'a disk of ours that is full',
      { ...scoped('sns'), ...FORM },
      'Action=Overflow',
      503,
      '<Code>ServiceUnavailable</Code><Message>The local stack cannot write its state at the moment: no space left on device.',
    ],
  ])('names %s', async (_case, headers, body, status, text, path = '/') => {
    const response = await post(headers, body, path);

    expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(text)]);
  });

  it('tells the terminal of a bug, not the client', () => {
    expect(warnings).toEqual([
      'POST / failed: a bug',
      'POST / failed: a bug',
      'POST / failed: no space left on device',
    ]);
  });

  it.each(['es', 'aoss'])('gives the search domains what is signed for %s', async (scope) => {
    const response = await post(scoped(scope), '', '/events/_search');

    expect(await response.text()).toBe('search');
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['a page, to the stack itself', { origin: 'http://evil.example' }, '/_local/faults', 'AccessDenied'],
    ['a page, to search', { origin: 'null' }, '/_search/events/_search', 'AccessDenied'],
    [
      'a page, to a service',
      { ...scoped('sns'), origin: 'http://evil.example' },
      '/?Action=Echo',
      '<Code>AccessDenied</Code>',
    ],
    ['an image in a page', { 'sec-fetch-site': 'cross-site' }, '/bucket/key', '<Code>AccessDenied</Code>'],
  ])('lets in nothing of %s', async (_case, headers, path, text) => {
    const response = await post({ ...headers, 'content-type': 'text/plain' }, 'Action=Echo', path);

    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining(text)]);
  });

  it('keeps _local and _search apart from the services', async () => {
    const [local, search] = await Promise.all([post({}, '', '/_local/health'), post({}, '', '/_search/x/_bulk')]);

    expect([await local.text(), await search.text()]).toEqual(['local', 'search']);
  });

  it.each([
    ['many slashes', '////', '501'],
    ['an absolute target', 'http://sns.us-east-1.amazonaws.com/_local/health', '200'],
    ['an absolute target without a host', 'http://[', '501'],
    ['raw bytes', '/\u00ff\u00fe', '400'],
    ['a query that is no encoding', '/_local/health?%ZZ=%&&=', '200'],
  ])('answers a target of %s', async (_case, target, status) => {
    const socket = connect({ host: '127.0.0.1', port: endpoint.port });
    socket.write(Buffer.from(`GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`, 'latin1'));

    expect(await textOf(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('binds 127.0.0.1 and refuses a port in use', async () => {
    const second = listen({ port: endpoint.port, handle: async () => ({ status: 200 }), database, warn: () => {} });

    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE', address: '127.0.0.1' });
  });
});
