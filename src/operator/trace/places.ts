import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { listArchiveObjects } from '../../aws/archive/list-objects.ts';
import { readObjectLines } from '../../aws/archive/read-lines.ts';
import { createS3Client } from '../../aws/s3-client.ts';
import { peekMessages } from '../dead-letters/peek-messages.ts';
import { findDeadLetterPlaces } from '../dead-letters/places.ts';
import type { Operator } from '../operator.ts';
import { findReplayApplications } from '../replay/application.ts';
import { openSearchForks } from '../search/search-fork.ts';
import { type Deployment, outputsOf } from '../stack/deployment.ts';
import { findErrors } from './errors.ts';
import type { Finding } from './finding.ts';
import { namesEvent } from './names-event.ts';

/** A place to look in. */
export interface Place {
  readonly name: string;
  find(): Promise<Finding[]>;
}

/** How many messages of a queue are looked at. */
const MAX_MESSAGES = 1000;

const Answer = v.object({
  hits: v.object({ hits: v.array(v.object({ _index: v.string(), _id: v.string(), _source: v.looseObject({}) })) }),
});

/** Every place of a deployment that can hold the event: orders, archive, search index, replay buffer, dead letters. */
export async function placesOf(
  operator: Pick<Operator, 'connection'>,
  deployment: Deployment,
  { eventId, from }: { eventId: string; from: number },
): Promise<Place[]> {
  const { connection } = operator;
  const sqs = new SQSClient(connection);
  return [
    ...outputsOf(deployment, 'OrdersTableName').map((table) => ({
      name: 'orders',
      find: () => findRows(operator, table, eventId),
    })),
    ...outputsOf(deployment, 'BackupBucketName').map((bucket) => ({
      name: 'archive',
      find: () => findLines(operator, { bucket, eventId, from }),
    })),
    ...(outputsOf(deployment, 'SearchStreamName').length === 0
      ? []
      : [{ name: 'search', find: () => findDocuments(operator, deployment, eventId) }]),
    ...findReplayApplications(deployment).map(({ queueUrl }) => ({
      name: 'replay buffer',
      find: () => findMessages(sqs, { place: 'replay buffer', queueUrl, eventId }),
    })),
    ...(await deadLettersOf(operator, deployment, { eventId, from })),
  ];
}

/** The places where dead letters end; where they cannot be found, one place that says so when it is searched. */
async function deadLettersOf(
  { connection }: Pick<Operator, 'connection'>,
  deployment: Deployment,
  wanted: { eventId: string; from: number },
): Promise<Place[]> {
  const name = 'dead letters';
  const sqs = new SQSClient(connection);
  const clients = { sqs, sns: new SNSClient(connection), firehose: new FirehoseClient(connection) };
  try {
    const places = await findDeadLetterPlaces(deployment, clients);
    return places.map((place) => ({
      name,
      find: () =>
        place.kind === 'stream'
          ? findErrors({ connection }, place, wanted)
          : findMessages(sqs, { place: name, queueUrl: place.url, eventId: wanted.eventId }),
    }));
  } catch (error) {
    return [{ name, find: () => Promise.reject(error) }];
  }
}

async function findRows(
  { connection }: Pick<Operator, 'connection'>,
  table: string,
  eventId: string,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const pages = paginateScan(
    { client: new DynamoDBClient(connection) },
    {
      TableName: table,
      // The key is `<date>-<id>`, and a scan is the only way to a row whose date is not known.
      FilterExpression: 'contains(DateOrderId, :id)',
      ExpressionAttributeValues: { ':id': { S: `-${eventId}` } },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const { CustomerId, DateOrderId, PaymentId, PaymentAmount, PaymentCurrency } of Items) {
      if (DateOrderId?.S === undefined || !isOrder(DateOrderId.S, eventId)) continue;
      findings.push({
        place: 'orders',
        where: `${table} ${CustomerId?.S ?? ''} ${DateOrderId.S}`,
        detail: `payment ${PaymentId?.S ?? ''}, ${PaymentAmount?.N ?? ''} ${PaymentCurrency?.S ?? ''}`,
      });
    }
  }
  return findings;
}

/** The id is what follows an ISO 8601 date; after a date of another form, the row's key cannot be told apart further. */
function isOrder(dateOrderId: string, eventId: string): boolean {
  const date = /^\d{4}-\d\d-\d\d(?:T[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)?-/.exec(dateOrderId)?.[0];
  return date === undefined ? dateOrderId.endsWith(`-${eventId}`) : dateOrderId.slice(date.length) === eventId;
}

async function findLines(
  { connection }: Pick<Operator, 'connection'>,
  { bucket, eventId, from }: { bucket: string; eventId: string; from: number },
): Promise<Finding[]> {
  const s3 = createS3Client(connection);
  const findings: Finding[] = [];
  for await (const { key, writtenAt } of listArchiveObjects(s3, { bucket, prefix: '', from })) {
    let line = 0;
    for await (const text of readObjectLines(s3, { bucket, key })) {
      line += 1;
      if (!namesEvent(text, eventId)) continue;
      const detail = `written ${new Date(writtenAt).toISOString()}`;
      findings.push({ place: 'archive', where: `s3://${bucket}/${key} line ${line}`, detail });
    }
  }
  return findings;
}

async function findDocuments(
  operator: Pick<Operator, 'connection'>,
  deployment: Deployment,
  eventId: string,
): Promise<Finding[]> {
  const forks = await openSearchForks(operator, deployment);
  const found = await Promise.all(
    forks.map(async ({ domain, indexName }) => {
      const path = `/${encodeURIComponent(indexName)}*/_search?ignore_unavailable=true`;
      const { hits } = v.parse(
        Answer,
        await domain.ask('POST', path, { size: 100, query: { match: { id: eventId } } }),
      );
      return hits.hits
        .filter(({ _source }) => String(_source['id']) === eventId)
        .map(({ _index, _id }) => ({ place: 'search', where: `${_index}/${_id}`, detail: '' }));
    }),
  );
  return found.flat();
}

async function findMessages(
  sqs: SQSClient,
  { place, queueUrl, eventId }: { place: string; queueUrl: string; eventId: string },
): Promise<Finding[]> {
  const messages = await peekMessages(sqs, queueUrl, MAX_MESSAGES);
  return messages
    .filter(
      ({ Body = '', MessageAttributes = {} }) =>
        MessageAttributes['event-id']?.StringValue === eventId || namesEvent(Body, eventId),
    )
    .map(({ MessageId, Attributes = {} }) => ({
      place,
      where: `${queueUrl.split('/').at(-1)} ${MessageId}`,
      detail: `sent ${new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString()}, received ${Attributes.ApproximateReceiveCount ?? 0} times`,
    }));
}
