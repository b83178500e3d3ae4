/**
 * RedrivePolicy and RedriveAllowPolicy of a queue (SQS guide, dead-letter queues).
 * The permission is checked when a redrive policy is set, not again when a message moves.
 */

import { isQueueArn } from '../../domain/arn.ts';
import { isObject } from '../../domain/is-object.ts';
import { parseJson } from '../../domain/json/parse-json.ts';
import { invalidValue } from './errors.ts';

/** Where a message goes once it has been received `maxReceiveCount` times without being deleted. */
export interface RedrivePolicy {
  readonly targetArn: string;
  readonly maxReceiveCount: number;
}

/** Reads the policy's JSON; throws InvalidParameterValue with the service's reason. */
export function parseRedrivePolicy(json: string): RedrivePolicy {
  const refuse = (reason: string) => invalidValue('RedrivePolicy', json, reason);
  const policy = parseObject(json);
  if (!policy) throw refuse('Redrive policy is not a valid JSON map.');
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  if (deadLetterTargetArn === undefined)
    throw refuse('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  if (maxReceiveCount === undefined)
    throw refuse('Redrive policy does not contain mandatory attribute: maxReceiveCount.');
  if (typeof deadLetterTargetArn !== 'string' || !isQueueArn(deadLetterTargetArn))
    throw refuse('Invalid value for deadLetterTargetArn.');
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw refuse(
      `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  return { targetArn: deadLetterTargetArn, maxReceiveCount: count };
}

/** True when the dead-letter queue's own policy lets this source queue use it; throws when the policy is malformed. */
export function allowsRedriveFrom(allowPolicy: string | undefined, sourceArn: string): boolean {
  if (allowPolicy === undefined) return true;
  const refuse = (reason: string) => invalidValue('RedriveAllowPolicy', allowPolicy, reason);
  const policy = parseObject(allowPolicy);
  if (!policy) throw refuse('Redrive allow policy is not a valid JSON map.');
  const sources = policy['sourceQueueArns'];
  switch (policy['redrivePermission']) {
    case 'allowAll':
      return true;
    case 'denyAll':
      return false;
    case 'byQueue':
      if (!Array.isArray(sources) || sources.length === 0 || sources.length > 10)
        throw refuse('sourceQueueArns must list 1 to 10 queues when redrivePermission is byQueue.');
      return sources.includes(sourceArn);
    default:
      throw refuse('redrivePermission must be allowAll, denyAll or byQueue.');
  }
}

function parseObject(json: string) {
  const value = parseJson(json);
  return isObject(value) ? value : undefined;
}
