/**
 * The access policy of an SNS topic as the service writes it.
 * It is kept and returned, and denies nobody anything.
 */

import { isObject } from '../../domain/is-object.ts';
import { parseJson } from '../../domain/json/parse-json.ts';

/** What GetTopicAttributes says of retries over HTTP, which the local stack does not do. */
export const EFFECTIVE_DELIVERY_POLICY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
});

const OWNER_ACTIONS = [
  'GetTopicAttributes',
  'SetTopicAttributes',
  'AddPermission',
  'RemovePermission',
  'DeleteTopic',
  'Subscribe',
  'ListSubscriptionsByTopic',
  'Publish',
];

/** The policy of a topic that was given none: its account may do everything. */
export function defaultPolicy(topicArn: string, accountId: string): string {
  const statement = {
    Sid: '__default_statement_ID',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: OWNER_ACTIONS.map((action) => `SNS:${action}`),
    Resource: topicArn,
    Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
  };
  return JSON.stringify({ Version: '2008-10-17', Id: '__default_policy_ID', Statement: [statement] });
}

/** True for the JSON text of an object, which is all that is asked of a policy here. */
export function isPolicy(policy: string): boolean {
  return isObject(parseJson(policy));
}

/** The policy with one statement more. */
export function policyWith(policy: string, statement: object): string {
  return withStatements(policy, (statements) => [...statements, statement]);
}

/** The policy without the statement of this Sid. */
export function policyWithout(policy: string, sid: string): string {
  return withStatements(policy, (statements) => statements.filter((item) => !isObject(item) || item['Sid'] !== sid));
}

function withStatements(policy: string, change: (statements: unknown[]) => unknown[]): string {
  const parsed: unknown = JSON.parse(policy);
  const fields = isObject(parsed) ? parsed : {};
  const statements = fields['Statement'] ?? [];
  return JSON.stringify({ ...fields, Statement: change(Array.isArray(statements) ? statements : [statements]) });
}
