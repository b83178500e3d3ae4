/**
 * The event of payload format 2.0 (API Gateway guide, "Create AWS Lambda proxy integrations for HTTP APIs").
 * Fields that a request does not have are left out, as API Gateway does.
 */
import type { ApiRequest } from './api-listener.ts';
import { decode } from './route-key.ts';

/** The event as JSON text for one request. `path` still holds the stage and is percent-encoded. */
export function proxyEvent(options: {
  request: ApiRequest;
  path: string;
  rawQueryString: string;
  body: Buffer;
  accountId: string;
  apiId: string;
  stage: string;
  stageVariables: Readonly<Record<string, string>> | undefined;
  routeKey: string;
  pathParameters: Readonly<Record<string, string>>;
  authorizer: object | undefined;
  requestId: string;
  traceHeader: string;
  now: number;
}): string {
  const { request, body, rawQueryString } = options;
  const { cookie, ...headers } = request.headers;
  const host = headers['host'] ?? '127.0.0.1';
  const query = new URLSearchParams(rawQueryString);
  const isText = isTextual(headers['content-type']);
  const rawPath = decode(options.path);
  return JSON.stringify({
    version: '2.0',
    routeKey: options.routeKey,
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; ?|,/).filter(Boolean) }),
    headers: {
      ...headers,
      'x-amzn-trace-id': headers['x-amzn-trace-id'] ?? options.traceHeader,
      'x-forwarded-for': [headers['x-forwarded-for'], request.sourceIp].filter(Boolean).join(', '),
      'x-forwarded-port': host.split(':')[1] ?? '80',
      'x-forwarded-proto': 'http',
    },
    ...(query.size === 0 ? {} : { queryStringParameters: combined(query) }),
    requestContext: {
      accountId: options.accountId,
      apiId: options.apiId,
      ...(options.authorizer ? { authorizer: options.authorizer } : {}),
      domainName: host,
      domainPrefix: host.split(/[.:]/)[0],
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: options.requestId,
      routeKey: options.routeKey,
      stage: options.stage,
      time: commonLogTime(options.now),
      timeEpoch: options.now,
    },
    ...(Object.keys(options.pathParameters).length === 0 ? {} : { pathParameters: options.pathParameters }),
    ...(options.stageVariables && Object.keys(options.stageVariables).length > 0
      ? { stageVariables: options.stageVariables }
      : {}),
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  });
}

/** Only these content types arrive as text; forms, other JSON types and a missing type are base64, as measured on AWS (2026-06). */
function isTextual(contentType: string | undefined): boolean {
  return /^\s*(?:text\/[^;]+|application\/(?:json|xml|javascript))\s*(?:;|$)/i.test(contentType ?? '');
}

/** Repeated parameters are joined by commas. */
function combined(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]));
}

/** `15/Jan/2026:10:30:00 +0000`. */
function commonLogTime(now: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(now).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
