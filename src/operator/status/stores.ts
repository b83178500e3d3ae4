import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Connection } from '../../aws/connection.ts';
import { readDeliveryStream } from '../../aws/describe/delivery-stream.ts';
import { createS3Client } from '../../aws/s3-client.ts';
import { type Deployment, outputOf, resourcesOf } from '../stack/deployment.ts';

/** A delivery stream of the stack. */
export interface Stream {
  readonly name: string;
  readonly physicalName: string;
  readonly status: string;
  readonly destination: string;
}

/** Where events come to rest: a table, a bucket or a search domain. */
export interface Store {
  readonly name: string;
  readonly kind: 'table' | 'bucket' | 'search';
  readonly physicalName: string;
  /** How much it holds: items as the table last counted them, objects up to a thousand; empty where that takes more than a call. */
  readonly holds: string;
}

/** Reads the delivery streams of a deployment. */
export async function readStreams(connection: Connection, deployment: Deployment): Promise<Stream[]> {
  const firehose = new FirehoseClient(connection);
  return Promise.all(
    resourcesOf(deployment, 'AWS::KinesisFirehose::DeliveryStream').map(async ({ name, physicalId }) => ({
      name,
      physicalName: physicalId,
      ...(await readDeliveryStream(firehose, physicalId)),
    })),
  );
}

/** Reads the tables, buckets and search domains of a deployment, one call each. */
export async function readStores(connection: Connection, deployment: Deployment): Promise<Store[]> {
  const dynamodb = new DynamoDBClient(connection);
  const s3 = createS3Client(connection);
  const tables = resourcesOf(deployment, 'AWS::DynamoDB::Table').map(async ({ name, physicalId }): Promise<Store> => {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: physicalId }));
    return { name, kind: 'table', physicalName: physicalId, holds: count(Table?.ItemCount ?? 0, 'item') };
  });
  const buckets = resourcesOf(deployment, 'AWS::S3::Bucket').map(async ({ name, physicalId }): Promise<Store> => {
    const { KeyCount = 0, IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket: physicalId }));
    return {
      name,
      kind: 'bucket',
      physicalName: physicalId,
      holds: IsTruncated ? 'over 1000 objects' : count(KeyCount, 'object'),
    };
  });
  const domains = resourcesOf(deployment, 'AWS::OpenSearchService::Domain').map(
    ({ name, physicalId }): Store => ({ name, kind: 'search', physicalName: physicalId, holds: indexOf(deployment) }),
  );
  return Promise.all([...tables, ...buckets, ...domains]);
}

function indexOf(deployment: Deployment): string {
  const index = outputOf(deployment, 'SearchIndexName');
  return index === undefined ? '' : `index ${index}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
