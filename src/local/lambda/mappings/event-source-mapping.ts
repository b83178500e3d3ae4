/**
 * What an event source mapping of the local stack is: one SQS queue that feeds one function.
 * Streams, Kafka, MQ, provisioned pollers and failure destinations are not part of it.
 */

/** A mapping as a template or CreateEventSourceMapping declares it. */
export interface EventSourceMappingDefinition {
  /** Given by whoever declares it, or made. */
  readonly uuid?: string | undefined;
  readonly functionName: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly enabled: boolean;
  readonly maximumConcurrency?: number | undefined;
  readonly responseTypes: readonly string[];
  /** `{ Filters: [{ Pattern }] }`. */
  readonly filterCriteria?: object | undefined;
}

export type MappingState = 'Creating' | 'Enabling' | 'Enabled' | 'Disabling' | 'Disabled' | 'Updating' | 'Deleting';

export interface EventSourceMapping extends EventSourceMappingDefinition {
  readonly uuid: string;
  readonly state: MappingState;
  /** Epoch milliseconds of local time. */
  readonly modifiedAt: number;
}

/** The mappings of one stack. Each call throws AwsError as the Lambda API would. */
export interface EventSourceMappings {
  /** Returns the mapping's UUID. */
  create(definition: EventSourceMappingDefinition): string;
  update(uuid: string, changes: Partial<Omit<EventSourceMappingDefinition, 'uuid' | 'queueArn'>>): EventSourceMapping;
  /** Stops polling; batches in flight are finished. */
  remove(uuid: string): EventSourceMapping;
  get(uuid: string): EventSourceMapping;
  list(filter?: { functionName?: string | undefined; queueArn?: string | undefined }): EventSourceMapping[];
  /** Lets the mappings of an earlier run poll again: called once the stack is deployed. Those created later poll at once. */
  resume(): void;
  /**
   * Closes open windows and runs every enabled mapping until its queue shows no message and no batch is in flight, or
   * `performance.now()` reaches `until`. Resolves true when any batch was run.
   */
  settle(until: number): Promise<boolean>;
  /** Stops all polling at once and resolves when the batches in flight have ended. */
  close(): Promise<void>;
}
