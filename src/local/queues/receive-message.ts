/**
 * SQS ReceiveMessage: long polling, the names of attributes to return, and the limit of messages in flight (SQS API reference).
 * A receive that finds messages returns as many as it may, where AWS may return fewer.
 */
import type { Operation } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import { type Input, textList } from '../operation-input.ts';
import type { QueueEngine } from './engine.ts';
import { invalidAttributeName } from './errors.ts';
import { optionalWhole } from './input.ts';
import { md5OfAttributes } from './message-digest.ts';
import type { Queue } from './registry.ts';
import type { ReceivedMessage } from './types.ts';

const MAX_IN_FLIGHT = 120_000;
const SYSTEM_ATTRIBUTES = [
  'All',
  'SenderId',
  'SentTimestamp',
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'SequenceNumber',
  'MessageDeduplicationId',
  'MessageGroupId',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
];

/** The operation; it resolves as soon as there is a message, or when the wait is over. */
export function receiveOperation(engine: QueueEngine, queueOf: (input: Input) => Queue): Operation {
  const { store, arrivals, context, registry } = engine;
  return async (input, request) => {
    const queue = queueOf(input);
    const max = optionalWhole(input, 'MaxNumberOfMessages', { min: 1, max: 10 }) ?? 1;
    const waitSeconds =
      optionalWhole(input, 'WaitTimeSeconds', {
        min: 0,
        max: 20,
        reason: 'Must be >= 0 and <= 20, if provided.',
      }) ?? queue.settings.waitSeconds;
    const visibility = optionalWhole(input, 'VisibilityTimeout', {
      min: 0,
      max: 43_200,
      reason: 'VisibilityTimeout must be an integer between 0 and 43200',
    });
    const systemNames = [...textList(input, 'MessageSystemAttributeNames'), ...textList(input, 'AttributeNames')];
    for (const name of systemNames) {
      if (!SYSTEM_ATTRIBUTES.includes(name)) throw invalidAttributeName(`Unknown Attribute ${name}.`);
    }
    const attributeNames = textList(input, 'MessageAttributeNames');
    const take = () => {
      const visibilityMs = visibility === undefined ? queue.settings.visibilityMs : visibility * 1000;
      store.expire(queue);
      if (queue.held >= MAX_IN_FLIGHT && store.inFlight(queue) >= MAX_IN_FLIGHT) {
        if (waitSeconds === 0 && !queue.fifo) throw overLimit();
        return [];
      }
      const taken = store.take(queue, max, visibilityMs);
      if (taken.length > 0) arrivals.expect(queue, context.clock.now() + visibilityMs);
      return taken;
    };

    const until = context.clock.now() + waitSeconds * 1000;
    let taken = take();
    while (taken.length === 0 && context.clock.now() < until && !request.signal?.aborted && arrivals.isOpen()) {
      await arrivals.wait(queue, until, request.signal);
      if (registry.byId(queue.id) !== queue || request.signal?.aborted || !arrivals.isOpen()) break;
      taken = take();
    }
    return taken.length === 0 ? {} : { Messages: taken.map((message) => output(message, systemNames, attributeNames)) };
  };
}

function overLimit(): AwsError {
  return new AwsError(
    'OverLimit',
    `You have reached the limit of messages in flight (${MAX_IN_FLIGHT}) for this queue. Delete messages or wait for their visibility timeout.`,
    { status: 403 },
  );
}

function output(message: ReceivedMessage, systemNames: string[], attributeNames: string[]): object {
  const result: Record<string, unknown> = {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
  };
  if (systemNames.length > 0) {
    const all = systemNames.includes('All');
    const entries = Object.entries(message.attributes).filter(([name]) => all || systemNames.includes(name));
    if (entries.length > 0) result['Attributes'] = Object.fromEntries(entries);
  }
  const wanted = Object.entries(message.messageAttributes).filter(([name]) => isWanted(name, attributeNames));
  if (wanted.length > 0) {
    const attributes = Object.fromEntries(wanted);
    result['MessageAttributes'] = attributes;
    result['MD5OfMessageAttributes'] =
      wanted.length === Object.keys(message.messageAttributes).length
        ? message.md5OfMessageAttributes
        : md5OfAttributes(attributes);
  }
  return result;
}

/** `All`, `.*`, `*` (recorded of AWS), a name, or a prefix such as `order.*`. */
function isWanted(name: string, names: readonly string[]): boolean {
  return names.some(
    (wanted) =>
      wanted === 'All' ||
      wanted === '.*' ||
      wanted === '*' ||
      wanted === name ||
      (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2))),
  );
}
