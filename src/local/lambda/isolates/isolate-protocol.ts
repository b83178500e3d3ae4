/** What the local stack and an isolate of a function say to each other, on the file descriptors 3 (in) and 4 (out). */
import * as v from 'valibot';

/** On the way in: one `setup`, then one `invocation` after the other. */
export interface StackMessage {
  readonly setup?: IsolateSetup;
  readonly invocation?: InvocationMessage;
}

/** What an isolate is. */
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

/** One invocation. */
export interface InvocationMessage {
  readonly requestId: string;
  readonly payload: string;
  /** Epoch milliseconds of real time. */
  readonly deadline: number;
  readonly traceId: string;
  readonly clientContext?: string | undefined;
}

const failureSchema = v.object({
  errorType: v.string(),
  errorMessage: v.string(),
  trace: v.optional(v.array(v.string())),
});

/** A failure in the shape that the Invoke API gives it to the caller. */
export type FunctionFailure = v.InferOutput<typeof failureSchema>;

/**
 * On the way out: one `ready` or `broken` per isolate, one `done` or `failed` per invocation, `line` at any time.
 * The handler can write to the same descriptor, so what comes is never taken on trust.
 */
export const isolateMessageSchema = v.variant('kind', [
  v.object({ kind: v.literal('line'), text: v.string() }),
  v.object({ kind: v.literal('ready'), initMs: v.number() }),
  v.object({ kind: v.literal('done'), payload: v.string(), memoryBytes: v.number() }),
  v.object({ kind: v.literal('failed'), failure: failureSchema, memoryBytes: v.number() }),
  v.object({ kind: v.literal('broken'), failure: failureSchema }),
  v.object({ kind: v.literal('crashed'), failure: failureSchema }),
]);

export type IsolateMessage = v.InferOutput<typeof isolateMessageSchema>;
