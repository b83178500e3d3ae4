import { gunzipSync } from 'node:zlib';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { redactArchivedText } from '../../src/domain/card-data/redact-archived-text.ts';
import { redactCardData } from '../../src/domain/card-data/redact-card-data.ts';
import { envelopeLine } from '../../src/domain/framing/envelope.ts';
import { findSecrets } from '../support/card-data/find-secrets.ts';
import { innocentEvent } from '../support/card-data/innocent.ts';
import { LOOK_ALIKES } from '../support/card-data/look-alikes.ts';
import { createRandom } from '../support/card-data/random.ts';
import { FURTHER_KEYS, type Secret, secretEvent } from '../support/card-data/secret-events.ts';
import { TEST_CARDS } from '../support/card-numbers.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

const EVENTS = 120_000;
const LOOK_ALIKES_OF_A_KIND = 10_000;
/** Through the whole shop, so many at a time. */
const SENT = 100_000;
const ROUND = 2_000;
/** A text that does not say whose it is, as most lines of a log, is searched for the secrets of so many. */
const MAX_UNTOLD = 300;
const rules = { codeKeys: FURTHER_KEYS };
const head = { id: 'a-b', publishedAt: '2026-11-21T03:04:05.678Z', source: 'arn:aws:sns:us-east-1:000000000000:t' };
const lineOf = (body: string) => envelopeLine({ ...head, subject: undefined, attributes: {}, body });
const say = (line: string) => process.stdout.write(`${line}\n`);

test(`of ${EVENTS} events with card numbers and codes none shows one afterwards, in any reading`, () => {
  const random = createRandom(1);
  const counts = { number: 0, code: 0 };
  const left: unknown[] = [];
  for (let event = 0; event < EVENTS; event += 1) {
    const { body, secrets } = secretEvent(random);
    for (const { kind } of secrets) counts[kind] += 1;
    if (event % 1000 === 0) expect(findSecrets(body, secrets)).toEqual(secrets);
    const output = event % 2 === 0 ? redactCardData(body, rules) : redactArchivedText(lineOf(body), rules);
    left.push(...findSecrets(output, secrets).map((secret) => ({ secret, body, output })));
  }

  say(`${EVENTS} events with ${counts.number} card numbers and ${counts.code} verification codes: ${left.length} left`);
  expect(left.slice(0, 5)).toEqual([]);
});

test(`of ${EVENTS} events without card data each keeps every byte`, () => {
  const random = createRandom(2);
  const changed: unknown[] = [];
  for (let event = 0; event < EVENTS; event += 1) {
    const body = innocentEvent(random);
    const text = event % 2 === 0 ? body : lineOf(body);
    const output = event % 2 === 0 ? redactCardData(body, rules) : redactArchivedText(text, rules);
    if (output !== text) changed.push({ text, output });
  }

  say(`${EVENTS} events without card data: ${changed.length} changed`);
  expect(changed.slice(0, 5)).toEqual([]);
});

test('the false alarms, by kind', () => {
  const random = createRandom(3);
  const rates = Object.entries(LOOK_ALIKES).map(([kind, { make, fits }]) => {
    let masked = 0;
    for (let number = 0; number < LOOK_ALIKES_OF_A_KIND; number += 1) {
      const body = JSON.stringify({ a: make(random) });
      if (redactCardData(body) !== body) masked += 1;
    }
    return { kind, fits, share: masked / LOOK_ALIKES_OF_A_KIND };
  });

  say(`masked of ${LOOK_ALIKES_OF_A_KIND} numbers of each kind (${rates.length * LOOK_ALIKES_OF_A_KIND} in all):`);
  for (const { kind, share } of rates) say(`  ${(share * 100).toFixed(2).padStart(5)} %  ${kind}`);
  expect(rates.filter(({ fits, share }) => !fits && share > 0)).toEqual([]);
  expect(rates.filter(({ share }) => share > 0.05)).toEqual([]);
});

describe(`the shop, to whose topic and API ${SENT} such events were sent`, () => {
  let shop: Shop;
  /** By event. */
  const secrets: (readonly Secret[])[] = [];
  const sent = { topic: 0, api: 0 };

  beforeAll(async () => {
    shop = await startShop({ speed: 0, parameters: { VerificationCodeKeys: FURTHER_KEYS.join(',') } });
    const transformation = Object.keys(shop.metrics().functions).find((name) => name.includes('RemoveCardData')) ?? '';
    // So that the error output of the archive holds records, too.
    shop.faults.replace({
      seed: 1,
      rules: [{ service: 'lambda', operation: 'Invoke', kind: 'error', rate: 0.6, resource: transformation }],
    });
    const random = createRandom(4);
    while (secrets.length < SENT) {
      const round = Array.from({ length: ROUND }, () => {
        const { body, secrets: hidden } = secretEvent(random);
        const event = secrets.push(hidden) - 1;
        return { event, order: checkoutBody(`order-${event}`, 150 + (event % 50), { more: body }), body };
      });
      const posted = round.filter(({ event }) => event % 10 === 0);
      for (const { status } of await Promise.all(posted.map(({ order }) => shop.post(order)))) expect(status).toBe(202);
      const published = round.filter(({ event }) => event % 10 !== 0);
      await Promise.all(
        Array.from({ length: Math.ceil(published.length / 10) }, (_, n) =>
          publish(published.slice(n * 10, n * 10 + 10)),
        ),
      );
      sent.api += posted.length;
      sent.topic += published.length;
      await shop.flush();
      shop.advance(70);
    }
    for (let minutes = 0; minutes < 15; minutes += 1) {
      await shop.flush();
      shop.advance(60);
    }
  }, 1_800_000);
  afterAll(() => shop.stop());

  /** One in ten is no order, so that store-order sends it to its dead-letter queue, and the index refuses it. */
  async function publish(events: readonly { event: number; order: string; body: string }[]): Promise<void> {
    await shop.sns.send(
      new PublishBatchCommand({
        TopicArn: shop.output('CheckoutTopicArn'),
        PublishBatchRequestEntries: events.map(({ event, order, body }) => ({
          Id: String(event),
          Message: event % 10 === 1 ? `order-${event} ${body}` : order,
          MessageAttributes: { amount: { DataType: 'Number', StringValue: '150' } },
        })),
      }),
    );
  }

  /** By place, all texts that it holds. */
  const places: Record<string, () => Promise<string[]>> = {
    'the archive': () => objects((bucket, key) => bucket.includes('backup') && key.startsWith('events/')),
    'the error output of the archive': () => objects((_bucket, key) => key.startsWith('errors/')),
    'the dead-letter bucket of the index': () => objects((bucket) => bucket.includes('deadletter')),
    'the index': documents,
    'every table, orders and idempotency': tables,
    'every log': logs,
    'the dead-letter queue of the orders': async () =>
      (await shop.receiveAll(shop.queueUrl('Checkout', 'DeadLetterQueue'))).map((message) => JSON.stringify(message)),
  };

  test.each(Object.entries(places))('has none of it in %s', async (place, read) => {
    const texts = [...new Set(await read())].filter((text) => text !== '');
    const left = texts.flatMap((text) => {
      const [, event] = /order-(\d+)/.exec(text) ?? [];
      return findSecrets(
        text,
        event === undefined ? secrets.slice(0, MAX_UNTOLD).flat() : (secrets[Number(event)] ?? []),
      ).map((secret) => ({ secret, text }));
    });

    const characters = texts.reduce((sum, { length }) => sum + length, 0);
    say(
      `${place}: ${texts.length} texts, ${characters} characters, ${left.length} of ${secrets.flat().length} secrets (${sent.topic} events by the topic, ${sent.api} by the API)`,
    );
    expect(texts.length).toBeGreaterThan(0);
    expect(left.slice(0, 5)).toEqual([]);
    expect(texts.filter((text) => text.includes(TEST_CARDS.Visa))).toEqual([]);
  });

  async function objects(isAsked: (bucket: string, key: string) => boolean): Promise<string[]> {
    const texts: string[] = [];
    const { Buckets = [] } = await shop.s3.send(new ListBucketsCommand({}));
    for (const { Name: Bucket } of Buckets) {
      for await (const { Contents = [] } of paginateListObjectsV2({ client: shop.s3 }, { Bucket })) {
        for (const { Key = '' } of Contents)
          if (isAsked(Bucket ?? '', Key)) for (const text of await lines(Bucket, Key)) texts.push(text);
      }
    }
    return texts;
  }

  /** Of a failed record the data, which is the record itself. */
  async function lines(Bucket: string | undefined, Key: string): Promise<string[]> {
    const { Body } = await shop.s3.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    const texts = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString().split('\n');
    return texts.flatMap((text) => {
      const [, rawData] = /"rawData":"([^"]*)"/.exec(text) ?? [];
      return rawData === undefined
        ? [text]
        : [text.replace(rawData, ''), ...Buffer.from(rawData, 'base64').toString().split('\n')];
    });
  }

  async function documents(): Promise<string[]> {
    const url = `http://${shop.output('SearchEndpoint')}/${shop.output('SearchIndexName')}/_search`;
    const texts: string[] = [];
    for (let after: unknown[] | undefined; ; ) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ size: 5_000, sort: ['id.keyword', '_doc'], ...(after ? { search_after: after } : {}) }),
      });
      const { hits } = (await response.json()) as { hits: { hits: Array<{ _source: object; sort: unknown[] }> } };
      for (const text of hits.hits.map((hit) => JSON.stringify(hit._source))) texts.push(text);
      if (hits.hits.length < 5_000) return texts;
      after = hits.hits.at(-1)?.sort;
    }
  }

  async function tables(): Promise<string[]> {
    const { TableNames = [] } = await shop.dynamodb.send(new ListTablesCommand({}));
    const texts: string[] = [];
    for (const TableName of TableNames) {
      for await (const { Items = [] } of paginateScan({ client: shop.dynamodb }, { TableName })) {
        for (const text of Items.map((item) => JSON.stringify(item))) texts.push(text);
      }
    }
    return texts;
  }

  async function logs(): Promise<string[]> {
    const client = new CloudWatchLogsClient({
      endpoint: shop.awsUrl,
      region: shop.region,
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
    const texts: string[] = [];
    const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({}));
    for (const { logGroupName } of logGroups) {
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
        for (const text of events
          .map(({ message = '' }) => message)
          .filter((line) => !/^(?:START|END|REPORT) /.test(line)))
          texts.push(text);
      }
    }
    return texts;
  }
});
