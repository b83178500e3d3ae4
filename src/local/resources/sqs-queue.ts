/**
 * Stands in for AWS::SQS::Queue.
 * Encryption is accepted and has no effect.
 */
import { call } from './engines.ts';
import { defineResource } from './provider.ts';
import { accepted, document, flag, performed, text, whole } from './shapes.ts';

/** What CloudFormation puts back when a property is taken out of the template. */
const defaults: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
  RedrivePolicy: '',
  RedriveAllowPolicy: '',
  KmsMasterKeyId: '',
};

/** A standard or FIFO queue. Policies are objects or their JSON text, never encoded twice. */
export const queue = defineResource({
  type: 'AWS::SQS::Queue',
  attributes: ['Arn', 'QueueName', 'QueueUrl'],
  table: {
    QueueName: performed(text, 'replaces'),
    FifoQueue: performed(flag, 'replaces'),
    ContentBasedDeduplication: performed(flag),
    DeduplicationScope: performed(text),
    FifoThroughputLimit: performed(text),
    DelaySeconds: performed(whole),
    MaximumMessageSize: performed(whole),
    MessageRetentionPeriod: performed(whole),
    ReceiveMessageWaitTimeSeconds: performed(whole),
    VisibilityTimeout: performed(whole),
    RedrivePolicy: performed(document),
    RedriveAllowPolicy: performed(document),
    KmsMasterKeyId: accepted(text),
    KmsDataKeyReusePeriodSeconds: accepted(whole),
    SqsManagedSseEnabled: accepted(flag),
    Tags: accepted(),
  },
  async create({ QueueName, Tags: _tags, ...attributes }, { engines, generatedName }) {
    const generated = () => (attributes.FifoQueue ? `${generatedName(75)}.fifo` : generatedName(80));
    const name = QueueName ?? generated();
    const { FifoQueue, ...others } = attributes;
    // A standard queue has no FifoQueue attribute, not even one that is false.
    const Attributes = attributesOf(FifoQueue ? attributes : others);
    await call(engines.queues.operations, 'CreateQueue', { QueueName: name, Attributes });
    return name;
  },
  async update(name, { QueueName: _name, FifoQueue: _fifo, Tags: _tags, ...attributes }, { engines }, previous) {
    const Attributes: Record<string, string> = attributesOf(attributes);
    for (const [attribute, value] of Object.entries(defaults)) {
      if (!(attribute in Attributes) && attribute in attributesOf(previous)) Attributes[attribute] = value;
    }
    const QueueUrl = engines.queues.urlOf(name);
    await call(engines.queues.operations, 'SetQueueAttributes', { QueueUrl, Attributes });
  },
  async delete(name, { engines }) {
    if (!engines.queues.exists(engines.queues.arnOf(name))) return;
    await call(engines.queues.operations, 'DeleteQueue', { QueueUrl: engines.queues.urlOf(name) });
  },
  exists: (name, { engines }) => engines.queues.exists(engines.queues.arnOf(name)),
  describe(name, _properties, { engines }) {
    const url = engines.queues.urlOf(name);
    return { ref: url, attributes: { Arn: engines.queues.arnOf(name), QueueName: name, QueueUrl: url } };
  },
  dataOf(name, { engines }) {
    const arn = engines.queues.arnOf(name);
    if (!engines.queues.exists(arn)) return undefined;
    const { visible, inFlight, delayed } = engines.queues.depth(arn);
    const messages = visible + inFlight + delayed;
    return messages === 0 ? undefined : `${messages} message${messages === 1 ? '' : 's'}`;
  },
});

/** SQS takes every attribute as text, policies as the text of their JSON. */
function attributesOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || name === 'Tags' || name === 'QueueName') continue;
    attributes[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  return attributes;
}
