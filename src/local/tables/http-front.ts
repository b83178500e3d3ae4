/**
 * DynamoDB's front door: what it answers to a request before it looks at any operation's input.
 * Recorded by dynalite. A request that names an operation is served without a signature, and whatever type it gives its body:
 * AWS would refuse both, but curl sends neither by itself.
 */
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ServiceRequest, ServiceResponse } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import { isKnownOperation, type Target } from './operation-names.ts';
import { errorBody, serializationError } from './table-errors.ts';

/** The most bytes of a request (DynamoDB quotas, "API-specific limits"). */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

const JSON_TYPE = 'application/x-amz-json-1.0';

/** A request that goes on to its operation. */
export interface Call {
  readonly target: Target;
  readonly operation: string;
  readonly text: string;
}

/** An answer that ends a request at the front door. */
export class Answered extends Error {
  override readonly name = 'Answered';
  readonly response: ServiceResponse;

  constructor(response: ServiceResponse) {
    super('answered');
    this.response = response;
  }
}

/** The operation that a request asks for. Throws `Answered`, or an AwsError for a request that asks for none. */
export function callOf(request: ServiceRequest): Call {
  if (request.body.length > MAX_REQUEST_BYTES) throw new Answered({ status: 413, body: nothing() });
  if (request.method === 'OPTIONS' && request.headers.origin !== undefined) throw new Answered(preflight(request));
  if (request.method === 'GET') throw new Answered(plain(200, `healthy: dynamodb.us-east-1.amazonaws.com `));
  const target = targetOf(request);
  if (request.method !== 'POST' || (!target && !isJsonType(request))) {
    throw new Answered(plain(404, '<UnknownOperationException/>\n'));
  }
  const text = request.body.toString('utf8');
  if (text !== '' && !isJson(text)) throw serializationError();
  if (!target) throw new AwsError('UnknownOperationException', '');
  checkSignature(request);
  if (text === '') throw serializationError();
  return { ...target, text };
}

/** An answer in the protocol of the request. */
export function jsonAnswer(request: ServiceRequest, status: number, body: string): ServiceResponse {
  return {
    status,
    headers: {
      'content-type': contentType(request) === JSON_TYPE ? JSON_TYPE : 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-crc32': String(crc32(body)),
      ...shared(request),
    },
    body,
  };
}

/** An error in the protocol of the request. */
export function errorAnswer(request: ServiceRequest, error: AwsError): ServiceResponse {
  return jsonAnswer(request, error.status, errorBody(error));
}

/** Headers of every answer; a web page that the local stack let in may read it, as AWS lets every page. */
function shared(request: ServiceRequest): Record<string, string> {
  return {
    'x-amzn-requestid': requestId(),
    ...(request.headers.origin !== undefined && { 'access-control-allow-origin': '*' }),
  };
}

function preflight(request: ServiceRequest): ServiceResponse {
  const { 'access-control-request-headers': headers, 'access-control-request-method': method } = request.headers;
  return {
    status: 200,
    headers: {
      ...shared(request),
      ...(headers !== undefined && { 'access-control-allow-headers': headers }),
      ...(method !== undefined && { 'access-control-allow-methods': method }),
      'access-control-max-age': '172800',
      'content-length': '0',
    },
  };
}

function plain(status: number, body: string): ServiceResponse {
  return {
    status,
    headers: {
      'x-amzn-requestid': requestId(),
      'x-amz-crc32': String(crc32(body)),
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
  };
}

async function* nothing(): AsyncIterable<Uint8Array> {}

/** DynamoDB's request ids are 52 letters and digits. */
function requestId(): string {
  return randomBytes(39).toString('base64').toUpperCase().replace(/[+/]/g, '0');
}

function contentType(request: ServiceRequest): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
}

function isJsonType(request: ServiceRequest): boolean {
  return request.body.length === 0 || ['application/json', JSON_TYPE].includes(contentType(request));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The operation that a request names; undefined when it names none of DynamoDB's. */
function targetOf(request: ServiceRequest): { target: Target; operation: string } | undefined {
  const header = request.headers['x-amz-target'];
  const [target, operation = '', more] = typeof header === 'string' ? header.split('.') : [];
  const known = target === 'DynamoDB_20120810' || target === 'DynamoDBStreams_20120810';
  return known && more === undefined && isKnownOperation(target, operation) ? { target, operation } : undefined;
}

/** The signature itself is not computed; that it has all its parts is checked as AWS checks it. */
function checkSignature({ headers, query }: ServiceRequest): void {
  const { authorization } = headers;
  const inQuery = query.has('X-Amz-Algorithm');
  if (authorization !== undefined && inQuery) {
    throw new AwsError(
      'InvalidSignatureException',
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
  }
  const misses =
    authorization === undefined
      ? queryMisses(query, inQuery)
      : headerMisses(authorization, headers['x-amz-date'] ?? headers.date);
  if (misses !== '') throw new AwsError('IncompleteSignatureException', misses);
}

function queryMisses(query: URLSearchParams, inQuery: boolean): string {
  const names = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date'];
  if (!inQuery) {
    if (names.some((name) => query.has(name))) throw missingToken();
    return '';
  }
  const missing = names.filter((name) => !query.get(name));
  if (missing.length === 0) return '';
  const said = missing.map((name) => `AWS query-string parameters must include '${name}'. `);
  return `${said.join('')}Re-examine the query-string parameters.`;
}

function headerMisses(authorization: string, date: unknown): string {
  if (!authorization.trim().startsWith('AWS4-')) throw missingToken();
  const parts = new Set(
    authorization
      .split(/[, ]/)
      .slice(1)
      .flatMap((part) => (part.includes('=') && !part.endsWith('=') ? [part.split('=')[0]] : [])),
  );
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.has(name));
  const said = missing.map((name) => `Authorization header requires '${name}' parameter. `);
  if (date === undefined) {
    said.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  }
  return said.length === 0 ? '' : `${said.join('')}Authorization=${authorization}`;
}

function missingToken(): AwsError {
  return new AwsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
}
