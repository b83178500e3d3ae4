/** A sentence about wishes of a request, by what whoever shows it calls each: a flag, a field of a form. */
export type Sentence = (called: (wish: string) => string) => string;

/** What an operator wanted did not come about; the message is a sentence that says what, where and what to do. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
  readonly sentence: Sentence;

  constructor(said: string | Sentence, options: ErrorOptions = {}) {
    const sentence = typeof said === 'string' ? () => said : said;
    super(
      sentence((wish) => wish),
      options,
    );
    this.sentence = sentence;
  }
}

/** It cannot be done as it was asked: a name that fits nothing or too much, or wishes that contradict one another. */
export class RequestError extends OperatorError {
  override readonly name: string = 'RequestError';
}

/** Several things fit what was asked, and one of them has to be named. */
export class AmbiguousError extends RequestError {
  override readonly name = 'AmbiguousError';

  /** `found` begins the sentence; `wish` of the request names one. */
  constructor(found: string, { names, wish }: { names: readonly string[]; wish: 'stack' | 'stream' | 'topic' }) {
    super((called) => `${found}, choose one with ${called(wish)}: ${names.join(', ')}`);
  }
}

/** It was asked rightly, but could not be done, or not to its end. */
export class OperationError extends OperatorError {
  override readonly name: string = 'OperationError';
}

/** Another process is running the replay. */
export class ReplayRunningError extends OperationError {
  override readonly name = 'ReplayRunningError';
  /** Its id; undefined in the moment before it has said so. */
  readonly holder: number | undefined;

  constructor(id: string, { path, holder }: { path: string; holder: number | undefined }) {
    const who = holder === undefined ? 'another process' : `process ${holder}`;
    super(`the replay ${id} is being run by ${who}, which holds ${path}: wait for it, or end it`);
    this.holder = holder;
  }
}

/** Where something was to be sent is gone or denied; the cause says which. */
export class UnreachableError extends OperationError {
  override readonly name = 'UnreachableError';
}

/** A replay of the buffer brings nothing to its destination; the function's log says why. */
export class FutileReplayError extends OperationError {
  override readonly name = 'FutileReplayError';
  readonly functionName: string;

  constructor(message: string, functionName: string) {
    super(message);
    this.functionName = functionName;
  }
}
