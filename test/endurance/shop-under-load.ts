/** `npm start`'s own process under the load of a second one, and everything that its forks hold afterwards. */

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { notifiedEvent } from '../../src/domain/published-event.ts';
import { type RunningProcess, startProcess } from '../support/stack-process.ts';

export interface FaultRule {
  service: string;
  operation: string;
  kind: string;
  rate: number;
  ms?: number;
  resource?: string;
}

/** One line of a stream's error output, and the key of its object. */
export interface ErrorLine {
  readonly key: string;
  readonly errorCode: string;
  readonly attemptsMade: number;
  readonly arrivalTimestamp: number;
  readonly attemptEndingTimestamp: number;
  readonly lambdaARN?: string;
  /** The original record. */
  readonly text: string;
}

export interface Metrics {
  functions: Record<string, { invocations: number; errors: number }>;
  streams: Record<string, { putCalls: number; records: number; objects: number; failed: number }>;
  queues: Record<string, { sent: number; received: number; held: number; deadLettered: number }>;
}

export interface ShopUnderLoad extends RunningProcess {
  output(name: string): string;
  /** The physical name that holds these words, the shortest of them. */
  name(kind: keyof Metrics, ...words: string[]): Promise<string>;
  metrics(): Promise<Metrics>;
  setFaults(rules: FaultRule[], seed?: number): Promise<void>;
  clearFaults(): Promise<void>;
  advance(seconds: number): Promise<void>;
  flush(): Promise<{ status: number; delivered: Record<string, number>; waiting: Record<string, number> }>;
  /** Publishes in a second process; resolves to the numbers of the accepted orders once that has ended. */
  publish(first: number, count: number, onAccepted?: (total: number) => void): Promise<number[]>;
  /** The lines of every event in the backup bucket. */
  archive(): Promise<string[]>;
  /** The error output of a bucket, below a prefix. */
  errors(bucket: string, prefix?: string): Promise<ErrorLine[]>;
  /** The ids of all rows of the orders table. */
  orders(): Promise<string[]>;
  /** The ids of all documents of the search index, a document each. */
  documents(): Promise<string[]>;
  /** Takes and deletes every message of a queue and returns their bodies. */
  takeAll(queueUrl: string): Promise<string[]>;
}

/** Starts it on free ports. */
export async function startShopUnderLoad(flags: readonly string[] = []): Promise<ShopUnderLoad> {
  const running = await startProcess(flags);
  const outputs = await running.outputs();
  const aws = running.urls.aws;
  const settings = { endpoint: aws, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const sqs = new SQSClient(settings);
  const dynamodb = new DynamoDBClient(settings);
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${aws}/_local/${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (!response.ok && response.status !== 504)
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return { status: response.status, ...((await response.json()) as object) };
  };
  const output = (name: string) => {
    const value = outputs[name];
    if (value === undefined) throw new Error(`no output ${name}`);
    return value;
  };
  const metrics = async () => (await call('GET', 'metrics')) as unknown as Metrics;
  const objects = async (Bucket: string, Prefix: string): Promise<Array<{ key: string; text: string }>> => {
    const found: Array<{ key: string; text: string }> = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
      for (const { Key = '' } of Contents) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
        found.push({ key: Key, text: (isZipped ? gunzipSync(bytes) : Buffer.from(bytes)).toString('utf8') });
      }
    }
    return found;
  };

  return {
    ...running,
    output,
    metrics,
    async name(kind, ...words) {
      const names = Object.keys((await metrics())[kind]).filter((name) => words.every((word) => name.includes(word)));
      const [shortest] = names.sort((a, b) => a.length - b.length);
      if (shortest === undefined) throw new Error(`no name like ${words} among ${kind}`);
      return shortest;
    },
    async setFaults(rules, seed = 1) {
      await call('POST', 'faults', { seed, rules });
    },
    async clearFaults() {
      await call('DELETE', 'faults');
    },
    async advance(advanceSeconds) {
      await call('POST', 'clock', { advanceSeconds });
    },
    flush: async () => (await call('POST', 'flush')) as Awaited<ReturnType<ShopUnderLoad['flush']>>,
    publish: (first, count, onAccepted) =>
      new Promise((done, failed) => {
        const args = [aws, output('CheckoutTopicArn'), String(first), String(count)];
        const child = spawn(process.execPath, [resolve(import.meta.dirname, 'publisher.ts'), ...args], {
          env: { ...process.env, NODE_OPTIONS: '' },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const accepted: number[] = [];
        createInterface({ input: child.stdout }).on('line', (line) => {
          accepted.push(Number(line));
          onAccepted?.(accepted.length);
        });
        child.once('close', (code) =>
          code === 0 ? done(accepted) : failed(new Error(`publisher ended with ${code}`)),
        );
      }),
    archive: async () =>
      (await objects(output('BackupBucketName'), 'events/')).flatMap(({ text }) => text.split('\n').slice(0, -1)),
    errors: async (bucket, prefix = '') =>
      (await objects(bucket, prefix)).flatMap(({ key, text }) =>
        text
          .split('\n')
          .slice(0, -1)
          .map((line) => {
            const { rawData, ...rest } = JSON.parse(line);
            return { key, ...rest, text: Buffer.from(rawData, 'base64').toString('utf8') };
          }),
      ),
    async orders() {
      const ids: string[] = [];
      for await (const { Items = [] } of paginateScan({ client: dynamodb }, { TableName: output('OrdersTableName') }))
        ids.push(...Items.map(({ PaymentId }) => PaymentId?.S?.replace('-payment', '') ?? 'no payment id'));
      return ids;
    },
    async documents() {
      const url = `http://${output('SearchEndpoint')}/${output('SearchIndexName')}/_search`;
      const ids: string[] = [];
      for (let after: unknown[] | undefined; ; ) {
        const body = {
          size: 10_000,
          _source: ['id'],
          sort: ['id.keyword', '_doc'],
          ...(after ? { search_after: after } : {}),
        };
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        const { hits } = (await response.json()) as {
          hits: { hits: Array<{ _source: { id: string }; sort: unknown[] }> };
        };
        ids.push(...hits.hits.map((hit) => hit._source.id));
        if (hits.hits.length < 10_000) return ids;
        after = hits.hits.at(-1)?.sort;
      }
    },
    async takeAll(QueueUrl) {
      const bodies: string[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        if (Messages.length === 0) return bodies;
        bodies.push(...Messages.map(({ Body = '' }) => Body));
        const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
  };
}

/** `order-N` for each number. */
export function orderIds(numbers: Iterable<number>): string[] {
  return [...numbers].map((n) => `order-${n}`).sort();
}

/** The ids of the orders in lines of JSON, whether envelopes, notifications or bodies. */
export function idsInLines(lines: Iterable<string>): string[] {
  return [...lines].map((line) => {
    const value = JSON.parse(notifiedEvent(line)?.body ?? line);
    return (value.event ?? value).id;
  });
}

/** How many more there are of what occurs than different ones. */
export function repeated(ids: readonly string[]): number {
  return ids.length - new Set(ids).size;
}
