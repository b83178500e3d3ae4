/**
 * DynamoDB's errors as its JSON protocol writes them.
 * Stands in for the error rim of DynamoDB; cancellation reasons are not done, for transactions are not.
 */
import { AwsError } from '../errors.ts';

/** An input that DynamoDB refuses before it looks at any table. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** A table that is not there. */
export function tableNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
}

/** What the embedded tables lack, by name, with the way out. */
export function notDone(what: string): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `The local stack does not do DynamoDB ${what}; start it with --dynamodb-endpoint URL to use an engine that does.`,
  );
}

/** The body of an error answer: DynamoDB puts its namespace before the code. */
export function errorBody(error: AwsError): string {
  const namespace =
    error.code === 'ValidationException' ? 'com.amazon.coral.validate' : 'com.amazonaws.dynamodb.v20120810';
  return JSON.stringify({ __type: `${namespace}#${error.code}`, message: error.message });
}
