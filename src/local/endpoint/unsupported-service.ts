/**
 * Says that the local stack lacks a service, in the protocol in which the caller asked: a client that reads XML would print a
 * parse error for JSON. Which protocol it is shows in the request itself
 * (https://smithy.io/2.0/aws/protocols/index.html), for REST in XML only in the service's name.
 */
import type { ServiceRequest, ServiceResponse } from './service.ts';
import { xmlElement } from './xml.ts';

/** Signing names of the services whose REST protocol is XML. */
const REST_XML: ReadonlySet<string> = new Set(['route53', 'cloudfront', 's3-outposts', 's3express']);

const CODE = 'UnknownService';

/** A 501 whose message names the service, as an AWS client of that service reads errors. */
export function unsupportedService(
  scope: string,
  request: Pick<ServiceRequest, 'headers' | 'query' | 'requestId'>,
): ServiceResponse {
  const message = `The local stack has no service called ${scope}. What it serves is listed in docs/local-stack-limits.md.`;
  const type = request.headers['content-type'] ?? '';
  const isForm = type.startsWith('application/x-www-form-urlencoded') || request.query.has('Action');
  if (scope === 'ec2') return xml(ec2Error(message, request.requestId));
  if (isForm || REST_XML.has(scope)) return xml(queryError(message, request.requestId));
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return cbor(message);
  const contentType = /^application\/x-amz-json-1\.[01]$/.test(type) ? type : 'application/json';
  return {
    status: 501,
    headers: { 'content-type': contentType, 'x-amzn-errortype': CODE },
    body: JSON.stringify({ __type: CODE, message }),
  };
}

function xml(body: string): ServiceResponse {
  return { status: 501, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0"?>\n${body}` };
}

function queryError(message: string, requestId: string): string {
  const error = { Type: 'Receiver', Code: CODE, Message: message };
  return xmlElement('ErrorResponse', { Error: error, RequestId: requestId });
}

/** EC2 has a shape of its own: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
function ec2Error(message: string, requestId: string): string {
  return xmlElement('Response', { Errors: { Error: { Code: CODE, Message: message } }, RequestID: requestId });
}

function cbor(message: string): ServiceResponse {
  const body = Buffer.concat([
    Buffer.of(0xa2),
    cborText('__type'),
    cborText(CODE),
    cborText('message'),
    cborText(message),
  ]);
  return { status: 501, headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }, body };
}

/** A text of CBOR (RFC 8949, major type 3) with its length in two bytes. */
function cborText(text: string): Buffer {
  const bytes = Buffer.from(text.slice(0, 16_000));
  return Buffer.concat([Buffer.of(0x79, bytes.length >> 8, bytes.length & 0xff), bytes]);
}
