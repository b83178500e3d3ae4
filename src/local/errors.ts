/** Errors of the local stack: what the AWS endpoints answer, and what stops a start. */

/** An error as an AWS service answers it: its code, HTTP status and text are AWS's own. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  /** The legacy code of the query protocol, where it differs (SQS: `AWS.SimpleQueueService.NonExistentQueue`). */
  readonly queryCode: string | undefined;

  constructor(code: string, message: string, options: { status?: number; queryCode?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode;
  }
}

/** A connection that breaks: over HTTP the socket is destroyed, in process it is an error like any network error. */
export class ConnectionFault extends Error {
  override readonly name = 'ConnectionFault';
  readonly code = 'ECONNRESET';
}

/** A template, parameter or flag that cannot be used as given: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A stack that could not be brought up or changed: exit code 1. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
}
