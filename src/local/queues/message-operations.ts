/**
 * The SQS operations on messages, one by one and in batches (SQS API reference).
 * ReceiveRequestAttemptId is accepted without effect: a receive is never repeated under the same id.
 */
import { isObject } from '../../domain/is-object.ts';
import { messageBytes } from '../../domain/message-bytes.ts';
import { MAX_SQS_BYTES } from '../../domain/service-limits.ts';
import type { Operations, ServiceRequest } from '../endpoint/service.ts';
import { type Input, optionalText } from '../operation-input.ts';
import { batchEntries, forEachEntry } from './batch.ts';
import type { QueueEngine } from './engine.ts';
import { invalidReceiptHandle, invalidValue, missingParameter, queueServiceError } from './errors.ts';
import { messageAttributes, optionalWhole, requiredText } from './input.ts';
import { formatSequence } from './message-store.ts';
import { parseReceiptHandle, type ReceiptHandle } from './receipt-handle.ts';
import { receiveOperation } from './receive-message.ts';
import type { Queue } from './registry.ts';
import { checkBatchOrder, type SentMessage } from './sender.ts';
import type { OutgoingMessage } from './types.ts';

const MAX_VISIBILITY_SECONDS = 43_200;

/** SendMessage, ReceiveMessage, DeleteMessage, ChangeMessageVisibility and their batches. */
export function messageOperations(engine: QueueEngine): Operations {
  const { registry, store, sender, arrivals, context } = engine;
  const queueOf = (input: Input): Queue => registry.byUrl(requiredText(input, 'QueueUrl'));

  const remove = (queue: Queue, input: Input) => {
    const handle = handleOf(input);
    if (queue.fifo && store.state(queue, handle).state === 'visible') throw expiredHandle(input);
    // What is deleted no longer locks its group.
    if (store.remove(queue, handle) && queue.fifo) arrivals.arrived(queue);
    return {};
  };
  const changeVisibility = (queue: Queue, input: Input) => {
    const handle = handleOf(input);
    const seconds = visibilityOf(input);
    if (seconds === undefined) throw missingParameter('VisibilityTimeout');
    store.expire(queue);
    const { state, receivedAt } = store.state(queue, handle);
    if (state === 'gone') {
      throw invalidValue(
        'ReceiptHandle',
        input['ReceiptHandle'],
        'Message does not exist or is not available for visibility timeout change.',
      );
    }
    // A message that is visible again is left alone (recorded: no error on a standard queue).
    if (state !== 'inFlight') {
      if (queue.fifo) throw expiredHandle(input);
      return {};
    }
    const now = context.clock.now();
    if (now + seconds * 1000 - receivedAt > MAX_VISIBILITY_SECONDS * 1000) {
      throw invalidValue(
        'VisibilityTimeout',
        seconds,
        `Total VisibilityTimeout for the message is beyond the limit [${MAX_VISIBILITY_SECONDS} seconds]`,
      );
    }
    store.setVisibility(handle, now + seconds * 1000);
    if (seconds === 0) arrivals.arrived(queue);
    else arrivals.expect(queue, now + seconds * 1000);
    return {};
  };

  return {
    SendMessage(input, request) {
      const queue = queueOf(input);
      return sentOutput(sender.send(queue, outgoing(input, request)));
    },
    SendMessageBatch(input, request) {
      const queue = queueOf(input);
      const entries = batchEntries('SendMessageBatch', input);
      checkBatchSize(entries.map(({ entry }) => entry));
      checkBatchOrder(
        queue,
        entries.map(({ entry }) => ({
          groupId: entry['MessageGroupId'],
          deduplicationId: entry['MessageDeduplicationId'],
        })),
      );
      return forEachEntry(entries, (entry) => sentOutput(sender.send(queue, outgoing(entry, request))));
    },
    ReceiveMessage: receiveOperation(engine, queueOf),
    DeleteMessage: (input) => remove(queueOf(input), input),
    DeleteMessageBatch(input) {
      const queue = queueOf(input);
      return forEachEntry(batchEntries('DeleteMessageBatch', input), (entry) => remove(queue, entry));
    },
    ChangeMessageVisibility: (input) => changeVisibility(queueOf(input), input),
    ChangeMessageVisibilityBatch(input) {
      const queue = queueOf(input);
      return forEachEntry(batchEntries('ChangeMessageVisibilityBatch', input), (entry) =>
        changeVisibility(queue, entry),
      );
    },
  };
}

function outgoing(input: Input, request: ServiceRequest): OutgoingMessage {
  const system = input['MessageSystemAttributes'];
  const trace = isObject(system) && isObject(system['AWSTraceHeader']) ? system['AWSTraceHeader'] : {};
  const header = request.headers['x-amzn-trace-id'];
  return {
    body: requiredText(input, 'MessageBody'),
    attributes: messageAttributes(input, 'MessageAttributes'),
    delaySeconds: optionalWhole(input, 'DelaySeconds', {
      min: 0,
      max: 900,
      reason: 'DelaySeconds must be >= 0 and <= 900.',
    }),
    groupId: optionalText(input, 'MessageGroupId'),
    deduplicationId: optionalText(input, 'MessageDeduplicationId'),
    traceHeader: optionalText(trace, 'StringValue') ?? (typeof header === 'string' ? header : undefined),
  };
}

function sentOutput({ messageId, content, sequence }: SentMessage): object {
  return {
    MessageId: messageId,
    MD5OfMessageBody: content.md5,
    ...(content.attributesMd5 === undefined ? {} : { MD5OfMessageAttributes: content.attributesMd5 }),
    ...(sequence === undefined ? {} : { SequenceNumber: formatSequence(sequence) }),
  };
}

/** The limit of a batch is the service's, not the queue's. */
function checkBatchSize(entries: readonly Input[]): void {
  let size = 0;
  for (const entry of entries) {
    size += messageBytes(optionalText(entry, 'MessageBody') ?? '', messageAttributes(entry, 'MessageAttributes'));
  }
  if (size > MAX_SQS_BYTES) {
    throw queueServiceError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_SQS_BYTES} bytes. You have sent ${size} bytes.`,
    );
  }
}

function handleOf(input: Input): ReceiptHandle {
  const text = requiredText(input, 'ReceiptHandle');
  const handle = parseReceiptHandle(text);
  if (!handle) throw invalidReceiptHandle(text);
  return handle;
}

function visibilityOf(input: Input): number | undefined {
  return optionalWhole(input, 'VisibilityTimeout', {
    min: 0,
    max: MAX_VISIBILITY_SECONDS,
    reason: `VisibilityTimeout must be an integer between 0 and ${MAX_VISIBILITY_SECONDS}`,
  });
}

function expiredHandle(input: Input) {
  return invalidValue('ReceiptHandle', input['ReceiptHandle'], 'The receipt handle has expired.');
}
