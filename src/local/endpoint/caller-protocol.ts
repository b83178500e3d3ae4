/**
 * Errors of the endpoint itself in the protocol in which the caller asked: a client that reads XML would print a parse error
 * for JSON. Which protocol it is shows in the request itself
 * (https://smithy.io/2.0/aws/protocols/index.html), for REST in XML only in the service's name.
 */
import { encodeCbor } from './cbor.ts';
import { CBOR_HEADERS, isCbor } from './cbor-service.ts';
import type { ServiceRequest, ServiceResponse } from './service.ts';
import { xmlElement } from './xml.ts';

/** Signing names of the services whose REST protocol is XML. */
const REST_XML: ReadonlySet<string> = new Set(['route53', 'cloudfront', 's3-outposts', 's3express']);

/** An error of the endpoint itself, before any service has the request. */
export interface EndpointError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

type Caller = Pick<ServiceRequest, 'headers' | 'query' | 'requestId'>;

/** The error of a service that the local stack lacks: a 501 with its name. */
export function unknownService(scope: string): EndpointError {
  const message = `The local stack has no service called ${scope}. What it serves is listed in docs/local-stack-limits.md.`;
  return { status: 501, code: 'UnknownService', message };
}

/** An error as a client of the service with this signing name reads it. */
export function inCallersProtocol(scope: string, request: Caller, error: EndpointError): ServiceResponse {
  const type = request.headers['content-type'] ?? '';
  // A target is named in JSON alone, whatever type curl puts beside it.
  const isForm =
    request.headers['x-amz-target'] === undefined &&
    (type.startsWith('application/x-www-form-urlencoded') || request.query.has('Action'));
  if (scope === 'ec2') return xml(error, ec2Error(error, request.requestId));
  if (isForm || REST_XML.has(scope)) return xml(error, queryError(error, request.requestId));
  if (isCbor(request)) {
    const body = encodeCbor({ __type: error.code, message: error.message });
    return { status: error.status, headers: CBOR_HEADERS, body };
  }
  // S3 is what is left where nothing tells the service.
  if (scope === 's3') return xml(error, s3Error(error, request.requestId));
  const contentType = /^application\/x-amz-json-1\.[01]$/.test(type) ? type : 'application/json';
  return {
    status: error.status,
    headers: { 'content-type': contentType, 'x-amzn-errortype': error.code },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  };
}

function xml({ status }: EndpointError, body: string): ServiceResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0"?>\n${body}` };
}

function queryError({ status, code, message }: EndpointError, requestId: string): string {
  const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
  return xmlElement('ErrorResponse', { Error: error, RequestId: requestId });
}

function s3Error({ code, message }: EndpointError, requestId: string): string {
  return xmlElement('Error', { Code: code, Message: message, RequestId: requestId });
}

/** EC2 has a shape of its own: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
function ec2Error({ code, message }: EndpointError, requestId: string): string {
  return xmlElement('Response', { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId });
}
