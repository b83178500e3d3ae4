/** What every engine of the local stack is given; nothing in it is global. */
import type { Clock } from './clock.ts';
import type { LocalDatabase } from './database.ts';

/** The services that faults, metrics and routing name. */
export type ServiceName = 'sns' | 'sqs' | 's3' | 'dynamodb' | 'firehose' | 'lambda' | 'search';

/** Asked before every operation, over HTTP and in process alike; throws, or waits, as the fault list says. */
export interface FaultGate {
  /** `operation` is the API's name, `resource` the physical name. Resolves undefined, or the share of a batch to fail. */
  pass(service: ServiceName, operation: string, resource?: string): Promise<PartialFault | undefined> | undefined;
}

/** A batch operation must report each of its entries as failed with this probability. */
export interface PartialFault {
  /** True when the next entry of the batch is to fail. */
  failNext(): boolean;
}

export interface LocalContext {
  readonly clock: Clock;
  readonly database: LocalDatabase;
  /** The state folder: `objects/` and `tables/` lie beside `state.sqlite`. */
  readonly folder: string;
  readonly accountId: string;
  readonly region: string;
  readonly faults: FaultGate;
  /** The base URL of the AWS endpoint, `http://127.0.0.1:PORT`; known once the port listens. */
  endpointUrl(): string;
  /** One line on stderr, for the person at the terminal. */
  warn(line: string): void;
}
