/**
 * The SQS operations on queues as a whole (SQS API reference).
 * Permissions are kept in the queue's policy and have no effect.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Operations } from '../endpoint/service.ts';
import { type Input, optionalText, textList, textMap } from '../operation-input.ts';
import type { QueueEngine } from './engine.ts';
import {
  invalidAttributeName,
  invalidParameter,
  invalidValue,
  missingParameter,
  noSuchQueue,
  queueNameExists,
  queueServiceError,
} from './errors.ts';
import { requiredText } from './input.ts';
import { pageOf } from './page.ts';
import { permissionOperations } from './permissions.ts';
import {
  changeAttributes,
  defaultAttributes,
  plainBooleans,
  type QueueAttributes,
  SETTABLE_ATTRIBUTES,
} from './queue-attributes.ts';
import { allowsRedriveFrom, parseRedrivePolicy } from './redrive-policy.ts';
import type { Queue } from './registry.ts';

const PURGE_PAUSE_MS = 60_000;
const COUNTED_ATTRIBUTES = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
];

/** CreateQueue, DeleteQueue, the lists, attributes, tags, PurgeQueue and permissions. */
export function queueOperations(engine: QueueEngine): Operations {
  const { registry, store, arrivals, context } = engine;
  const { clock } = context;
  const queueOf = (input: Input): Queue => registry.byUrl(requiredText(input, 'QueueUrl'));
  const urlPage = (names: string[], input: Input) => {
    const { items, nextToken } = pageOf(names, input);
    return { ...(items.length > 0 ? { urls: items.map(registry.urlOf) } : {}), nextToken };
  };

  const checkPolicies = (arn: string, fifo: boolean, attributes: QueueAttributes) => {
    allowsRedriveFrom(attributes['RedriveAllowPolicy'], arn);
    const redrive = attributes['RedrivePolicy'];
    if (redrive === undefined) return;
    const target = registry.findArn(parseRedrivePolicy(redrive).targetArn);
    if (!target) throw invalidValue('RedrivePolicy', redrive, 'Dead letter target does not exist.');
    if (target.fifo !== fifo) {
      throw invalidValue('RedrivePolicy', redrive, 'Dead-letter queue must be same type of queue as the source.');
    }
    if (!allowsRedriveFrom(target.attributes['RedriveAllowPolicy'], arn)) {
      throw invalidValue(
        'RedrivePolicy',
        redrive,
        'The redrive allow policy of the dead-letter queue refuses this queue.',
      );
    }
  };

  return {
    CreateQueue(input) {
      const name = requiredText(input, 'QueueName');
      const given = plainBooleans(textMap(input, 'Attributes'));
      const fifo = name.endsWith('.fifo');
      checkName(name, given['FifoQueue'] === 'true');
      const existing = registry.byName(name);
      const attributes = changeAttributes(defaultAttributes(fifo), given, fifo);
      if (existing) {
        for (const attribute of Object.keys(given)) {
          if (sameValue(attributes[attribute], existing.attributes[attribute])) continue;
          throw queueNameExists(attribute);
        }
        return { QueueUrl: registry.urlOf(name) };
      }
      checkPolicies(registry.arnOf(name), fifo, attributes);
      registry.create(name, attributes, textMap(input, 'tags'));
      return { QueueUrl: registry.urlOf(name) };
    },
    DeleteQueue(input) {
      const queue = queueOf(input);
      registry.remove(queue);
      arrivals.forget(queue);
      return {};
    },
    GetQueueUrl(input) {
      const queue = registry.byName(requiredText(input, 'QueueName'));
      const owner = optionalText(input, 'QueueOwnerAWSAccountId');
      if (!queue || (owner !== undefined && owner !== context.accountId)) throw noSuchQueue();
      return { QueueUrl: registry.urlOf(queue.name) };
    },
    ListQueues(input) {
      const prefix = optionalText(input, 'QueueNamePrefix') ?? '';
      const names = registry.list().flatMap(({ name }) => (name.startsWith(prefix) ? [name] : []));
      const { urls, nextToken } = urlPage(names, input);
      return { QueueUrls: urls, NextToken: nextToken };
    },
    ListDeadLetterSourceQueues(input) {
      const { arn } = queueOf(input);
      const sources = registry.list().filter(({ settings }) => settings.redrive?.targetArn === arn);
      const { urls = [], nextToken } = urlPage(
        sources.map(({ name }) => name),
        input,
      );
      return { queueUrls: urls, NextToken: nextToken };
    },
    GetQueueAttributes(input) {
      const queue = queueOf(input);
      const names = textList(input, 'AttributeNames');
      const all = names.includes('All');
      for (const name of names) {
        if (name !== 'All' && !COUNTED_ATTRIBUTES.includes(name) && !SETTABLE_ATTRIBUTES.includes(name)) {
          throw invalidAttributeName(`Unknown Attribute ${name}.`);
        }
      }
      const wanted = all ? [...COUNTED_ATTRIBUTES, ...SETTABLE_ATTRIBUTES] : names;
      store.expire(queue);
      const values: QueueAttributes = { ...queue.attributes, ...countedAttributes(engine, queue) };
      const entries = wanted.flatMap((name) => {
        const value = values[name];
        return value === undefined ? [] : [[name, value] as const];
      });
      return entries.length === 0 ? {} : { Attributes: Object.fromEntries(entries) };
    },
    SetQueueAttributes(input) {
      const queue = queueOf(input);
      const changes = plainBooleans(textMap(input, 'Attributes'));
      if (Object.keys(changes).length === 0) throw missingParameter('Attribute.Name');
      const attributes = changeAttributes(queue.attributes, changes, queue.fifo);
      checkPolicies(queue.arn, queue.fifo, attributes);
      queue.attributes = attributes;
      queue.modifiedAt = clock.now();
      registry.save(queue);
      return {};
    },
    PurgeQueue(input) {
      const queue = queueOf(input);
      const now = clock.now();
      if (queue.purgedAt !== undefined && now - queue.purgedAt < PURGE_PAUSE_MS) {
        throw queueServiceError(
          'PurgeQueueInProgress',
          `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
          403,
        );
      }
      store.purge(queue);
      queue.purgedAt = now;
      registry.save(queue);
      context.database.forget();
      return {};
    },
    TagQueue(input) {
      const queue = queueOf(input);
      const tags = { ...queue.tags, ...textMap(input, 'Tags') };
      if (Object.keys(tags).length > 50) throw invalidParameter(`Too many tags added for queue ${queue.name}.`);
      queue.tags = tags;
      registry.save(queue);
      return {};
    },
    UntagQueue(input) {
      const queue = queueOf(input);
      for (const key of textList(input, 'TagKeys')) delete queue.tags[key];
      registry.save(queue);
      return {};
    },
    ListQueueTags(input) {
      const { tags } = queueOf(input);
      return Object.keys(tags).length === 0 ? {} : { Tags: tags };
    },
    ...permissionOperations(engine, queueOf),
  };
}

function countedAttributes({ store }: QueueEngine, queue: Queue): QueueAttributes {
  const { visible, inFlight, delayed } = store.depth(queue);
  return {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    QueueArn: queue.arn,
  };
}

function checkName(name: string, fifo: boolean): void {
  if (fifo !== name.endsWith('.fifo')) {
    throw invalidParameter(
      fifo
        ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.'
        : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  }
  if (name.length > 80 || !/^[A-Za-z0-9_-]+(\.fifo)?$/.test(name)) {
    throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
}

/** Policies are the same when they mean the same, however their JSON is written. */
function sameValue(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true;
  if (!a?.startsWith('{') || !b?.startsWith('{')) return false;
  try {
    return isDeepStrictEqual(JSON.parse(a), JSON.parse(b));
  } catch {
    return false;
  }
}
