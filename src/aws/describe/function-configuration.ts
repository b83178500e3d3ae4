import {
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';

/** A function's settings, as far as an operator's commands need them. */
export interface FunctionSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly logGroup: string;
  readonly revisionId: string | undefined;
  readonly updateStatus: string | undefined;
  readonly updateReason: string | undefined;
}

/** Reads a function's settings; throws when Lambda cannot decrypt its environment, which then must not be written. */
export async function readFunctionSettings(client: LambdaClient, functionName: string): Promise<FunctionSettings> {
  const configuration = await client.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
  const { Environment } = configuration;
  if (Environment?.Error !== undefined) {
    throw new Error(`the environment of ${functionName} cannot be read: ${Environment.Error.Message}`);
  }
  return {
    environment: Environment?.Variables ?? {},
    timeoutSeconds: configuration.Timeout ?? 3,
    logGroup: logGroupOf(configuration, functionName),
    revisionId: configuration.RevisionId,
    updateStatus: configuration.LastUpdateStatus,
    updateReason: configuration.LastUpdateStatusReason,
  };
}

/**
 * Sets one environment variable of a function, keeps every other, and resolves once the update has succeeded.
 * The revision that was read is the one that is replaced, so that a change made meanwhile is refused, not lost.
 */
export async function setFunctionVariable(
  client: LambdaClient,
  change: { functionName: string; name: string; value: string; wait: (ms: number) => Promise<void> },
): Promise<void> {
  const { functionName, name, value, wait } = change;
  const { environment, revisionId } = await updated(client, functionName, wait);
  await client.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: functionName,
      Environment: { Variables: { ...environment, [name]: value } },
      RevisionId: revisionId,
    }),
  );
  await updated(client, functionName, wait);
}

async function updated(
  client: LambdaClient,
  functionName: string,
  wait: (ms: number) => Promise<void>,
): Promise<FunctionSettings> {
  for (let left = 120; left > 0; left--) {
    const settings = await readFunctionSettings(client, functionName);
    if (settings.updateStatus === 'Failed') {
      throw new Error(`the update of ${functionName} failed: ${settings.updateReason ?? 'Lambda gives no reason'}`);
    }
    if (settings.updateStatus !== 'InProgress') return settings;
    await wait(1000);
  }
  throw new Error(`the update of ${functionName} is still in progress after two minutes`);
}

/** Lambda's own default, where the function names no log group. */
function logGroupOf({ LoggingConfig }: Pick<FunctionConfiguration, 'LoggingConfig'>, functionName: string): string {
  return LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`;
}
