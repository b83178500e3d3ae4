import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { GetSubscriptionAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { readQueueState } from '../../aws/describe/queue-state.ts';
import { nameOfArn, parseArn } from '../../domain/arn.ts';
import { deadLetterArnOf } from '../../domain/dead-letter-arn.ts';
import { nameOf as errorName } from '../../domain/errors.ts';
import { type Deployment, resourcesOf } from '../stack/deployment.ts';
import { describeErrorOutput, type ErrorOutput } from './error-output.ts';

/** Where messages of a deployment end that could not be processed or delivered. */
export type DeadLetterPlace = DeadLetterQueue | StreamErrors;

/** A dead-letter queue: of queues, of subscriptions, or of both. */
export interface DeadLetterQueue {
  readonly kind: 'queue' | 'subscription';
  /** Its path in the stacks, or its own name where another stack made it. */
  readonly name: string;
  readonly physicalName: string;
  readonly arn: string;
  readonly url: string;
  /** The queues whose consumers gave up on messages. */
  readonly queues: readonly QueueName[];
  /** The queues to which SNS could not deliver. */
  readonly subscribed: readonly QueueName[];
}

/** The error output of a delivery stream. */
export interface StreamErrors extends ErrorOutput {
  readonly kind: 'stream';
  readonly name: string;
  readonly physicalName: string;
}

export interface QueueName {
  readonly arn: string;
  readonly name: string;
}

/** Finds the dead-letter queues that the redrive policies of a deployment's queues and subscriptions name, and the error outputs of its streams. */
export async function findDeadLetterPlaces(
  deployment: Deployment,
  clients: { sqs: SQSClient; sns: SNSClient; firehose: FirehoseClient },
): Promise<DeadLetterPlace[]> {
  const { sqs, sns, firehose } = clients;
  const queues = await Promise.all(
    resourcesOf(deployment, 'AWS::SQS::Queue').map(async ({ name, physicalId: url }) => {
      const { arn, deadLetterArn } = await readQueueState(sqs, url);
      return { name, url, arn, deadLetterArn };
    }),
  );
  const nameOf = (arn: string): QueueName => ({
    arn,
    name: queues.find((queue) => queue.arn === arn)?.name ?? nameOfArn(arn),
  });
  const subscriptions = await Promise.all(
    resourcesOf(deployment, 'AWS::SNS::Subscription').map(({ physicalId }) => readSubscription(sns, physicalId)),
  );
  const ties = [
    ...queues.flatMap(({ arn, deadLetterArn }) => tie('queues', deadLetterArn, nameOf(arn))),
    ...subscriptions
      .filter((subscription) => subscription !== undefined)
      .flatMap(({ endpoint, deadLetterArn }) => tie('subscribed', deadLetterArn, nameOf(endpoint))),
  ];
  const found = [...new Set(ties.map(({ target }) => target))].map(async (arn): Promise<DeadLetterQueue> => {
    const of = (by: Tie['by']) => ties.filter((one) => one.target === arn && one.by === by).map(({ queue }) => queue);
    const sources = of('queues');
    return {
      kind: sources.length > 0 ? 'queue' : 'subscription',
      ...nameOf(arn),
      physicalName: nameOfArn(arn),
      url: queues.find((queue) => queue.arn === arn)?.url ?? (await queueUrlOf(sqs, arn)),
      queues: sources,
      subscribed: of('subscribed'),
    };
  });
  const streams = resourcesOf(deployment, 'AWS::KinesisFirehose::DeliveryStream').map(
    async ({ name, physicalId }): Promise<StreamErrors[]> => {
      const output = await describeErrorOutput(firehose, physicalId);
      return output === undefined ? [] : [{ kind: 'stream', name, physicalName: physicalId, ...output }];
    },
  );
  return [...(await Promise.all(found)), ...(await Promise.all(streams)).flat()].sort(
    (one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind),
  );
}

const kinds = ['queue', 'subscription', 'stream'];

/** The URL of a queue of this account, by its ARN. */
export async function queueUrlOf(sqs: SQSClient, arn: string): Promise<string> {
  const { accountId, resource: name } = parseArn(arn);
  const { QueueUrl = '' } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: name, ...(accountId === '' ? {} : { QueueOwnerAWSAccountId: accountId }) }),
  );
  return QueueUrl;
}

interface Tie {
  readonly by: 'queues' | 'subscribed';
  readonly target: string;
  readonly queue: QueueName;
}

function tie(by: Tie['by'], target: string | undefined, queue: QueueName): Tie[] {
  return target === undefined ? [] : [{ by, target, queue }];
}

/** Undefined of a subscription that was removed by hand: an overview is wanted then, too. */
async function readSubscription(
  sns: SNSClient,
  SubscriptionArn: string,
): Promise<{ endpoint: string; deadLetterArn: string | undefined } | undefined> {
  try {
    const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    return {
      endpoint: Attributes['Endpoint'] ?? '',
      deadLetterArn: deadLetterArnOf(Attributes['RedrivePolicy']),
    };
  } catch (error) {
    if (errorName(error) === 'NotFoundException') return undefined;
    throw error;
  }
}
