/** What an operator wanted did not come about; the message is a sentence that says what, where and why. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
}

/** It cannot be done as it was asked: a name that fits nothing or too much, or wishes that contradict one another. */
export class RequestError extends OperatorError {
  override readonly name = 'RequestError';
}

/** It was asked rightly, but could not be done, or not to its end. */
export class OperationError extends OperatorError {
  override readonly name = 'OperationError';
}
