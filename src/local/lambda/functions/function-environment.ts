/**
 * The environment variables of a Lambda execution environment (Lambda guide, "Defined runtime environment variables").
 * The runtime API and the X-Ray daemon are not there, so nor are their addresses.
 */
import type { FunctionDefinition } from './function-definition.ts';

/** Names that a template or UpdateFunctionConfiguration may not set. */
export const reservedVariables: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

/** All variables of a function together (Lambda quotas, "Environment variables": 4 KB). */
const MAX_ENVIRONMENT_BYTES = 4096;
/** Lambda API reference, Environment: a letter, and at least one character behind it. */
const NAME = /^[a-zA-Z][a-zA-Z0-9_]+$/;

/** What keeps variables from being those of a function, with the error that Lambda answers; undefined when nothing does. */
export function environmentFault(
  variables: Readonly<Record<string, string>>,
): { readonly code: string; readonly message: string } | undefined {
  const invalid = (why: string) => ({
    code: 'InvalidParameterValueException',
    message: `Lambda was unable to configure your environment variables because the environment variables you have provided ${why}`,
  });
  const names = Object.keys(variables);
  const reserved = names.filter((name) => reservedVariables.has(name));
  if (reserved.length > 0) {
    return invalid(
      `contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  if (names.some((name) => !NAME.test(name))) {
    return {
      code: 'ValidationException',
      message: `1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: ${NAME.source.slice(1, -1)}]`,
    };
  }
  const size = Buffer.byteLength(JSON.stringify(variables));
  return size > MAX_ENVIRONMENT_BYTES ? invalid(`exceeded the 4KB limit. They measure ${size} bytes.`) : undefined;
}

/** Everything a function may see of its surroundings; nothing of the machine's own environment is in it. */
export function functionEnvironment(
  definition: FunctionDefinition,
  surroundings: { region: string; endpointUrl: string; taskRoot: string; logGroup: string; logStream: string },
): Record<string, string> {
  return {
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin:/bin',
    AWS_ENDPOINT_URL: surroundings.endpointUrl,
    ...definition.environment,
    _HANDLER: definition.handler,
    AWS_REGION: surroundings.region,
    AWS_DEFAULT_REGION: surroundings.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: surroundings.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: surroundings.logStream,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LAMBDA_TASK_ROOT: surroundings.taskRoot,
  };
}
