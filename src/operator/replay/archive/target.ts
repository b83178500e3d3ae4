import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readFunctionSettings } from '../../../aws/describe/function-configuration.ts';
import { sendMessages, type UnsentMessage } from '../../../aws/send-messages.ts';
import { reasonOf } from '../../../domain/errors.ts';
import { messageBytes } from '../../../domain/message-bytes.ts';
import type { ArchivedEntry } from '../../../domain/replay/archived-entry.ts';
import { MAX_SNS_BYTES, MAX_SQS_BYTES } from '../../../domain/service-limits.ts';
import { queueUrlOf } from '../../dead-letters/places.ts';
import { RequestError, UnreachableError } from '../../errors.ts';
import type { Operator } from '../../operator.ts';
import { publishBatch } from '../../publish/publish-batch.ts';
import { type Deployment, resourcesOf } from '../../stack/deployment.ts';
import { findTopic } from '../../stack/find-topic.ts';
import { requireReplayApplication } from '../application.ts';
import { destinationOf } from '../view.ts';

/** Where an archive replay sends to. */
export interface ReplayTarget {
  readonly kind: 'queue' | 'topic';
  /** A queue's URL, or a topic's ARN. */
  readonly address: string;
  readonly name: string;
  readonly maxBytes: number;
  /** What one call took, in seconds. */
  readonly callSeconds: number;
  /** Sends one batch and returns what was not acknowledged; never throws. */
  send(batch: readonly ArchivedEntry[]): Promise<UnsentMessage[]>;
}

/**
 * Finds the destination and looks at it once, so that a replay does not begin towards one that is gone or denied: the
 * queue given by name, ARN, URL or its place in the stacks; the stack's `topic`; or the destination of the replay application.
 */
export async function openTarget(
  operator: Operator,
  deployment: () => Promise<Deployment>,
  wanted: string | undefined,
): Promise<ReplayTarget> {
  if (wanted === 'topic') return topicTarget(operator, findTopic(await deployment()));
  const sqs = new SQSClient(operator.connection);
  const start = operator.clock.now();
  const url = await findQueueUrl(operator, sqs, { deployment, wanted });
  return {
    kind: 'queue',
    address: url,
    name: url.split('/').at(-1) ?? url,
    maxBytes: MAX_SQS_BYTES,
    callSeconds: (operator.clock.now() - start) / 1000,
    send: (entries) => sendMessages({ send: (command) => sqs.send(command), queueUrl: url, entries }),
  };
}

/** By GetQueueUrl alone, which with SendMessage is all that the replay application's role for this may do to the queue. */
async function findQueueUrl(
  operator: Operator,
  sqs: SQSClient,
  { deployment, wanted }: { deployment: () => Promise<Deployment>; wanted: string | undefined },
): Promise<string> {
  const name = wanted ?? (await replayDestination(operator, await deployment()));
  try {
    return await queueUrlOf(sqs, arnOf(name));
  } catch (cause) {
    if (wanted === undefined || name.includes(':')) throw unreachable(name, cause);
    const queues = resourcesOf(await deployment(), 'AWS::SQS::Queue');
    const found = queues.filter((queue) => queue.name === name || queue.logicalId === name);
    const [only, ...more] = found;
    if (only !== undefined && more.length === 0) return only.physicalId;
    if (more.length > 0) {
      throw new RequestError(`${name} is not unique, choose one of: ${found.map((queue) => queue.name).join(', ')}`);
    }
    throw unreachable(name, cause);
  }
}

/** The ARN of a queue given by it, by its URL (`…/ACCOUNT/NAME`), or by its name in this account. */
function arnOf(given: string): string {
  if (given.startsWith('arn:')) return given;
  const [, account = '', name = given] = /^https?:\/\/[^/]+\/(\d+)\/([^/]+)$/.exec(given) ?? [];
  return `arn:aws:sqs::${account}:${name}`;
}

async function replayDestination({ connection }: Operator, deployment: Deployment): Promise<string> {
  const { functionName } = requireReplayApplication(deployment);
  return destinationOf(await readFunctionSettings(new LambdaClient(connection), functionName));
}

async function topicTarget(operator: Operator, topicArn: string): Promise<ReplayTarget> {
  const sns = new SNSClient(operator.connection);
  const start = operator.clock.now();
  await reached(topicArn, () => sns.send(new GetTopicAttributesCommand({ TopicArn: topicArn })));
  return {
    kind: 'topic',
    address: topicArn,
    name: topicArn,
    maxBytes: MAX_SNS_BYTES,
    callSeconds: (operator.clock.now() - start) / 1000,
    async send(batch) {
      const { wait } = operator.clock;
      const tooLarge = batch.filter((entry) => messageBytes(entry.body, entry.attributes) > MAX_SNS_BYTES);
      const entries = batch.filter((entry) => !tooLarge.includes(entry));
      const refused = tooLarge.map((entry) => ({
        messageId: entry.messageId,
        reason: `it has ${messageBytes(entry.body, entry.attributes)} bytes; SNS takes at most ${MAX_SNS_BYTES}`,
        senderFault: true,
      }));
      try {
        const outcomes =
          entries.length === 0
            ? []
            : await publishBatch({ send: (command) => sns.send(command), topicArn, wait }, entries);
        const failed = entries.flatMap(({ messageId }, index): UnsentMessage[] => {
          const outcome = outcomes[index];
          if (outcome === undefined || 'messageId' in outcome) return [];
          return [{ messageId, reason: outcome.reason, senderFault: outcome.senderFault === true }];
        });
        return [...refused, ...failed];
      } catch (error) {
        return [...refused, ...entries.map(({ messageId }) => ({ messageId, reason: reasonOf(error) }))];
      }
    },
  };
}

async function reached<Result>(address: string, look: () => Promise<Result>): Promise<Result> {
  try {
    return await look();
  } catch (cause) {
    throw unreachable(address, cause);
  }
}

function unreachable(address: string, cause: unknown): UnreachableError {
  return new UnreachableError(`the destination ${address} cannot be reached, so nothing is sent`, { cause });
}
