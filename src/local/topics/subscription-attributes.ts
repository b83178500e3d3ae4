/**
 * The attributes of a subscription, checked as SNS does (SNS API reference, Subscribe; SNS guide, filter policy constraints).
 * DeliveryPolicy and SubscriptionRoleArn have no effect on a queue; ReplayPolicy is for FIFO topics, which are refused.
 */

import { isQueueArn } from '../../domain/arn.ts';
import { FilterPolicyError, parseFilterPolicy } from '../../domain/filter-policy/index.ts';
import { isObject } from '../../domain/is-object.ts';
import { parseJson } from '../../domain/json/parse-json.ts';
import { invalidParameter, notPerformed } from './errors.ts';
import type { Attributes } from './registry.ts';

const KNOWN = [
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'SubscriptionRoleArn',
];

/**
 * `current` with `changes` put in; an empty text takes a policy away.
 * Throws InvalidParameter, `reason` standing before AWS's text (`Attributes Reason: ` in Subscribe, nothing in SetSubscriptionAttributes).
 */
export function changeSubscription(current: Attributes, changes: Attributes, reason: string): Attributes {
  const refuse = (text: string, cause?: unknown) => invalidParameter(`${reason}${text}`, cause);
  const next: Record<string, string> = { ...current };
  for (const [name, value] of Object.entries(changes)) {
    if (name === 'ReplayPolicy') throw notPerformed('the replay of FIFO topics: ReplayPolicy');
    if (!KNOWN.includes(name)) throw invalidParameter('AttributeName');
    if (name === 'RawMessageDelivery' && !/^(true|false)$/i.test(value)) {
      throw refuse(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
    }
    if (name === 'RedrivePolicy' && value !== '') {
      const problem = redriveProblem(value);
      if (problem !== undefined) throw refuse(`RedrivePolicy: ${problem}`);
    }
    if (value === '') delete next[name];
    else next[name] = name === 'RawMessageDelivery' ? value.toLowerCase() : value;
  }
  checkFilter(next, refuse);
  return next;
}

function checkFilter(attributes: Attributes, refuse: (text: string, cause: unknown) => Error): void {
  try {
    // The scope is checked even where there is no policy yet.
    parseFilterPolicy(attributes['FilterPolicy'] ?? '{}', attributes['FilterPolicyScope'] ?? 'MessageAttributes');
  } catch (error) {
    if (error instanceof FilterPolicyError) throw refuse(error.message, error);
    throw error;
  }
}

function redriveProblem(json: string): string | undefined {
  const policy = parseJson(json);
  if (policy === undefined) return 'failed to parse JSON.';
  const target = isObject(policy) ? policy['deadLetterTargetArn'] : undefined;
  if (typeof target !== 'string' || !isQueueArn(target)) return 'deadLetterTargetArn is an invalid arn';
  // Standard topic, standard queue (SNS guide, dead-letter queues).
  return target.endsWith('.fifo')
    ? 'must use a standard queue as DLQ for a subscription to a standard topic'
    : undefined;
}
