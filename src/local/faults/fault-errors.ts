/** The errors with which AWS services answer a throttled or failing call, by service. */
import type { ServiceName } from '../context.ts';
import { AwsError } from '../errors.ts';

const THROTTLES: Readonly<Record<ServiceName, readonly [code: string, status: number, message: string]>> = {
  sns: ['Throttled', 429, 'Rate exceeded'],
  sqs: ['RequestThrottled', 403, 'Request is throttled.'],
  s3: ['SlowDown', 503, 'Please reduce your request rate.'],
  dynamodb: ['ThrottlingException', 400, 'Rate of requests exceeds the allowed throughput.'],
  firehose: ['ServiceUnavailableException', 503, 'Slow down.'],
  lambda: ['TooManyRequestsException', 429, 'Rate Exceeded.'],
  search: ['rejected_execution_exception', 429, 'rejected execution of coordinating operation'],
};

const FAILURES: Readonly<Record<ServiceName, readonly [code: string, status: number]>> = {
  sns: ['InternalError', 500],
  sqs: ['InternalError', 500],
  s3: ['InternalError', 500],
  dynamodb: ['InternalServerError', 500],
  firehose: ['InternalFailure', 500],
  lambda: ['ServiceException', 500],
  search: ['internal_server_error', 503],
};

/** The answer of a service that has had too many requests; SDK clients retry it. */
export function throttleError(service: ServiceName): AwsError {
  const [code, status, message] = THROTTLES[service];
  return new AwsError(code, message, { status });
}

/** The answer of a service that fails inside; SDK clients retry it. */
export function internalError(service: ServiceName): AwsError {
  const [code, status] = FAILURES[service];
  return new AwsError(code, 'We encountered an internal error. Please try again.', { status });
}
