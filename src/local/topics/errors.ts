/**
 * The errors of SNS with the codes of its query protocol (SNS API reference, errors of each operation).
 * It knows none of IAM's and none of KMS's, for nothing here is denied.
 */
import { AwsError } from '../errors.ts';

/** What the request names is not there. */
export function notFound(what: 'Topic' | 'Subscription'): AwsError {
  return new AwsError('NotFound', `${what} does not exist`, { status: 404 });
}

/** The operations on tags say it by a code of their own. */
export function resourceNotFound(): AwsError {
  return new AwsError('ResourceNotFound', 'Resource does not exist', { status: 404 });
}

/** More tags than a topic may have. */
export function tooManyTags(): AwsError {
  return new AwsError('TagLimitExceeded', 'Could not complete request: tag quota of per resource exceeded');
}

/** A request that SNS refuses; the text follows `Invalid parameter: `. */
export function invalidParameter(text: string, cause?: unknown): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${text}`, { cause });
}

/** A message attribute that SNS refuses. */
export function invalidAttribute(message: string): AwsError {
  return new AwsError('ParameterValueInvalid', message);
}

/** A required parameter is not there; `member` is its name as the service's model has it, such as `topicArn`. */
export function missingParameter(member: string): AwsError {
  return new AwsError(
    'ValidationError',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

/** Something that SNS does and the local stack does not. */
export function notPerformed(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: The local stack does not run ${what}.`);
}
