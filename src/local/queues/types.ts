/**
 * The shapes in which the other engines hand messages to the stand-in for SQS and take them from it, in process.
 * They name no wire field: the API's own shapes are those of `operations`.
 */
import type { MessageAttributes } from '../../domain/message-bytes.ts';
import type { Operations } from '../endpoint/service.ts';

/** A message to be sent; `delaySeconds` defaults to the queue's own. */
export interface OutgoingMessage {
  readonly body: string;
  readonly attributes?: MessageAttributes | undefined;
  readonly delaySeconds?: number | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  /** The AWSTraceHeader; it counts toward neither size nor number of attributes (X-Ray guide, Amazon SQS and AWS X-Ray). */
  readonly traceHeader?: string | undefined;
}

export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly md5OfMessageAttributes?: string;
  /** The system attributes, all of them text: SentTimestamp, ApproximateReceiveCount and so on. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: MessageAttributes;
}

/** How many messages a queue holds, by what a receive would find. */
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** What GET /_local/metrics says of a queue; `deadLettered` counts what left it for its dead-letter queue. */
export interface QueueMetrics {
  readonly sent: number;
  readonly received: number;
  readonly deleted: number;
  readonly deadLettered: number;
  readonly held: number;
  readonly inFlight: number;
}

/** The queues of one stack. Everything but `operations` takes a queue's ARN and throws AwsError when there is no such queue. */
export interface Queues {
  /** The SQS API (SQS API reference). */
  readonly operations: Operations;
  metrics(): Record<string, QueueMetrics>;
  exists(arn: string): boolean;
  /** The ARN that a queue of this name has, whether it exists or not. */
  arnOf(name: string): string;
  urlOf(name: string): string;
  send(arn: string, message: OutgoingMessage): { messageId: string };
  /** As `send`, but of any number of attributes: for what SNS puts on a dead-letter queue because it had too many. */
  sendUnlimited(arn: string, message: OutgoingMessage): { messageId: string };
  /** Takes up to `max` visible messages at once, without waiting, and moves those received too often to the dead-letter queue. */
  receive(arn: string, max: number): ReceivedMessage[];
  /** Deletes by receipt handle: of a standard queue by any that its message ever had; what is gone is passed over. */
  remove(arn: string, receiptHandles: readonly string[]): void;
  depth(arn: string): QueueDepth;
  /** When the oldest message that is still held was sent, in epoch milliseconds. */
  oldest(arn: string): number | undefined;
  /** Calls back, once per turn of the event loop, when messages become visible: sent, returned, or by the clock. */
  watch(arn: string, listener: () => void): () => void;
  /** Messages held by each queue: visible, in flight and delayed together. */
  counts(): Record<string, number>;
  close(): void;
}
