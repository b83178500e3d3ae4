/**
 * The SNS operations on topics, their tags and permissions (SNS API reference).
 * Policies, keys and delivery policies are kept and returned, and have no effect; FIFO topics are refused by name.
 */
import type { LocalContext } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';
import { type Input, objectList, optionalText, textList, textMap } from '../operation-input.ts';
import { invalidParameter, notPerformed, resourceNotFound, tooManyTags } from './errors.ts';
import { pageOf } from './page.ts';
import type { Topic, TopicRegistry } from './registry.ts';
import { requiredText } from './required-text.ts';
import { defaultPolicy, EFFECTIVE_DELIVERY_POLICY, isPolicy, policyWith, policyWithout } from './topic-policy.ts';

const SETTABLE = [
  'DisplayName',
  'Policy',
  'DeliveryPolicy',
  'KmsMasterKeyId',
  'SignatureVersion',
  'TracingConfig',
  'DataProtectionPolicy',
];
const STATUS_LOGGING =
  /^(HTTP|Firehose|Lambda|Application|SQS)(SuccessFeedbackRoleArn|FailureFeedbackRoleArn|SuccessFeedbackSampleRate)$/;
const FIFO_ONLY = ['FifoTopic', 'ContentBasedDeduplication', 'FifoThroughputScope', 'ArchivePolicy'];
const MAX_TAGS = 50;

/** CreateTopic, DeleteTopic, the list, attributes, tags and permissions. */
export function topicOperations({ context, registry }: { context: LocalContext; registry: TopicRegistry }): Operations {
  const topicOf = (input: Input): Topic => registry.topic(requiredText(input, 'TopicArn'));
  const tagged = (input: Input): Topic => {
    const topic = registry.findTopicByArn(requiredText(input, 'ResourceArn'));
    if (!topic) throw resourceNotFound();
    return topic;
  };
  return {
    CreateTopic(input) {
      const name = requiredText(input, 'Name');
      const attributes = textMap(input, 'Attributes');
      if (name.endsWith('.fifo') || attributes['FifoTopic'] === 'true') throw notPerformed(`FIFO topics: ${name}`);
      if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
      // What a standard topic may say of FIFO is that it is none.
      if (attributes['FifoTopic'] === 'false') delete attributes['FifoTopic'];
      for (const [attribute, value] of Object.entries(attributes)) checkAttribute(attribute, value);
      const tags = withinQuota(tagsOf(input));
      const existing = registry.findTopic(name);
      if (!existing) return { TopicArn: registry.createTopic(name, attributes, tags).arn };
      if (Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value)) {
        throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
      }
      if (Object.entries(tags).some(([key, value]) => existing.tags[key] !== value)) {
        throw invalidParameter('Tags Reason: Topic already exists with different tags');
      }
      return { TopicArn: existing.arn };
    },
    DeleteTopic(input) {
      const topic = registry.findTopicByArn(requiredText(input, 'TopicArn'));
      if (topic) registry.removeTopic(topic);
      return {};
    },
    ListTopics(input) {
      const { items, nextToken } = pageOf(registry.topics(), optionalText(input, 'NextToken'));
      return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken: nextToken };
    },
    GetTopicAttributes(input) {
      const topic = topicOf(input);
      return {
        Attributes: {
          Policy: defaultPolicy(topic.arn, context.accountId),
          Owner: context.accountId,
          DisplayName: '',
          EffectiveDeliveryPolicy: EFFECTIVE_DELIVERY_POLICY,
          ...topic.attributes,
          SubscriptionsPending: '0',
          SubscriptionsConfirmed: String(topic.subscriptions.size),
          SubscriptionsDeleted: String(topic.unsubscribed),
          TopicArn: topic.arn,
        },
      };
    },
    SetTopicAttributes(input) {
      const topic = topicOf(input);
      const name = requiredText(input, 'AttributeName');
      const value = optionalText(input, 'AttributeValue') ?? '';
      checkAttribute(name, value);
      const { [name]: _, ...others } = topic.attributes;
      topic.attributes = value === '' ? others : { ...others, [name]: value };
      registry.saveTopic(topic);
      return {};
    },
    AddPermission(input) {
      const topic = topicOf(input);
      const statement = {
        Sid: requiredText(input, 'Label'),
        Effect: 'Allow',
        Principal: { AWS: textList(input, 'AWSAccountId').map((id) => `arn:aws:iam::${id}:root`) },
        Action: textList(input, 'ActionName').map((action) => `SNS:${action}`),
        Resource: topic.arn,
      };
      const policy = policyWith(topic.attributes['Policy'] ?? defaultPolicy(topic.arn, context.accountId), statement);
      topic.attributes = { ...topic.attributes, Policy: policy };
      registry.saveTopic(topic);
      return {};
    },
    RemovePermission(input) {
      const topic = topicOf(input);
      const label = requiredText(input, 'Label');
      const policy = topic.attributes['Policy'];
      if (policy !== undefined) {
        topic.attributes = { ...topic.attributes, Policy: policyWithout(policy, label) };
        registry.saveTopic(topic);
      }
      return {};
    },
    TagResource(input) {
      const topic = tagged(input);
      topic.tags = withinQuota({ ...topic.tags, ...tagsOf(input) });
      registry.saveTopic(topic);
      return {};
    },
    UntagResource(input) {
      const topic = tagged(input);
      for (const key of textList(input, 'TagKeys')) delete topic.tags[key];
      registry.saveTopic(topic);
      return {};
    },
    ListTagsForResource: (input) => ({
      Tags: Object.entries(tagged(input).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

function checkAttribute(name: string, value: string): void {
  if (FIFO_ONLY.includes(name)) throw notPerformed(`FIFO topics: ${name}`);
  if (!SETTABLE.includes(name) && !STATUS_LOGGING.test(name)) throw invalidParameter('AttributeName');
  if (name === 'Policy' && value !== '' && !isPolicy(value)) throw invalidParameter('Policy Error: null');
  if (name === 'SignatureVersion' && !['', '1', '2'].includes(value)) throw invalidParameter('SignatureVersion');
  if (name === 'TracingConfig' && !['', 'PassThrough', 'Active'].includes(value))
    throw invalidParameter('TracingConfig');
}

function tagsOf(input: Input): Record<string, string> {
  const tags = new Map<string, string>();
  for (const tag of objectList(input, 'Tags')) {
    const key = optionalText(tag, 'Key');
    if (key === undefined) continue;
    if (tags.has(key)) throw invalidParameter('Duplicated keys are not allowed.');
    tags.set(key, optionalText(tag, 'Value') ?? '');
  }
  return Object.fromEntries(tags);
}

function withinQuota(tags: Record<string, string>): Record<string, string> {
  if (Object.keys(tags).length > MAX_TAGS) throw tooManyTags();
  return tags;
}
