/**
 * The SNS operations on subscriptions (SNS API reference). Only the `sqs` protocol is performed; the others are refused by name.
 * A subscription needs no confirmation, for topic and queue are always of one account.
 */

import { isDeepStrictEqual } from 'node:util';
import { isQueueArn } from '../../domain/arn.ts';
import type { LocalContext } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import { type Input, optionalText, textMap } from '../operation-input.ts';
import { invalidParameter, missingParameter, notPerformed } from './errors.ts';
import { pageOf } from './page.ts';
import type { Attributes, Subscription, TopicRegistry } from './registry.ts';
import { changeSubscription } from './subscription-attributes.ts';

const NOT_PERFORMED = ['http', 'https', 'email', 'email-json', 'sms', 'application', 'lambda', 'firehose'];
const MOST_POLICIES = 200;

/** Subscribe, Unsubscribe, ConfirmSubscription, the lists and attributes. */
export function subscriptionOperations({
  context,
  registry,
}: {
  context: LocalContext;
  registry: TopicRegistry;
}): Operations {
  const subscriptionOf = (input: Input): Subscription => registry.subscription(required(input, 'SubscriptionArn'));
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
      const topic = registry.topic(required(input, 'TopicArn'));
      checkProtocol(required(input, 'Protocol'));
      const endpoint = optionalText(input, 'Endpoint') ?? '';
      if (!isQueueArn(endpoint)) throw invalidParameter('SQS endpoint ARN');
      if (endpoint.endsWith('.fifo')) {
        throw invalidParameter(
          'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
        );
      }
      const given = textMap(input, 'Attributes');
      const attributes = changeSubscription({}, given, 'Attributes Reason: ');
      const existing = [...topic.subscriptions.values()].find((subscription) => subscription.endpoint === endpoint);
      if (existing) {
        if (Object.keys(given).length > 0 && !sameSubscription(attributes, existing.attributes)) {
          throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
        }
        return { SubscriptionArn: existing.arn };
      }
      checkPolicyCount(attributes, [...topic.subscriptions.values()]);
      return { SubscriptionArn: registry.createSubscription(topic, endpoint, attributes).arn };
    },
    Unsubscribe(input) {
      const arn = required(input, 'SubscriptionArn');
      if (arn.split(':').length < 6) registry.subscription(arn);
      const subscription = registry.findSubscription(arn);
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
      listing([...registry.topic(required(input, 'TopicArn')).subscriptions.values()], input),
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
      const change = { [required(input, 'AttributeName')]: optionalText(input, 'AttributeValue') ?? '' };
      const attributes = changeSubscription(subscription.attributes, change, '');
      const others = [...subscription.topic.subscriptions.values()].filter((other) => other !== subscription);
      checkPolicyCount(attributes, others);
      subscription.attributes = attributes;
      registry.saveSubscription(subscription);
      return {};
    },
  };
}

function required(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined) throw missingParameter(`${name.charAt(0).toLowerCase()}${name.slice(1)}`);
  return value;
}

function checkProtocol(protocol: string): void {
  if (protocol === 'sqs') return;
  if (NOT_PERFORMED.includes(protocol)) throw notPerformed(`subscriptions of the protocol ${protocol}, only sqs`);
  throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
}

function checkPolicyCount(attributes: Attributes, others: readonly Subscription[]): void {
  if (attributes['FilterPolicy'] === undefined) return;
  if (others.filter((other) => other.attributes['FilterPolicy'] !== undefined).length < MOST_POLICIES) return;
  throw new AwsError('FilterPolicyLimitExceeded', `A topic can have at most ${MOST_POLICIES} filter policies.`, {
    status: 403,
  });
}

/** Raw delivery is off, and the scope is MessageAttributes, whether said or not. */
function sameSubscription(a: Attributes, b: Attributes): boolean {
  const defaults = { RawMessageDelivery: 'false', FilterPolicyScope: 'MessageAttributes' };
  return isDeepStrictEqual({ ...defaults, ...a }, { ...defaults, ...b });
}
