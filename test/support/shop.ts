/** The shop's templates on a local stack of the test's own, with the AWS clients that look at it from outside. */
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { putTemplateOfStack } from '../../src/aws/search/put-template-of-stack.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../src/local/index.ts';

export const ROOT = resolve(import.meta.dirname, '..', '..');

export interface Shop extends LocalStack {
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  output(name: string): string;
  /** The physical name of the queue whose name holds these words. */
  queueUrl(...words: string[]): string;
  post(body: string, init?: RequestInit): Promise<Response>;
  /** Every line of the backup bucket's events, in the order of their objects. */
  backupLines(): Promise<string[]>;
  /** Every document of the search index. */
  documents(): Promise<Array<Record<string, unknown>>>;
  /** All rows of the orders table. */
  orders(): Promise<Array<Record<string, { S?: string; N?: string }>>>;
  /** Takes every message that a queue shows now. */
  receiveAll(queueUrl: string): Promise<Message[]>;
}

/** Starts the shop on free ports; the caller stops it. */
export async function startShop(options: Partial<LocalStackOptions> = {}): Promise<Shop> {
  const stack = await startLocalStack({
    templateFile: resolve(ROOT, 'template.yaml'),
    stackName: 'shop',
    afterDeploy: (deployed) => putTemplateOfStack(deployed, options.warn ?? (() => {})),
    ...options,
  });
  return shopOf(stack);
}

export function shopOf(stack: LocalStack): Shop {
  const settings = {
    endpoint: stack.awsUrl,
    region: stack.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const sqs = new SQSClient(settings);
  const dynamodb = new DynamoDBClient(settings);
  const output = (name: string) => {
    const value = stack.outputs[name];
    if (value === undefined) throw new Error(`no output ${name}; there are ${Object.keys(stack.outputs)}`);
    return value;
  };
  return Object.assign(Object.create(stack) as LocalStack, {
    sns: new SNSClient(settings),
    sqs,
    s3,
    dynamodb,
    output,
    queueUrl(...words: string[]) {
      const names = Object.keys(stack.metrics().queues).filter((name) => words.every((word) => name.includes(word)));
      const name = names.sort((a, b) => a.length - b.length)[0];
      if (name === undefined)
        throw new Error(`no queue like ${words}; there are ${Object.keys(stack.metrics().queues)}`);
      return `${stack.awsUrl}/000000000000/${name}`;
    },
    post: (body: string, init: RequestInit = {}) => fetch(output('CheckoutApiUrl'), { method: 'POST', body, ...init }),
    async backupLines() {
      const Bucket = output('BackupBucketName');
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'events/' }));
      const lines: string[] = [];
      for (const { Key } of Contents) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        lines.push(
          ...gunzipSync((await Body?.transformToByteArray()) ?? '')
            .toString('utf8')
            .split('\n')
            .slice(0, -1),
        );
      }
      return lines;
    },
    async documents() {
      const url = `http://${output('SearchEndpoint')}/${output('SearchIndexName')}*/_search`;
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ size: 10_000, query: { match_all: {} } }),
      });
      const { hits } = (await response.json()) as { hits: { hits: Array<{ _source: Record<string, unknown> }> } };
      return hits.hits.map((hit) => hit._source);
    },
    async orders() {
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: output('OrdersTableName') }));
      return Items as Array<Record<string, { S?: string; N?: string }>>;
    },
    async receiveAll(QueueUrl: string) {
      const all: Message[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: 10,
            MessageAttributeNames: ['All'],
            MessageSystemAttributeNames: ['All'],
          }),
        );
        if (Messages.length === 0) return all;
        all.push(...Messages);
      }
    },
  });
}
