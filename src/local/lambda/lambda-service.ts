/**
 * Stands in for the Lambda REST API: functions, their configuration and invocation, event source mappings.
 * Every other operation is refused by its method and path.
 */
import { isObject } from '../../domain/is-object.ts';
import { parseJson } from '../../domain/json/parse-json.ts';
import type { LocalContext } from '../context.ts';
import type { LocalService, ServiceRequest, ServiceResponse } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import type { AsyncInvocations } from './functions/async-invocations.ts';
import { concurrencyRoutes } from './functions/concurrency-routes.ts';
import type { FunctionControl } from './functions/function-control.ts';
import { functionRoutes } from './functions/function-routes.ts';
import { permissionRoutes } from './functions/permission-routes.ts';
import type { EventSourceMappings } from './mappings/event-source-mapping.ts';
import { mappingRoutes } from './mappings/mapping-routes.ts';
import type { RestAnswer, RestRoute } from './rest-route.ts';

/** The REST API over a stack's functions and mappings (Lambda API reference). */
export function createLambdaService(options: {
  context: LocalContext;
  functions: FunctionControl;
  mappings: EventSourceMappings;
  asyncInvocations: AsyncInvocations;
}): LocalService {
  const routes: RestRoute[] = [
    ...functionRoutes(options),
    ...concurrencyRoutes(options.functions),
    ...permissionRoutes(options),
    ...mappingRoutes(options),
  ];
  return {
    scope: 'lambda',
    async handle(request) {
      try {
        const path = decodeURIComponent(request.path).replace(/\/$/, '');
        for (const route of routes) {
          const match = route.method === request.method ? route.path.exec(path) : null;
          if (!match) continue;
          const id = qualified(match[1] ?? '', request.query.get('Qualifier'));
          // Invoke asks for its own fault, since other engines invoke in process.
          if (route.operation !== 'Invoke')
            await options.context.faults.pass('lambda', route.operation, id || undefined);
          const input = route.operation === 'Invoke' ? {} : parseInput(request);
          return respond(await route.run({ id, input, request }));
        }
        throw new AwsError(
          'UnsupportedOperationException',
          `The local stack does not perform lambda ${request.method} ${path}.`,
          { status: 501 },
        );
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return failure(error);
      }
    },
  };
}

/** The name of a function with the version or alias that its query asks for, which functions are looked up by. */
function qualified(id: string, qualifier: string | null): string {
  return qualifier === null || qualifier === '' || qualifier === '$LATEST'
    ? id
    : `${id.replace(/:\$LATEST$/, '')}:${qualifier}`;
}

function parseInput({ body }: ServiceRequest): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  const input = parseJson(body.toString());
  if (isObject(input)) return input;
  throw new AwsError(
    'InvalidRequestContentException',
    'Could not parse request body into json: the request body is not a JSON object.',
  );
}

function respond({ status, json, body, headers }: RestAnswer): ServiceResponse {
  const content = json === undefined ? body : JSON.stringify(json);
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    ...(content === undefined ? {} : { body: content }),
  };
}

function failure(error: AwsError): ServiceResponse {
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({
      Type: error.status < 500 ? 'User' : 'Service',
      Message: error.message,
      message: error.message,
    }),
  };
}
