/**
 * Carries a request through an HTTP API: stage, route, authorization, function, answer.
 * Throttling settings have no effect; the first thing that fails answers as API Gateway would.
 */
import { type LocalDoor, localDoor } from '../../domain/drive-by/local-door.ts';
import { messageOf } from '../../domain/errors.ts';
import type { LocalContext } from '../context.ts';
import { AwsError } from '../errors.ts';
import { newTraceHeader } from '../lambda/functions/trace-header.ts';
import type { FunctionInvoker } from '../lambda/index.ts';
import { whileSound } from '../while-sound.ts';
import type { ApiRequest, ApiResponse } from './api-listener.ts';
import type { StageProperties } from './api-properties.ts';
import type { ApiStore, MatchedRoute } from './api-store.ts';
import { allowsOrigin, preflight, withCors } from './cross-origin.ts';
import { iamCaller } from './iam-caller.ts';
import { proxyEvent } from './proxy-event.ts';
import { proxyResponse } from './proxy-response.ts';

/** Longest wait for a function behind an HTTP API (API Gateway quotas: 30 s). */
const DEFAULT_TIMEOUT_MS = 30_000;

/** Answers requests for every API in the store. Never rejects. */
export function createRequestHandler(options: {
  context: LocalContext;
  store: ApiStore;
  functions: FunctionInvoker;
  newId: () => string;
  /** Who may call at all; the names of this machine by default. */
  door?: LocalDoor | undefined;
  onAnswer?: (apiId: string, status: number) => void;
}): (request: ApiRequest) => Promise<ApiResponse> {
  const { context, store, functions, newId, door = localDoor() } = options;

  const invoke = async (
    request: ApiRequest,
    event: string,
    { integration }: MatchedRoute,
    requestId: string,
  ): Promise<ApiResponse> => {
    const uri = integration.IntegrationUri;
    const name = /arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+/.exec(uri)?.[0] ?? uri;
    const slow = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => slow.resolve(undefined), integration.TimeoutInMillis ?? DEFAULT_TIMEOUT_MS);
    timer.unref();
    try {
      const result = await Promise.race([functions.invoke(name, event), slow.promise]);
      if (!result) return failure(503, 'Service Unavailable');
      const response = result.functionError ? undefined : proxyResponse(result.payload);
      if (response) return response;
      if (!result.functionError) {
        context.warn(
          `${request.method} ${request.url.split('?')[0]} (request ${requestId}): the function's answer is no HTTP response; body must be a text, statusCode a number.`,
        );
      }
      return failure(500, 'Internal Server Error');
    } catch (error) {
      if (error instanceof AwsError && error.status === 413) return failure(413, 'Request Entity Too Large');
      if (error instanceof AwsError && error.status === 429) return failure(503, 'Service Unavailable');
      context.warn(`${request.method} ${request.url.split('?')[0]} (request ${requestId}): ${messageOf(error)}`);
      return failure(500, 'Internal Server Error');
    } finally {
      clearTimeout(timer);
    }
  };

  const respond = async (request: ApiRequest, requestId: string): Promise<ApiResponse> => {
    const [fullPath, rawQueryString] = splitUrl(request.url);
    const found = store.apiOf(fullPath);
    const staged = found && store.stageOf(found.api.id, found.path);
    if (!found || !staged) return failure(404, 'Not Found');
    const { api, path } = found;
    const cors = api.properties.CorsConfiguration;
    const early = preflight(cors, request);
    if (early) return early;
    const foreign = door.refusal(request.headers, { origin: (origin) => allowsOrigin(cors, origin) });
    if (foreign !== undefined) return failure(403, foreign);
    const route = store.routeOf(api.id, request.method, staged.path);
    const answered = route
      ? await answer({ request, requestId, rawQueryString, apiId: api.id, path, stage: staged.stage, route })
      : failure(404, 'Not Found');
    options.onAnswer?.(api.id, answered.status);
    return withCors(cors, request, answered);
  };

  const answer = async (call: RoutedCall): Promise<ApiResponse> => {
    const { request, requestId, rawQueryString, apiId, path, stage, route } = call;
    const needsIam = route.route.AuthorizationType === 'AWS_IAM';
    const authorizer = needsIam ? iamCaller(request.headers['authorization'], context.accountId) : undefined;
    if (needsIam && !authorizer) return failure(403, 'Forbidden');
    if (!request.body) return failure(413, 'Request Entity Too Large');
    const now = context.clock.now();
    const event = proxyEvent({
      request,
      path,
      rawQueryString,
      body: request.body,
      accountId: context.accountId,
      apiId,
      stage: stage.StageName,
      stageVariables: stage.StageVariables,
      routeKey: route.route.RouteKey,
      pathParameters: route.parameters,
      authorizer,
      requestId,
      traceHeader: newTraceHeader(now, newId()),
      now,
    });
    return invoke(request, event, route, requestId);
  };

  return async (request) => {
    const requestId = newId();
    // What the function wrote elsewhere is on disk before the client hears of it.
    const done = await whileSound(context.database, () =>
      respond(request, requestId).catch((error: unknown) => {
        context.warn(`${request.method} ${request.url.split('?')[0]} (request ${requestId}): ${messageOf(error)}`);
        return failure(500, 'Internal Server Error');
      }),
    );
    const response = done?.answer ?? failure(503, 'Service Unavailable');
    return { ...response, headers: { ...response.headers, 'apigw-requestid': requestId } };
  };
}

/** A request with what was found for it. */
interface RoutedCall {
  readonly request: ApiRequest;
  readonly requestId: string;
  readonly rawQueryString: string;
  readonly apiId: string;
  readonly path: string;
  readonly stage: StageProperties;
  readonly route: MatchedRoute;
}

function splitUrl(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

function failure(status: number, message: string): ApiResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}
