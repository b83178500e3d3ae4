import { cbor } from '@smithy/core/cbor';
import { inCallersProtocol, unknownService } from '../../../src/local/endpoint/caller-protocol.ts';

describe('a service that the local stack lacks', () => {
  const answer = (scope: string, headers: Record<string, string>, query = '') => {
    const asked = { headers, query: new URLSearchParams(query), requestId: 'id-1' };
    const { status, headers: sent, body } = inCallersProtocol(scope, asked, unknownService(scope));
    if (typeof body !== 'string' && !(body instanceof Uint8Array)) throw new Error('there is no body');
    return { status, type: sent?.['content-type'], code: sent?.['x-amzn-errortype'], body: Buffer.from(body) };
  };
  const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

  it.each<[string, string, Record<string, string>, string]>([
    ['a form', 'iam', form, ''],
    ['an action in the address', 'iam', {}, 'Action=ListUsers'],
    ['REST in XML', 'route53', {}, ''],
  ])('is told in XML to %s', (_case, scope, headers, query) => {
    const { status, type, body } = answer(scope, headers, query);

    expect([status, type]).toEqual([501, 'text/xml']);
    expect(body.toString()).toMatch(
      /<ErrorResponse><Error><Type>Receiver<\/Type><Code>UnknownService<\/Code><Message>.*called (iam|route53)\..*<RequestId>id-1</,
    );
  });

  it('is told in the shape of its own to a client of EC2', () => {
    expect(answer('ec2', form).body.toString()).toMatch(
      /<Response><Errors><Error><Code>UnknownService<.*<RequestID>id-1</,
    );
  });

  it('is told as S3 does where nothing tells the service', () => {
    expect(answer('s3', {}).body.toString()).toMatch(/<Error><Code>UnknownService<\/Code><Message>.*<RequestId>id-1</);
  });

  it('escapes the name of the service', () => {
    expect(answer('<x>&', form).body.toString()).toContain('called &lt;x&gt;&amp;.');
  });

  it.each([
    ['application/x-amz-json-1.0', 'application/x-amz-json-1.0'],
    ['application/x-amz-json-1.1', 'application/x-amz-json-1.1'],
    ['application/json', 'application/json'],
    ['text/html', 'application/json'],
  ])('is told in JSON to what sends %s', (sent, type) => {
    const found = answer('kinesis', { 'content-type': sent });

    expect([found.status, found.type, found.code]).toEqual([501, type, 'UnknownService']);
    expect(JSON.parse(found.body.toString())).toEqual({
      __type: 'UnknownService',
      message: expect.stringContaining('no service called kinesis'),
    });
  });

  it('is told in JSON to what names a target, though it is sent as a form', () => {
    const found = answer('AWSStepFunctions', { ...form, 'x-amz-target': 'AWSStepFunctions.ListStateMachines' });

    expect([found.status, found.type]).toEqual([501, 'application/json']);
    expect(JSON.parse(found.body.toString())).toMatchObject({
      message: expect.stringContaining('called AWSStepFunctions.'),
    });
  });

  it('is told in CBOR to a client of the CBOR protocol', () => {
    const { type, body } = answer('x', { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' });

    expect(type).toBe('application/cbor');
    expect(cbor.deserialize(new Uint8Array(body))).toEqual({
      __type: 'UnknownService',
      message: expect.stringContaining('no service called x'),
    });
  });
});
