/** Events of which an index refuses some, and where each of them ends. */
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { checkoutBody } from './checkout.ts';
import type { Shop } from './shop.ts';

/** One event in twenty has a member that no mapping lets in. */
export const isRefused = (n: number): boolean => n % 20 === 7;

const wrong: Record<string, unknown>[] = [
  { payment: 'by hand' },
  { status: { text: 'paid' } },
  { customer: 5 },
  { 'shipping..time': 3 },
];

export const eventId = (n: number): string => `load-${String(n).padStart(5, '0')}`;

/** The nth event; of the four kinds that are refused, each in turn. */
function event(n: number): string {
  const body: Record<string, unknown> = JSON.parse(checkoutBody(eventId(n), 100 + (n % 50) / 4));
  const payment = { id: `p-${n}`, amount: 100 + (n % 50) / 4, currency: 'EUR', method: 'credit-card' };
  return JSON.stringify({ ...body, payment, ...(isRefused(n) ? wrong[Math.floor(n / 20) % wrong.length] : {}) });
}

/** Publishes events `from` to `to` (exclusive) in batches, some of them at a time. */
export async function publishEvents(
  shop: Shop,
  topicArn: string,
  { from, to }: { from: number; to: number },
): Promise<void> {
  let next = from;
  const publish = async () => {
    while (next < to) {
      const start = next;
      next = Math.min(to, next + 10);
      const PublishBatchRequestEntries = Array.from({ length: next - start }, (_, i) => ({
        Id: String(i),
        Message: event(start + i),
        MessageAttributes: { amount: { DataType: 'Number', StringValue: '100' } },
      }));
      const { Failed = [] } = await shop.sns.send(
        new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries }),
      );
      if (Failed.length > 0) throw new Error(JSON.stringify(Failed[0]));
    }
  };
  await Promise.all(Array.from({ length: 8 }, publish));
}

/** The ids of every document, in order; as often as they are there. */
export async function searchableIds(url: string): Promise<string[]> {
  const ids: string[] = [];
  for (let after: unknown; ; ) {
    const response = await fetch(`${url}/checkout_events*/_search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        size: 5000,
        _source: false,
        sort: ['id.keyword'],
        ...(after === undefined ? {} : { search_after: after }),
      }),
    });
    const { hits } = (await response.json()) as { hits: { total: { value: number }; hits: Array<{ sort: [string] }> } };
    ids.push(...hits.hits.map(({ sort: [id] }) => id));
    after = hits.hits.at(-1)?.sort;
    if (after === undefined) return ids;
  }
}

/** How many documents there are, duplicates included. */
export async function documentCount(url: string): Promise<number> {
  const response = await fetch(`${url}/checkout_events*/_count`);
  return ((await response.json()) as { count: number }).count;
}

export interface FailedDocument {
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly data: string;
}

/** Every line of the dead-letter bucket. */
export async function failedDocuments(shop: Shop): Promise<FailedDocument[]> {
  const Bucket = shop.output('AnalyticsDeadLetterBucketName');
  const { Contents = [] } = await shop.s3.send(new ListObjectsV2Command({ Bucket }));
  const failed: FailedDocument[] = [];
  for (const { Key } of Contents) {
    if (!Key?.startsWith('errors/AmazonOpenSearchService-failed/')) throw new Error(`${Key} does not belong here`);
    const { Body } = await shop.s3.send(new GetObjectCommand({ Bucket, Key }));
    for (const line of ((await Body?.transformToString()) ?? '').split('\n').slice(0, -1)) {
      const { errorCode, errorMessage, rawData } = JSON.parse(line);
      failed.push({ errorCode, errorMessage, data: Buffer.from(rawData, 'base64').toString() });
    }
  }
  return failed;
}

/** Expects every event to be in the index once, or in the dead-letter bucket once with its reason and as it was published. */
export async function expectEachInItsPlace(shop: Shop, url: string, count: number): Promise<void> {
  const all = Array.from({ length: count }, (_, n) => n);
  const searchable = all.filter((n) => !isRefused(n)).map(eventId);
  expect(await documentCount(url)).toBe(searchable.length);
  expect(await searchableIds(url)).toEqual(searchable);

  const failed = await failedDocuments(shop);
  expect(failed.map(({ data }) => data).sort()).toEqual(all.filter(isRefused).map(event).sort());
  expect(new Set(failed.map(({ errorCode }) => errorCode))).toEqual(new Set(['400']));
  for (const { errorMessage } of failed) expect(errorMessage).toContain('mapper_parsing_exception');
}
