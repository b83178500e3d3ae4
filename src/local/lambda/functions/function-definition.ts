/**
 * What a Lambda function of the local stack is made of, as its template declares it.
 * Layers, container images, VPC settings and function URLs are not part of it.
 */
import { arnOf } from '../../../domain/arn.ts';
import { AwsError } from '../../errors.ts';

/** A function as the template gives it. Sizes in MB, times in seconds. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn?: string | undefined;
  /** `file.export`, split at the first dot of its base name. */
  readonly handler: string;
  /** The absolute folder that CodeUri names. */
  readonly codeUri: string;
  /** `Metadata.BuildProperties`, untouched. */
  readonly build: Readonly<Record<string, unknown>>;
  readonly runtime: string;
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The reserved concurrency: how many invocations may run at once, none at 0; 2 when absent. */
  readonly concurrency?: number | undefined;
  readonly logGroup?: string | undefined;
  readonly description?: string | undefined;
  /** The execution role's ARN: shown by the API, never assumed. */
  readonly role?: string | undefined;
  /** Shown by the API. */
  /** Shown by the API; nothing is traced. */
  readonly tracing?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** The ARN of an unqualified function. */
export function functionArn(name: string, { region, accountId }: { region: string; accountId: string }): string {
  return arnOf({ region, accountId }, 'lambda', `function:${name}`);
}

/** The plain name in a name, partial ARN or ARN, with or without `:$LATEST`; other qualifiers are not found. */
export function functionName(nameOrArn: string): string {
  const match = /^(?:arn:aws[\w-]*:lambda:[\w-]+:\d{12}:|\d{12}:)?(?:function:)?([\w-]+)(?::(\$LATEST|[\w-]+))?$/.exec(
    nameOrArn,
  );
  const [, name, qualifier] = match ?? [];
  if (name === undefined) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${nameOrArn}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
    );
  }
  if (qualifier !== undefined && qualifier !== '$LATEST') {
    throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, { status: 404 });
  }
  return name;
}
