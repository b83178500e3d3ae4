import { gunzipSync } from 'node:zlib';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
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

describe('the shop, to whose topic and API such events were sent', () => {
  const ORDERS = 1_200;
  let shop: Shop;
  /** By event. */
  const secrets: (readonly Secret[])[] = [];
  const sent = { topic: 0, api: 0 };

  beforeAll(async () => {
    shop = await startShop({ speed: 0, parameters: { VerificationCodeKeys: FURTHER_KEYS.join(',') } });
    const random = createRandom(4);
    for (let event = 0; event < ORDERS; event += 1) {
      const { body, secrets: hidden } = secretEvent(random);
      secrets.push(hidden);
      const order = checkoutBody(`order-${event}`, 150 + (event % 50), { more: body });
      if (event % 3 === 0) {
        const { status } = await shop.post(order);
        expect(status).toBe(202);
        sent.api += 1;
        continue;
      }
      // Each second one is no order at all, so that store-order sends it to its dead-letter queue.
      await shop.sns.send(
        new PublishCommand({
          TopicArn: shop.output('CheckoutTopicArn'),
          Message: event % 3 === 1 ? order : body,
          MessageAttributes: { amount: { DataType: 'Number', StringValue: '150' } },
        }),
      );
      sent.topic += 1;
    }
    await shop.flush();
    shop.advance(400);
    await shop.flush();
  });
  afterAll(() => shop.stop());

  /** By place, all texts that it holds. */
  const places: Record<string, () => Promise<string[]>> = {
    'the objects of every bucket, error output and dead letters of the index among them': objects,
    'the index': async () => (await shop.documents()).map((document) => JSON.stringify(document)),
    'every table, orders and idempotency': tables,
    'every log': logs,
    'what the functions sent to their dead-letter queues': async () =>
      (await shop.receiveAll(shop.queueUrl('Checkout', 'DeadLetterQueue'))).map((message) => JSON.stringify(message)),
  };

  test.each(Object.entries(places))('has none of it in %s', async (place, read) => {
    const texts = [...new Set(await read())];
    const left = texts.flatMap((text) => {
      const [, event] = /order-(\d+)/.exec(text) ?? [];
      const own = event === undefined ? secrets.flat() : (secrets[Number(event)] ?? []);
      return findSecrets(text, own).map((secret) => ({ secret, text }));
    });

    const characters = texts.reduce((sum, { length }) => sum + length, 0);
    say(
      `${place}: ${texts.length} texts, ${characters} characters, ${left.length} of ${secrets.flat().length} secrets (${sent.topic} events by the topic, ${sent.api} by the API)`,
    );
    expect(texts.length).toBeGreaterThan(0);
    expect(left.slice(0, 5)).toEqual([]);
    expect(texts.filter((text) => text.includes(TEST_CARDS.Visa))).toEqual([]);
  });

  async function objects(): Promise<string[]> {
    const texts: string[] = [];
    const { Buckets = [] } = await shop.s3.send(new ListBucketsCommand({}));
    for (const { Name: Bucket } of Buckets) {
      const { Contents = [] } = await shop.s3.send(new ListObjectsV2Command({ Bucket }));
      for (const { Key } of Contents) {
        const { Body } = await shop.s3.send(new GetObjectCommand({ Bucket, Key }));
        const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
        const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
        texts.push(...text.split('\n'));
      }
    }
    return texts;
  }

  async function tables(): Promise<string[]> {
    const { TableNames = [] } = await shop.dynamodb.send(new ListTablesCommand({}));
    const texts: string[] = [];
    for (const TableName of TableNames) {
      for await (const { Items = [] } of paginateScan({ client: shop.dynamodb }, { TableName })) {
        texts.push(...Items.map((item) => JSON.stringify(item)));
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
      const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
      texts.push(...events.map(({ message = '' }) => message));
    }
    return texts;
  }
});
