/** Cross-origin answers of an HTTP API (API Gateway guide, "Configure CORS for HTTP APIs"). What the integration says of CORS is replaced. */
import type { ApiRequest, ApiResponse } from './api-listener.ts';
import type { CorsConfiguration } from './api-properties.ts';

/** A response with the configured headers in place of those that the integration set; unchanged without a configuration. */
export function withCors(cors: CorsConfiguration | undefined, request: ApiRequest, response: ApiResponse): ApiResponse {
  if (!cors) return response;
  const own = Object.entries(response.headers).filter(([name]) => !name.startsWith('access-control-'));
  return { ...response, headers: { ...Object.fromEntries(own), ...corsHeaders(cors, request) } };
}

/** The answer to a preflight request, or undefined when it is none. API Gateway answers it itself, without a route. */
export function preflight(cors: CorsConfiguration | undefined, request: ApiRequest): ApiResponse | undefined {
  if (!cors || request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined)
    return undefined;
  const allowed = corsHeaders(cors, request);
  if (Object.keys(allowed).length === 0) return { status: 204, headers: {}, body: '' };
  return {
    status: 204,
    headers: {
      ...allowed,
      ...(cors.AllowMethods?.length ? { 'access-control-allow-methods': cors.AllowMethods.join(',') } : {}),
      ...(cors.AllowHeaders?.length ? { 'access-control-allow-headers': cors.AllowHeaders.join(',') } : {}),
      ...(cors.MaxAge === undefined ? {} : { 'access-control-max-age': String(cors.MaxAge) }),
    },
    body: '',
  };
}

/** The headers for a request's origin; none when there is none or it is not allowed. */
function corsHeaders(cors: CorsConfiguration, request: ApiRequest): Record<string, string> {
  const origin = request.headers['origin'];
  const allowed = cors.AllowOrigins ?? [];
  if (origin === undefined || !allowsOrigin(cors, origin)) return {};
  return {
    'access-control-allow-origin': allowed.includes('*') ? '*' : origin,
    ...(cors.AllowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.ExposeHeaders?.length ? { 'access-control-expose-headers': cors.ExposeHeaders.join(',') } : {}),
  };
}

/** Whether the configuration lets a page of this origin call; `*` asks whether it lets every page. */
export function allowsOrigin(cors: CorsConfiguration | undefined, origin: string): boolean {
  return (cors?.AllowOrigins ?? []).some((each) => fits(each, origin));
}

/** `*`, an origin, or a scheme with any host: `https://*`. */
function fits(allowed: string, origin: string): boolean {
  if (allowed === '*' || allowed.toLowerCase() === origin.toLowerCase()) return true;
  return allowed.endsWith('://*') && origin.toLowerCase().startsWith(allowed.slice(0, -1).toLowerCase());
}
