import type { SQSClient } from '@aws-sdk/client-sqs';
import { createRunBatch } from '../../src/aws/batch/run-batch.ts';
import { recordedTelemetry } from './telemetry.ts';

/** What a template and Lambda tell a function of its queue. */
export const QUEUE_ENV = {
  QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/queue',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/dead-letters',
  MAX_RECEIVE_COUNT: '30',
  MESSAGE_RETENTION_PERIOD: '345600',
  AWS_LAMBDA_FUNCTION_NAME: 'the-function',
};

/** An invocation with all its time before it. */
export const CONTEXT = { getRemainingTimeInMillis: () => 30_000 };

export const FAILED_AT = Date.UTC(2026, 0, 15, 18, 30);

interface Entry {
  Id: string;
  ReceiptHandle?: string;
  VisibilityTimeout?: number;
  MessageBody?: string;
  MessageAttributes?: Record<string, { DataType: string; StringValue?: string }>;
}

/** Batches of a queue whose calls are recorded, and fail by the operations that `failing` names. */
export function recordedBatches({
  env = {},
  failing = [],
  sleep,
}: {
  env?: Partial<typeof QUEUE_ENV>;
  failing?: readonly string[];
  sleep?: (ms: number) => Promise<void>;
} = {}) {
  const queueCalls: { operation: string; url: string; entries: Entry[] }[] = [];
  const { telemetry, lines, metrics } = recordedTelemetry();
  const send = async (command: { constructor: { name: string }; input: { QueueUrl: string; Entries: Entry[] } }) => {
    const operation = command.constructor.name.replace(/BatchCommand$/, '');
    const { QueueUrl: url, Entries: entries } = command.input;
    queueCalls.push({ operation, url, entries });
    if (failing.includes(operation)) throw new Error(`${operation} failed`);
    return { Successful: entries.map(({ Id }) => ({ Id })) };
  };
  const client = { send } as unknown as Pick<SQSClient, 'send'>;
  const entriesOf = (operation: string) =>
    queueCalls.filter((call) => call.operation === operation).flatMap(({ entries }) => entries);
  return {
    runBatch: createRunBatch({
      client,
      env: { ...QUEUE_ENV, ...env },
      now: () => FAILED_AT,
      ...(sleep === undefined ? {} : { sleep }),
      ...telemetry,
    }),
    queueCalls,
    logger: telemetry.logger,
    lines,
    metrics,
    /** The bodies that were sent to the dead-letter queue. */
    buried: () => entriesOf('SendMessage').map(({ MessageBody }) => MessageBody),
    letters: () => entriesOf('SendMessage'),
    deleted: () => entriesOf('DeleteMessage').map(({ ReceiptHandle }) => ReceiptHandle),
    /** The seconds by receipt handle. */
    waits: () =>
      Object.fromEntries(
        entriesOf('ChangeMessageVisibility').map(({ ReceiptHandle, VisibilityTimeout }) => [
          ReceiptHandle,
          VisibilityTimeout,
        ]),
      ),
  };
}
