import { FirehoseClient } from '@aws-sdk/client-firehose';
import type { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createS3Client } from '../../aws/s3-client.ts';
import { RequestError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import type { Deployment } from '../stack/deployment.ts';
import { findDeployment } from '../stack/find-deployment.ts';
import { type DeadLetterPlace, findDeadLetterPlaces } from './places.ts';

/** The dead letters of a stack and the clients to work on them. */
export interface DeadLetters {
  readonly deployment: Deployment;
  readonly places: readonly DeadLetterPlace[];
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly firehose: FirehoseClient;
}

/**
 * Finds the dead-letter places of the operator's stack: all, or the one of a name (its path in the stacks, its logical id
 * where that is unique, or its physical name). Throws RequestError for a name that fits none or several.
 */
export async function openDeadLetters(operator: Operator, wanted: string | undefined): Promise<DeadLetters> {
  const { connection } = operator;
  const deployment = await findDeployment(operator);
  const sqs = new SQSClient(connection);
  const firehose = new FirehoseClient({ ...connection, maxAttempts: 1 });
  const places = await findDeadLetterPlaces(deployment, { sqs, sns: new SNSClient(connection), firehose });
  return {
    deployment,
    places: wanted === undefined ? places : [choose(places, wanted)],
    sqs,
    s3: createS3Client(connection),
    firehose,
  };
}

/** Where the messages of a place belong, in words: the queues, or the stream. */
export function ownersOf(place: DeadLetterPlace): string[] {
  if (place.kind === 'stream') return [place.name];
  return [...new Set([...place.queues, ...place.subscribed].map(({ name }) => name))];
}

function choose(places: readonly DeadLetterPlace[], wanted: string): DeadLetterPlace {
  const exact = places.filter(({ name, physicalName }) => name === wanted || physicalName === wanted);
  const found = exact.length > 0 ? exact : places.filter(({ name }) => name.split('/').at(-1) === wanted);
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  const list = (only === undefined ? places : found).map(({ name }) => name).join(', ');
  throw new RequestError(
    only === undefined
      ? `there are no dead letters called ${wanted}; there are: ${list}`
      : `${wanted} is not unique, choose one of: ${list}`,
  );
}
