/**
 * DynamoDB's errors as its JSON protocol writes them.
 * Stands in for the error rim of DynamoDB; the texts are recorded ones (tests of dynalite and moto) or the API reference's.
 */
import { AwsError } from '../errors.ts';

/** An error whose answer holds more than code and message, such as the old item or the reasons of a cancelled transaction. */
export class TableError extends AwsError {
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, members: Readonly<Record<string, unknown>>) {
    super(code, message);
    this.members = members;
  }
}

/** An input that DynamoDB refuses before it looks at any table, or for what the table is. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** The kind of validation error that DynamoDB begins with these words. */
export function invalidParameters(message: string): AwsError {
  return validationError(`One or more parameter values were invalid: ${message}`);
}

/** A body that cannot be read as the operation's input. */
export function serializationError(message = ''): AwsError {
  return new AwsError('SerializationException', message);
}

/** A table that is not there, as the operations on tables say it. */
export function tableNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
}

/** A table that is not there, as the operations on backups and exports say it, of a name or of an ARN as it was given. */
export function tableMissed(given: string): AwsError {
  return new AwsError('TableNotFoundException', `Table not found: ${given}`);
}

/** What the embedded tables lack, by name, with the way out. */
export function notDone(what: string): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `The local stack does not do DynamoDB ${what}; start it with --dynamodb-endpoint URL to use an engine that does.`,
  );
}

const CORAL_SERVICE = new Set([
  'AccessDeniedException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SerializationException',
  'UnknownOperationException',
]);

/** These name their text with a capital letter. */
const CAPITAL_MESSAGE = new Set(['AccessDeniedException', 'SerializationException']);

/** The body of an error answer: DynamoDB puts the namespace of the layer that found the error before the code. */
export function errorBody(error: AwsError): string {
  const members = error instanceof TableError ? error.members : {};
  const message = error.message === '' && CORAL_SERVICE.has(error.code) ? {} : messageOf(error);
  return JSON.stringify({ __type: `${namespaceOf(error.code)}#${error.code}`, ...message, ...members });
}

function messageOf({ code, message }: AwsError): object {
  return CAPITAL_MESSAGE.has(code) ? { Message: message } : { message };
}

function namespaceOf(code: string): string {
  if (code === 'ValidationException') return 'com.amazon.coral.validate';
  return CORAL_SERVICE.has(code) ? 'com.amazon.coral.service' : 'com.amazonaws.dynamodb.v20120810';
}
