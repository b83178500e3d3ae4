/**
 * The Lambda API's operations on functions (Lambda API reference).
 * Functions come from templates: creating them, their code, versions but $LATEST, aliases and permissions are not here.
 */
import * as v from 'valibot';
import type { LocalContext } from '../../context.ts';
import { AwsError } from '../../errors.ts';
import type { CodeFacts } from '../bundling/code-facts.ts';
import type { RestRoute } from '../rest-route.ts';
import type { AsyncInvocations } from './async-invocations.ts';
import type { FunctionControl } from './function-control.ts';
import { type FunctionDefinition, functionArn } from './function-definition.ts';
import { environmentFault } from './function-environment.ts';
import type { StoredFunction } from './function-store.ts';

/** An asynchronous event's limit (Lambda quotas: 1 MB). */
const MAX_EVENT_BYTES = 1_048_576;

const configurationSchema = v.object({
  Environment: v.optional(v.object({ Variables: v.optional(v.record(v.string(), v.string())) })),
  Timeout: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(900))),
  MemorySize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(128), v.maxValue(10_240))),
  Description: v.optional(v.pipe(v.string(), v.maxLength(256))),
  RevisionId: v.optional(v.string()),
  FunctionName: v.optional(v.string()),
});
const performed = new Set(Object.keys(configurationSchema.entries));

/** The routes for functions. */
export function functionRoutes({
  context,
  functions,
  asyncInvocations,
}: {
  context: LocalContext;
  functions: FunctionControl;
  asyncInvocations: AsyncInvocations;
}): RestRoute[] {
  const show = async (stored: StoredFunction) =>
    configuration(stored, await functions.code(stored.current.name), context);
  return [
    {
      operation: 'ListFunctions',
      method: 'GET',
      path: /^\/2015-03-31\/functions$/,
      run: async () => ({ status: 200, json: { Functions: await Promise.all(functions.list().map(show)) } }),
    },
    {
      operation: 'GetFunction',
      method: 'GET',
      path: /^\/2015-03-31\/functions\/([^/]+)$/,
      run: async ({ id }) => {
        const stored = functions.stored(id);
        return {
          status: 200,
          json: {
            Configuration: await show(stored),
            Code: { RepositoryType: 'Local', Location: `file://${stored.current.codeUri}` },
            ...(Object.keys(stored.current.tags ?? {}).length > 0 ? { Tags: stored.current.tags } : {}),
          },
        };
      },
    },
    {
      operation: 'GetFunctionConfiguration',
      method: 'GET',
      path: /^\/2015-03-31\/functions\/([^/]+)\/configuration$/,
      run: async ({ id }) => ({ status: 200, json: await show(functions.stored(id)) }),
    },
    {
      operation: 'ListVersionsByFunction',
      method: 'GET',
      path: /^\/2015-03-31\/functions\/([^/]+)\/versions$/,
      run: async ({ id }) => {
        const { FunctionArn, ...latest } = await show(functions.stored(id));
        return { status: 200, json: { Versions: [{ ...latest, FunctionArn: `${FunctionArn}:$LATEST` }] } };
      },
    },
    {
      operation: 'ListTags',
      method: 'GET',
      path: /^\/2017-03-31\/tags\/([^/]+)$/,
      run: ({ id }) => ({ status: 200, json: { Tags: functions.stored(id).current.tags ?? {} } }),
    },
    {
      operation: 'GetFunctionUrlConfig',
      method: 'GET',
      path: /^\/2021-10-31\/functions\/([^/]+)\/url$/,
      run: () => {
        throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', { status: 404 });
      },
    },
    {
      operation: 'UpdateFunctionConfiguration',
      method: 'PUT',
      path: /^\/2015-03-31\/functions\/([^/]+)\/configuration$/,
      run: async ({ id, input }) => {
        const stored = functions.stored(id);
        const changes = parseConfiguration(input);
        if (changes.RevisionId !== undefined && changes.RevisionId !== stored.revisionId) {
          throw new AwsError(
            'PreconditionFailedException',
            'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
            { status: 412 },
          );
        }
        const variables = changes.Environment && (changes.Environment.Variables ?? {});
        if (variables) checkEnvironment(variables);
        const changed: Partial<FunctionDefinition> = {
          ...(variables ? { environment: variables } : {}),
          ...(changes.Timeout === undefined ? {} : { timeoutSeconds: changes.Timeout }),
          ...(changes.MemorySize === undefined ? {} : { memorySize: changes.MemorySize }),
          ...(changes.Description === undefined ? {} : { description: changes.Description }),
        };
        return { status: 200, json: await show(functions.configure(stored.current.name, changed)) };
      },
    },
    {
      operation: 'Invoke',
      method: 'POST',
      path: /^\/2015-03-31\/functions\/([^/]+)\/invocations$/,
      async run({ id, request }) {
        const { current } = functions.stored(id);
        const payload = parsePayload(request.body);
        const type = header(request.headers['x-amz-invocation-type']) ?? 'RequestResponse';
        if (type === 'DryRun') return { status: 204 };
        if (type === 'Event') {
          if (request.body.length > MAX_EVENT_BYTES) {
            throw new AwsError(
              'RequestTooLargeException',
              `${request.body.length} byte payload is too large for the Event invocation type (limit ${MAX_EVENT_BYTES} bytes)`,
              { status: 413 },
            );
          }
          asyncInvocations.add(current.name, payload);
          return { status: 202, body: '' };
        }
        if (type !== 'RequestResponse') {
          throw new AwsError(
            'InvalidParameterValueException',
            `Invocation type ${type} is unknown; expected RequestResponse, Event or DryRun.`,
          );
        }
        const context64 = header(request.headers['x-amz-client-context']);
        const result = await functions.invoke(current.name, payload, {
          requestId: request.requestId,
          traceHeader: header(request.headers['x-amzn-trace-id']),
          clientContext: context64 === undefined ? undefined : Buffer.from(context64, 'base64').toString('utf8'),
          tail: header(request.headers['x-amz-log-type']) === 'Tail',
        });
        return {
          status: 200,
          body: result.payload,
          headers: {
            'x-amz-executed-version': '$LATEST',
            ...(result.functionError ? { 'x-amz-function-error': result.functionError } : {}),
            ...(result.tail === undefined ? {} : { 'x-amz-log-result': Buffer.from(result.tail).toString('base64') }),
          },
        };
      },
    },
  ];
}

function header(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}

function parsePayload(body: Buffer): string {
  if (body.length === 0) return '{}';
  const text = body.toString('utf8');
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new AwsError(
      'InvalidRequestContentException',
      'Could not parse request body into json: the payload is not JSON.',
    );
  }
}

function parseConfiguration(input: Readonly<Record<string, unknown>>): v.InferOutput<typeof configurationSchema> {
  const other = Object.keys(input).find((key) => !performed.has(key));
  if (other !== undefined) {
    throw new AwsError(
      'InvalidParameterValueException',
      `The local stack does not change ${other}; change it in the template. It changes Environment, Timeout, MemorySize and Description.`,
    );
  }
  const parsed = v.safeParse(configurationSchema, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${JSON.stringify(issue.input)}' at '${v.getDotPath(issue)}' failed to satisfy constraint: ${issue.message}`,
  );
}

function checkEnvironment(variables: Readonly<Record<string, string>>): void {
  const fault = environmentFault(variables);
  if (fault) throw new AwsError(fault.code, fault.message);
}

function configuration(
  { current, modifiedAt, revisionId }: StoredFunction,
  code: CodeFacts | undefined,
  context: LocalContext,
) {
  return {
    FunctionName: current.name,
    FunctionArn: current.arn ?? functionArn(current.name, context),
    Runtime: current.runtime,
    Role: current.role ?? `arn:aws:iam::${context.accountId}:role/local`,
    Handler: current.handler,
    CodeSize: code?.size ?? 0,
    ...(code === undefined ? {} : { CodeSha256: code.sha256 }),
    Description: current.description ?? '',
    Timeout: current.timeoutSeconds,
    MemorySize: current.memorySize,
    LastModified: new Date(modifiedAt).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    ...(Object.keys(current.environment).length > 0 ? { Environment: { Variables: current.environment } } : {}),
    TracingConfig: { Mode: current.tracing ?? 'PassThrough' },
    RevisionId: revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: ['arm64'],
    EphemeralStorage: { Size: 512 },
    LoggingConfig: { LogFormat: 'Text', LogGroup: current.logGroup ?? `/aws/lambda/${current.name}` },
  };
}
