/**
 * The SNS operations on subscriptions (SNS API reference). Only the `sqs` protocol is performed; the others are refused by name.
 * A subscription needs no confirmation, for topic and queue are always of one account.
 */
import { isQueueArn } from '../../domain/arn.ts';
import type { LocalContext } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import { type Input, optionalText, textMap } from '../operation-input.ts';
import { invalidParameter, notPerformed } from './errors.ts';
import { pageOf } from './page.ts';
import type { Attributes, Subscription, TopicRegistry } from './registry.ts';
import { requiredText } from './required-text.ts';
import { changeSubscription } from './subscription-attributes.ts';

const NOT_PERFORMED = ['http', 'https', 'email', 'email-json', 'sms', 'application', 'lambda', 'firehose'];
const MAX_POLICIES = 200;

/** Subscribe, Unsubscribe, ConfirmSubscription, the lists and attributes. */
export function subscriptionOperations({
  context,
  registry,
}: {
  context: LocalContext;
  registry: TopicRegistry;
}): Operations {
  const subscriptionOf = (input: Input): Subscription => registry.subscription(requiredText(input, 'SubscriptionArn'));
  const entryOf = ({ arn, topic, endpoint }: Subscription) => ({
    SubscriptionArn: arn,
    Owner: context.accountId,
    Protocol: 'sqs',
    Endpoint: endpoint,
    TopicArn: topic.arn,
  });
  const listing = (subscriptions: Subscription[], input: Input) => {
    const { items, nextToken } = pageOf(subscriptions, optionalText(input, 'NextToken'));
    return { Subscriptions: items.map(entryOf), NextToken: nextToken };
  };
  return {
    Subscribe(input) {
      const topic = registry.topic(requiredText(input, 'TopicArn'));
      checkProtocol(requiredText(input, 'Protocol'));
      const endpoint = optionalText(input, 'Endpoint') ?? '';
      if (!isQueueArn(endpoint)) throw invalidParameter('SQS endpoint ARN');
      if (endpoint.endsWith('.fifo')) {
        throw invalidParameter(
          'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
        );
      }
      const attributes = changeSubscription({}, textMap(input, 'Attributes'), 'Attributes Reason: ');
      const existing = [...topic.subscriptions.values()].find((subscription) => subscription.endpoint === endpoint);
      if (existing) {
        if (contradicts(attributes, existing.attributes)) {
          throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
        }
        return { SubscriptionArn: existing.arn };
      }
      checkPolicyCount(attributes, [...topic.subscriptions.values()]);
      return { SubscriptionArn: registry.createSubscription(topic, endpoint, attributes).arn };
    },
    Unsubscribe(input) {
      const subscription = registry.findSubscription(requiredText(input, 'SubscriptionArn'));
      if (subscription) registry.removeSubscription(subscription);
      return {};
    },
    ConfirmSubscription() {
      throw notPerformed('ConfirmSubscription: a subscription of a queue is confirmed when it is made');
    },
    ListSubscriptions: (input) =>
      listing(
        registry.topics().flatMap(({ subscriptions }) => [...subscriptions.values()]),
        input,
      ),
    ListSubscriptionsByTopic: (input) =>
      listing([...registry.topic(requiredText(input, 'TopicArn')).subscriptions.values()], input),
    GetSubscriptionAttributes(input) {
      const subscription = subscriptionOf(input);
      const { FilterPolicyScope = 'MessageAttributes', ...attributes } = subscription.attributes;
      return {
        Attributes: {
          ...entryOf(subscription),
          ConfirmationWasAuthenticated: 'true',
          PendingConfirmation: 'false',
          RawMessageDelivery: 'false',
          SubscriptionPrincipal: `arn:aws:iam::${context.accountId}:user/local`,
          ...attributes,
          // The scope is told only beside a policy (recorded).
          ...(attributes['FilterPolicy'] === undefined ? {} : { FilterPolicyScope }),
        },
      };
    },
    SetSubscriptionAttributes(input) {
      const subscription = subscriptionOf(input);
      const change = { [requiredText(input, 'AttributeName')]: optionalText(input, 'AttributeValue') ?? '' };
      const attributes = changeSubscription(subscription.attributes, change, '');
      const others = [...subscription.topic.subscriptions.values()].filter((other) => other !== subscription);
      checkPolicyCount(attributes, others);
      subscription.attributes = attributes;
      registry.saveSubscription(subscription);
      return {};
    },
  };
}

function checkProtocol(protocol: string): void {
  if (protocol === 'sqs') return;
  if (NOT_PERFORMED.includes(protocol)) throw notPerformed(`subscriptions of the protocol ${protocol}, only sqs`);
  throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
}

function checkPolicyCount(attributes: Attributes, others: readonly Subscription[]): void {
  if (attributes['FilterPolicy'] === undefined) return;
  if (others.filter((other) => other.attributes['FilterPolicy'] !== undefined).length < MAX_POLICIES) return;
  throw new AwsError('FilterPolicyLimitExceeded', `A topic can have at most ${MAX_POLICIES} filter policies.`, {
    status: 403,
  });
}

/** True where one of `asked` is not as it is; what is not said, and how a queue is served by default, contradicts nothing (recorded). */
function contradicts(asked: Attributes, existing: Attributes): boolean {
  const told: Attributes = { RawMessageDelivery: 'false', FilterPolicyScope: 'MessageAttributes', ...existing };
  return Object.entries(asked).some(([name, value]) => told[name] !== value);
}
