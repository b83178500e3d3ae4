/** One operation of the Lambda REST API: where it is and what it does. */
import type { ServiceRequest } from '../endpoint/service.ts';

/** What an operation answers: JSON, or a body of its own with headers. */
export interface RestAnswer {
  readonly status: number;
  readonly json?: object;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RestRoute {
  readonly operation: string;
  readonly method: string;
  /** Matches the decoded path; its first group is the function name or UUID. */
  readonly path: RegExp;
  run(call: {
    id: string;
    input: Readonly<Record<string, unknown>>;
    request: ServiceRequest;
  }): RestAnswer | Promise<RestAnswer>;
}
