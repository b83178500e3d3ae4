/**
 * Stands in for AWS::SNS::Subscription, for queues.
 * Other protocols, delivery policies and replay are not performed.
 */
import { answerText, call } from './engines.ts';
import { defineResource } from './provider.ts';
import { accepted, document, flag, oneOf, performed, required, text } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

/** The subscription of a queue to a topic. Policies are objects or their JSON text, never encoded twice. */
export const subscription = defineResource({
  type: 'AWS::SNS::Subscription',
  attributes: ['Arn'],
  table: {
    TopicArn: required(text, 'replaces'),
    Protocol: required(oneOf('sqs'), 'replaces'),
    Endpoint: required(text, 'replaces'),
    FilterPolicy: performed(document),
    FilterPolicyScope: performed(oneOf('MessageAttributes', 'MessageBody')),
    RawMessageDelivery: performed(flag),
    RedrivePolicy: performed(document),
    Region: accepted(text),
  },
  async create({ TopicArn, Protocol, Endpoint, ...settings }, { engines }) {
    const Attributes: Record<string, string> = {};
    const { FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy } = settings;
    if (FilterPolicyScope !== undefined) Attributes['FilterPolicyScope'] = FilterPolicyScope;
    if (FilterPolicy !== undefined) Attributes['FilterPolicy'] = JSON.stringify(FilterPolicy);
    if (RawMessageDelivery !== undefined) Attributes['RawMessageDelivery'] = String(RawMessageDelivery);
    if (RedrivePolicy !== undefined) Attributes['RedrivePolicy'] = JSON.stringify(RedrivePolicy);
    const input = { TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true };
    return answerText(await call(engines.topics.operations, 'Subscribe', input), 'SubscriptionArn');
  },
  async update(SubscriptionArn, properties, { engines }, previous) {
    const before = attributesOf(previous);
    const after = attributesOf(properties);
    // A nested policy is valid only under MessageBody, a flat one under both: so the policy is never invalid between.
    const order =
      after.FilterPolicyScope === 'MessageBody'
        ? (['FilterPolicyScope', 'FilterPolicy', 'RawMessageDelivery', 'RedrivePolicy'] as const)
        : (['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'] as const);
    for (const AttributeName of order) {
      const AttributeValue = after[AttributeName];
      if (AttributeValue === before[AttributeName]) continue;
      await call(engines.topics.operations, 'SetSubscriptionAttributes', {
        SubscriptionArn,
        AttributeName,
        AttributeValue,
      });
    }
  },
  async delete(SubscriptionArn, { engines }) {
    await call(engines.topics.operations, 'Unsubscribe', { SubscriptionArn });
  },
  async exists(SubscriptionArn, { engines }) {
    const input = { SubscriptionArn };
    return (await unlessGone(() => call(engines.topics.operations, 'GetSubscriptionAttributes', input))) !== undefined;
  },
  describe: (physicalId) => ({ ref: physicalId, attributes: { Arn: physicalId } }),
});

interface Settings {
  FilterPolicy: object | undefined;
  FilterPolicyScope: string | undefined;
  RawMessageDelivery: boolean | undefined;
  RedrivePolicy: object | undefined;
}

/** All four as texts; what is not given has the value that takes it away. */
function attributesOf({ FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy }: Settings) {
  return {
    FilterPolicy: FilterPolicy ? JSON.stringify(FilterPolicy) : '',
    FilterPolicyScope: FilterPolicyScope ?? 'MessageAttributes',
    RawMessageDelivery: String(RawMessageDelivery ?? false),
    RedrivePolicy: RedrivePolicy ? JSON.stringify(RedrivePolicy) : '',
  };
}
