/** What the local stack and an isolate of a function say to each other: plain JSON text inside, so that copying is cheap. */

/** Given to the isolate at its start. */
export interface IsolateSetup {
  /** The built file, absolute. */
  readonly file: string;
  /** The handler as configured, and the export in it that is called. */
  readonly handler: string;
  readonly exported: string;
  readonly runtime: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memorySize: number;
  readonly logGroup: string;
  readonly logStream: string;
}

/** One invocation on its way in. */
export interface InvocationMessage {
  readonly requestId: string;
  readonly payload: string;
  /** Epoch milliseconds of real time. */
  readonly deadline: number;
  readonly traceId: string;
  readonly clientContext?: string | undefined;
}

/** A failure in the shape that the Invoke API gives it to the caller. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** On the way out: one `ready` or `broken` per isolate, one `done` or `failed` per invocation, `line` at any time. */
export type IsolateMessage =
  | { readonly kind: 'ready'; readonly initMs: number }
  | { readonly kind: 'broken'; readonly failure: FunctionFailure }
  | { readonly kind: 'done'; readonly payload: string; readonly heapBytes: number }
  | { readonly kind: 'failed'; readonly failure: FunctionFailure; readonly heapBytes: number }
  | { readonly kind: 'crashed'; readonly failure: FunctionFailure }
  | { readonly kind: 'line'; readonly text: string };
