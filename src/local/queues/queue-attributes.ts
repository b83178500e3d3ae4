/**
 * The attributes of a queue: names, bounds and defaults of SetQueueAttributes (SQS API reference; SQS guide, quotas).
 * Policies and keys are stored and returned, and have no effect.
 */

import { isObject } from '../../domain/is-object.ts';
import { parseJson } from '../../domain/json/parse-json.ts';
import { invalidAttributeName, invalidAttributeValue } from './errors.ts';

/** The attributes that were set, as text, defaults included. */
export type QueueAttributes = Readonly<Record<string, string>>;

const WHOLE: Readonly<Record<string, readonly [min: number, max: number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
};

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  SqsManagedSseEnabled: ['true', 'false'],
  FifoQueue: ['true'],
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

const FREE_TEXT = ['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId'];
const FIFO_ONLY = ['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'];

const DEFAULTS: QueueAttributes = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
  SqsManagedSseEnabled: 'true',
};

const FIFO_DEFAULTS: QueueAttributes = {
  ...DEFAULTS,
  FifoQueue: 'true',
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
};

/** The names that can be set, in the order in which GetQueueAttributes lists them after its counts. */
export const SETTABLE_ATTRIBUTES: readonly string[] = [...Object.keys(WHOLE), ...FREE_TEXT, ...Object.keys(CHOICES)];

/** What a new queue has before anything is set. */
export function defaultAttributes(fifo: boolean): QueueAttributes {
  return fifo ? FIFO_DEFAULTS : DEFAULTS;
}

/** The same attributes with `True` and its like written as they are kept and told (recorded of AWS: FifoQueue, ContentBasedDeduplication). */
export function plainBooleans(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      CHOICES[name]?.includes('true') ? value.toLowerCase() : value,
    ]),
  );
}

/** `current` with `changes` put in, each checked; an empty text takes a policy or key away. Throws AwsError. */
export function changeAttributes(
  current: QueueAttributes,
  changes: Readonly<Record<string, string>>,
  fifo: boolean,
): QueueAttributes {
  const next: Record<string, string> = { ...current };
  for (const [name, value] of Object.entries(changes)) {
    checkAttribute(name, value, fifo);
    if (value === '') delete next[name];
    else next[name] = value;
  }
  if (changes['KmsMasterKeyId'] && changes['SqsManagedSseEnabled'] === 'true') {
    throw invalidAttributeName(
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
    );
  }
  if (changes['KmsMasterKeyId']) next['SqsManagedSseEnabled'] = 'false';
  if (changes['SqsManagedSseEnabled'] === 'true') delete next['KmsMasterKeyId'];
  if (next['FifoThroughputLimit'] === 'perMessageGroupId' && next['DeduplicationScope'] !== 'messageGroup') {
    throw invalidAttributeValue('FifoThroughputLimit', 'It needs DeduplicationScope to be messageGroup.');
  }
  return next;
}

function checkAttribute(name: string, value: string, fifo: boolean): void {
  if (!SETTABLE_ATTRIBUTES.includes(name) || (!fifo && FIFO_ONLY.includes(name))) {
    throw invalidAttributeName(`Unknown Attribute ${name}.`);
  }
  const bounds = WHOLE[name];
  if (bounds) {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= bounds[0] && number <= bounds[1])) throw invalidAttributeValue(name);
  }
  if (name === 'Policy' && value !== '' && !isObject(parseJson(value))) throw invalidAttributeValue(name);
  const choices = CHOICES[name];
  if (choices && !choices.includes(value)) {
    throw invalidAttributeValue(name, name === 'FifoQueue' ? 'Modifying queue type is not supported.' : undefined);
  }
}
