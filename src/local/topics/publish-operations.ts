/**
 * SNS Publish and PublishBatch (SNS API reference).
 * A message goes to queues only; SMS and mobile push are refused by name.
 */
import { MAX_BATCH_ENTRIES, MAX_SNS_BYTES } from '../../domain/service-limits.ts';
import type { LocalContext } from '../context.ts';
import type { Operations, ServiceRequest } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import { type Input, objectList, optionalText } from '../operation-input.ts';
import type { Deliveries } from './delivery.ts';
import { invalidParameter, missingParameter, notPerformed } from './errors.ts';
import { type PublishContent, readPublish } from './publish-request.ts';
import type { Topic, TopicRegistry } from './registry.ts';

/** Publish and PublishBatch; a message is with every queue, or on disk for another try, before the answer. */
export function publishOperations(options: {
  context: LocalContext;
  registry: TopicRegistry;
  deliveries: Deliveries;
  newId: () => string;
}): Operations {
  const { context, registry, deliveries, newId } = options;
  const publish = (topic: Topic, content: PublishContent, request: ServiceRequest): { MessageId: string } => {
    const messageId = newId();
    const header = request.headers['x-amzn-trace-id'];
    deliveries.deliver(topic, {
      messageId,
      topicArn: topic.arn,
      subject: content.subject,
      message: content.message,
      attributes: content.attributes,
      publishedAt: context.clock.now(),
      groupId: content.groupId,
      traceHeader: typeof header === 'string' ? header : undefined,
      signatureVersion: topic.attributes['SignatureVersion'] ?? '1',
    });
    return { MessageId: messageId };
  };
  return {
    Publish(input, request) {
      const topic = registry.topic(topicArnOf(input));
      const content = readPublish(input);
      if (content.size > MAX_SNS_BYTES) throw invalidParameter('Message too long');
      return publish(topic, content, request);
    },
    PublishBatch(input, request) {
      const topic = registry.topic(topicArnOf(input));
      const entries = batchEntries(input).map(({ id, entry }) => ({ id, content: readPublish(entry) }));
      if (entries.reduce((sum, { content }) => sum + content.size, 0) > MAX_SNS_BYTES) {
        throw batchError('BatchRequestTooLong', 'The length of all the messages put together is more than the limit.');
      }
      const Successful = entries.map(({ id, content }) => ({ Id: id, ...publish(topic, content, request) }));
      return { Successful, Failed: [] };
    },
  };
}

function topicArnOf(input: Input): string {
  if (input['PhoneNumber'] !== undefined) throw notPerformed('SMS: PhoneNumber is not supported');
  const arn = optionalText(input, 'TopicArn') ?? optionalText(input, 'TargetArn');
  if (arn === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
  return arn;
}

function batchEntries(input: Input): { id: string; entry: Input }[] {
  const entries = objectList(input, 'PublishBatchRequestEntries');
  if (entries.length === 0) throw batchError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  if (entries.length > MAX_BATCH_ENTRIES) {
    throw batchError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
  }
  const seen = new Set<string>();
  return entries.map((entry, index) => {
    const id = optionalText(entry, 'Id');
    if (id === undefined) throw missingParameter(`publishBatchRequestEntries.${index + 1}.member.id`);
    if (id.length > 80)
      throw batchError('InvalidBatchEntryId', `The Id of a batch entry in the batch request is too long: ${id}`);
    if (!/^[A-Za-z0-9_-]+$/.test(id)) {
      throw batchError(
        'InvalidBatchEntryId',
        `The Id of a batch entry in the batch request contains an impermissible character: ${id}`,
      );
    }
    if (seen.has(id)) {
      throw batchError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
    }
    seen.add(id);
    return { id, entry };
  });
}

function batchError(code: string, message: string): AwsError {
  return new AwsError(code, message);
}
