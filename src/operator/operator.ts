import type { Connection } from '../aws/connection.ts';

/** Who operates: where the calls go, which stack is meant, and whose time it is. */
export interface Operator {
  readonly connection: Connection;
  /** The stack that was named; without a name, the only root stack there is meant. */
  readonly stackName: string | undefined;
  /** This machine's clock; a stack's own is had by `openStackClock`. */
  readonly clock: Clock;
}

/** Time, to be read and waited by. */
export interface Clock {
  now(): number;
  /** Resolves when so much time has passed, or the signal is aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}
