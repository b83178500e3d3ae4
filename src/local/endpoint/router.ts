/**
 * Gives each request on the AWS port to its service: `_local` to the stack's own controls, `_search` to the search domains,
 * the rest by the signature's scope. Faults are asked for here, once for every operation that comes over HTTP.
 */
import { AwsError } from '../errors.ts';
import type { RequestHandler } from './server.ts';
import type { LocalService, ServiceRequest, ServiceResponse } from './service.ts';
import { signatureScope } from './signature-scope.ts';

/** A handler of everything on the AWS port; a service that is not there answers 501 with its name. */
export function routeRequests(routes: {
  local: RequestHandler;
  search: RequestHandler;
  services: readonly LocalService[];
}): RequestHandler {
  const services = new Map(routes.services.map((service) => [service.scope, service]));
  return async (request) => {
    const first = request.path.split('/')[1];
    if (first === '_local') return routes.local(request);
    if (first === '_search') return routes.search(request);
    const scope = signatureScope(request);
    if (scope === 'es') return routes.search(request);
    const service = services.get(scope);
    if (!service) return unknownService(scope);
    return service.handle(request);
  };
}

/** One service for two protocols: JSON where the request names a target, the query protocol otherwise. */
export function eitherProtocol(json: LocalService, query: LocalService): LocalService {
  return {
    scope: json.scope,
    handle: (request: ServiceRequest): Promise<ServiceResponse> =>
      request.headers['x-amz-target'] === undefined ? query.handle(request) : json.handle(request),
  };
}

function unknownService(scope: string): ServiceResponse {
  const error = new AwsError('UnknownService', `The local stack has no service called ${scope}.`, { status: 501 });
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  };
}
