import { codeOf, messageOf, nameOf } from '../../domain/errors.ts';
import { isObject } from '../../domain/is-object.ts';
import { FutileReplayError, OperatorError, UnreachableError } from '../../operator/errors.ts';

/**
 * One line for whatever went wrong, saying what to do where that is known. `endpoint` is where the command went; undefined for real AWS.
 */
export function describeError(error: unknown, endpoint?: string): string {
  if (error instanceof UnreachableError) return `${error.message}: ${describeError(error.cause, endpoint)}`;
  if (error instanceof FutileReplayError) return `${error.message}: see forks logs ${error.functionName}`;
  const name = nameOf(error);
  const said = error instanceof OperatorError ? error.sentence(flagOf) : messageOf(error);
  const message = said.replace(/\s+/g, ' ').trim();
  if (/ECONNREFUSED|ECONNRESET|ENOTFOUND|EHOSTUNREACH/.test(`${connectionCode(error)} ${message}`)) {
    return endpoint === undefined
      ? `AWS cannot be reached (${message || connectionCode(error)}): check the network and --region`
      : `nothing answers at ${endpoint}: start the local stack with npm start, or name its port with --endpoint URL`;
  }
  if (name === 'CredentialsProviderError') {
    return `there are no AWS credentials (${message}): use --local, name a --profile, or sign in with the aws CLI`;
  }
  if (/Region is missing/.test(message)) return 'no Region is known: name one with --region, or use --local';
  // SNS has a name of its own for it (https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html).
  if (/^(AccessDenied|AuthorizationError|UnrecognizedClient|InvalidClientTokenId|ExpiredToken)/.test(name)) {
    return `${name}: ${message} (another --profile may be allowed to)`;
  }
  if (name === 'NoSuchBucket')
    return `${message}: if it was removed outside of its stack, make it again under this name; an archive elsewhere is named with --bucket`;
  const own = error instanceof OperatorError || name === '' || name === 'Error' || name === 'UsageError';
  return own ? message : `${name}: ${message}`;
}

/** What a wish of a request is called on the command line. */
export function flagOf(wish: string): string {
  return `--${wish.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** fetch keeps the connection's error as its cause. */
function connectionCode(error: unknown): string | undefined {
  return codeOf(error) ?? (isObject(error) ? codeOf(error['cause']) : undefined);
}
