/**
 * Gives each request on the AWS port to its service: `_local` to the stack's own controls, `_search` to the search domains,
 * the rest by the signature's scope; what a web page sends goes to none. Faults are asked for here, once for every operation that comes over HTTP.
 */
import { type LocalDoor, localDoor } from '../../domain/drive-by/local-door.ts';
import { inCallersProtocol, unknownService } from './caller-protocol.ts';
import { isCbor } from './cbor-service.ts';
import { decodePercent } from './percent-decoding.ts';
import type { RequestHandler } from './server.ts';
import type { LocalService, ServiceRequest, ServiceResponse } from './service.ts';
import { isOwn, isOwnControl, signatureScope } from './signature-scope.ts';

/** A handler of everything on the AWS port; a service that is not there answers 501 with its name in the caller's protocol. */
export function routeRequests(routes: {
  local: RequestHandler;
  search: RequestHandler;
  services: readonly LocalService[];
  /** Who may call at all; the names of this machine by default. */
  door?: LocalDoor;
}): RequestHandler {
  const door = routes.door ?? localDoor();
  const services = new Map(routes.services.map((service) => [service.scope, service]));
  return async (request) => {
    const isControl = isOwnControl(request);
    const scope = isOwn(request, '_search') ? 'es' : signatureScope(request);
    // What clients sign for: a domain, or a collection of OpenSearch Serverless.
    const isSearch = scope === 'es' || scope === 'aoss';
    const service: Pick<LocalService, 'handle' | 'pagesAllowed'> | undefined = isControl
      ? { handle: routes.local }
      : isSearch
        ? { handle: routes.search }
        : services.get(scope);
    const foreign = door.refusal(request.headers, {
      presigned: request.query.has('X-Amz-Credential'),
      ...(isOfPage(request) && service?.pagesAllowed ? { origin: await service.pagesAllowed(request) } : {}),
    });
    if (foreign !== undefined) {
      const error = { status: 403, code: 'AccessDenied', message: foreign };
      return inCallersProtocol(signatureScope(request), request, error);
    }
    if (isControl) return routes.local(request);
    if (!service) return inCallersProtocol(scope, request, unknownService(scope));
    // S3 has its own error for this, in XML.
    if (scope !== 's3' && decodePercent(request.path) === undefined)
      return refusal('InvalidRequestException', 'The path holds a percent sign that begins no UTF-8 character.', 400);
    return service.handle(request);
  };
}

/** True for what the browser marks as sent by a page. */
function isOfPage({ headers }: ServiceRequest): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] === 'cross-site';
}

/** One service for several protocols: CBOR where the request says so, JSON where it names a target, else the query protocol. */
export function eitherProtocol(services: {
  json: LocalService;
  query: LocalService;
  cbor?: LocalService;
}): LocalService {
  const { json, query, cbor } = services;
  return {
    scope: json.scope,
    handle(request: ServiceRequest): Promise<ServiceResponse> {
      if (cbor !== undefined && isCbor(request)) return cbor.handle(request);
      return request.headers['x-amz-target'] === undefined ? query.handle(request) : json.handle(request);
    },
  };
}

function refusal(code: string, message: string, status: number): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  };
}
