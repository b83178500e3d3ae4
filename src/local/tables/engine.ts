/**
 * What carries out DynamoDB's operations: the embedded tables, or an endpoint given by URL.
 */

import type { Target } from './operation-names.ts';

/** An HTTP status and the JSON text of the body. */
export interface EngineAnswer {
  readonly status: number;
  readonly body: string;
}

export interface TableEngine {
  /** Runs one operation on the JSON text of its input, which `input` holds as an object. Throws AwsError. */
  call(
    target: Target,
    operation: string,
    input: Readonly<Record<string, unknown>>,
    text: string,
  ): Promise<EngineAnswer>;
}
