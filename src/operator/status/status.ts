import { FirehoseClient } from '@aws-sdk/client-firehose';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { isOff, type MappingState, readMapping } from '../../aws/describe/event-source-mapping.ts';
import { held, type QueueState, readQueueState } from '../../aws/describe/queue-state.ts';
import { findBackupApplications } from '../backup/application.ts';
import { type BackupState, readBackupState } from '../backup/state.ts';
import { type DeadLetterQueue, findDeadLetterPlaces } from '../dead-letters/places.ts';
import type { Operator } from '../operator.ts';
import { type Deployment, type LocatedResource, resourcesOf } from '../stack/deployment.ts';
import { type Drift, readDrift } from './drift.ts';
import { readLosses, type TopicLosses } from './lost-deliveries.ts';
import { readStores, readStreams, type Store, type Stream } from './stores.ts';

/** A queue of the stack, or the dead-letter queue of one. */
export interface StatusQueue {
  readonly name: string;
  readonly physicalName: string;
  readonly url: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** What a stack holds and does. */
export interface Status {
  readonly stack: string;
  readonly endpoint: string | null;
  readonly queues: readonly StatusQueue[];
  readonly deadLetters: ReadonlyArray<StatusQueue & { readonly waiting: number }>;
  readonly topics: readonly TopicLosses[];
  readonly mappings: ReadonlyArray<{
    name: string;
    id: string;
    state: string;
    queue: string;
    function: string;
    batchSize: number;
  }>;
  readonly streams: readonly Stream[];
  readonly stores: readonly Store[];
  /** The backups that are paused, each with how long its queue lasts. */
  readonly paused: readonly BackupState[];
  readonly drift: readonly Drift[];
}

/** Reads what the forks of a deployment hold and do, and what differs from the template. */
export async function readStatus(
  operator: Pick<Operator, 'connection' | 'clock'>,
  deployment: Deployment,
): Promise<Status> {
  const { connection } = operator;
  const sqs = new SQSClient(connection);
  const lambda = new LambdaClient(connection);
  const clients = { sqs, sns: new SNSClient(connection), firehose: new FirehoseClient(connection) };
  const [queues, places, topics, mappings, streams, stores] = await Promise.all([
    Promise.all(resourcesOf(deployment, 'AWS::SQS::Queue').map((resource) => readQueue(sqs, resource))),
    findDeadLetterPlaces(deployment, clients),
    readLosses(operator, deployment),
    Promise.all(
      resourcesOf(deployment, 'AWS::Lambda::EventSourceMapping').map(async ({ name, physicalId }) => ({
        ...(await readMapping(lambda, physicalId)),
        name,
      })),
    ),
    readStreams(connection, deployment),
    readStores(connection, deployment),
  ]);
  const deadLetters = await Promise.all(
    places.flatMap((place) =>
      place.kind === 'stream' ? [] : (queues.find(({ url }) => url === place.url) ?? readPlace(sqs, place)),
    ),
  );
  const isDeadLetterQueue = ({ url }: ReadQueue) => deadLetters.some((queue) => queue.url === url);
  const byArn = new Map(queues.map(({ name, state }) => [state.arn, name]));
  return {
    stack: deployment.stacks[0]?.name ?? '',
    endpoint: connection.endpoint ?? null,
    queues: queues.filter((queue) => !isDeadLetterQueue(queue)).map(statusQueue),
    deadLetters: deadLetters.map((queue) => ({ ...statusQueue(queue), waiting: held(queue.state) })),
    topics,
    mappings: mappings.map(({ name, id, state, queueArn, functionName, batchSize }) => ({
      name,
      id,
      state,
      queue: byArn.get(queueArn) ?? queueArn,
      function: functionName,
      batchSize,
    })),
    streams,
    stores,
    paused: await readPaused(operator, deployment, mappings),
    drift: await readDrift(deployment, { lambda, mappings }),
  };
}

/** CloudWatch is asked only of a backup that is paused. */
async function readPaused(
  operator: Pick<Operator, 'connection' | 'clock'>,
  deployment: Deployment,
  mappings: readonly MappingState[],
): Promise<BackupState[]> {
  const off = new Set(mappings.filter(isOff).map(({ id }) => id));
  const backups = findBackupApplications(deployment).filter(({ mappingId }) => off.has(mappingId));
  return Promise.all(backups.map((backup) => readBackupState(operator, backup)));
}

interface ReadQueue {
  readonly name: string;
  readonly url: string;
  readonly state: QueueState;
}

async function readQueue(sqs: SQSClient, { name, physicalId }: LocatedResource): Promise<ReadQueue> {
  return { name, url: physicalId, state: await readQueueState(sqs, physicalId) };
}

/** A dead-letter queue that another stack made. */
async function readPlace(sqs: SQSClient, { name, url }: DeadLetterQueue): Promise<ReadQueue> {
  return { name, url, state: await readQueueState(sqs, url) };
}

function statusQueue({ name, url, state: { visible, inFlight, delayed } }: ReadQueue): StatusQueue {
  return { name, physicalName: url.split('/').at(-1) ?? url, url, visible, inFlight, delayed };
}
