/**
 * The errors of SQS with their codes of both protocols (SQS API reference, common errors and errors of each operation).
 * It knows none of IAM's and none of KMS's, for nothing here is denied.
 */
import { AwsError } from '../errors.ts';

/** The queue is not there. */
export function noSuchQueue(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', {
    queryCode: 'AWS.SimpleQueueService.NonExistentQueue',
  });
}

/** CreateQueue of a queue that is there with another value of this attribute. */
export function queueNameExists(attribute: string): AwsError {
  return new AwsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
    { queryCode: 'QueueAlreadyExists' },
  );
}

/** A parameter has a value that SQS does not take; the text is the service's own. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { queryCode: 'InvalidParameterValue' });
}

/** `Value 11 for parameter MaxNumberOfMessages is invalid. Reason: …` */
export function invalidValue(parameter: string, value: unknown, reason: string): AwsError {
  return invalidParameter(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

/** A required parameter is not there. */
export function missingParameter(name: string): AwsError {
  return new AwsError('MissingRequiredParameterException', `The request must contain the parameter ${name}.`, {
    queryCode: 'MissingParameter',
  });
}

/** An attribute name that the operation does not know. */
export function invalidAttributeName(message: string): AwsError {
  return new AwsError('InvalidAttributeName', message);
}

/** An attribute value that the queue does not take. */
export function invalidAttributeValue(attribute: string, reason?: string): AwsError {
  const message = `Invalid value for the parameter ${attribute}.${reason === undefined ? '' : ` Reason: ${reason}`}`;
  return new AwsError('InvalidAttributeValue', message);
}

/** Any of the errors whose legacy code is `AWS.SimpleQueueService.<code>`. */
export function queueServiceError(code: string, message: string, status = 400): AwsError {
  return new AwsError(code, message, { status, queryCode: `AWS.SimpleQueueService.${code}` });
}

/** What a move task names is not there. */
export function resourceNotFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { status: 404 });
}

/** A receipt handle that no queue ever gave out. */
export function invalidReceiptHandle(handle: string): AwsError {
  return new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
}
