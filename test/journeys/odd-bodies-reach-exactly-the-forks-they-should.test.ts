import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type MessageAttributeValue, PublishBatchCommand } from '@aws-sdk/client-sns';
import { notifiedEvent } from '../../src/domain/published-event.ts';
import { type Shop, startShop } from '../support/shop.ts';

interface OddEvent {
  kind: string;
  body: string;
  attributes: Record<string, MessageAttributeValue>;
  /** What the search fork's filter says: amount ≥ 100. */
  searched: boolean;
}

const EVENTS = 400;
const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const amount = (value: number) => ({ amount: { DataType: 'Number', StringValue: String(value) } });

const KINDS: Array<(n: number) => Omit<OddEvent, 'searched'>> = [
  (n) => ({ kind: 'plain text', body: `event ${n}: not JSON at all\nsecond line`, attributes: amount(n) }),
  (n) => ({
    kind: 'pretty JSON',
    body: JSON.stringify({ n, nested: { list: [1, 2] } }, null, 2),
    attributes: amount(n),
  }),
  (n) => ({ kind: 'compact JSON', body: `{"n":${n},"price":450.00}`, attributes: amount(n) }),
  (n) => ({
    kind: 'unicode',
    body: `{"n":${n},"name":"Žluťoučký kůň 🐎 \\u2028 \u2028"}`,
    attributes: { ...amount(n), name: text('日本語 🍵') },
  }),
  (n) => ({
    kind: 'binary attribute',
    body: `{"n":${n}}`,
    attributes: { ...amount(n), blob: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255, n % 256]) } },
  }),
  (n) => ({
    kind: 'eleven attributes',
    body: `{"n":${n}}`,
    attributes: { ...amount(n), ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`a${i}`, text('x')])) },
  }),
  (n) => ({ kind: 'no attributes', body: `{"n":${n},"amount":500}`, attributes: {} }),
  (n) => ({ kind: 'an array', body: `[${n},{"a":1}]`, attributes: amount(n) }),
];

function oddEvents(): OddEvent[] {
  return Array.from({ length: EVENTS }, (_, n) => {
    const make = KINDS[n % KINDS.length];
    const large = n % 200 === 199;
    const event = large
      ? { kind: '200 KB', body: `{"n":${n},"padding":"${'ä'.repeat(100_000)}"}`, attributes: amount(n) }
      : (make ?? (() => ({ kind: '', body: '', attributes: {} })))(n);
    return { ...event, searched: 'amount' in event.attributes && n >= 100 };
  });
}

/** Ten a call, but never more than SNS takes in one: 262,144 bytes. */
function batches(events: OddEvent[]): OddEvent[][] {
  const result: OddEvent[][] = [];
  let size = Infinity;
  for (const event of events) {
    const bytes = Buffer.byteLength(event.body) + 2000;
    const last = result.at(-1);
    if (!last || last.length === 10 || size + bytes > 262_144) {
      result.push([event]);
      size = bytes;
    } else {
      last.push(event);
      size += bytes;
    }
  }
  return result;
}

/** What was published, of the notification in a queue's message. */
const messageOf = ({ Body = '' }): string => notifiedEvent(Body)?.body ?? '';
const sorted = (values: Iterable<string>) => [...values].sort();

describe('odd bodies reach exactly the forks they should', () => {
  let shop: Shop;
  const events = oddEvents();
  const raw = events.filter(({ kind }) => kind !== 'eleven attributes');
  const bodies = (list: OddEvent[]) => sorted(list.map(({ body }) => body));

  beforeAll(async () => {
    shop = await startShop({ speed: 0 });
    const calls = batches(events);
    for (let i = 0; i < calls.length; i += 8) {
      await Promise.all(
        calls.slice(i, i + 8).map(async (batch) => {
          const PublishBatchRequestEntries = batch.map(({ body, attributes }, Id) => ({
            Id: String(Id),
            Message: body,
            MessageAttributes: attributes,
          }));
          const { Failed } = await shop.sns.send(
            new PublishBatchCommand({ TopicArn: shop.output('CheckoutTopicArn'), PublishBatchRequestEntries }),
          );
          expect(Failed ?? []).toEqual([]);
        }),
      );
    }
    await shop.flush();
  });
  afterAll(() => shop.stop());

  it('the backup holds every one, from which the body comes back byte for byte', async () => {
    const lines = await shop.backupLines();

    const restored = lines.map((line) => {
      const envelope = JSON.parse(line);
      return envelope.raw ?? envelope.text ?? line.slice(line.indexOf('"event":') + '"event":'.length, -1);
    });
    expect(sorted(restored)).toEqual(bodies(events));
  });

  it('the backup keeps every attribute, with its type', async () => {
    const lines = await shop.backupLines();

    const attributes = new Map(lines.map((line) => [JSON.parse(line).attributes, line]));
    const withBlob = [...attributes.keys()].filter((entry) => entry.blob);
    expect(withBlob).toHaveLength(events.filter(({ kind }) => kind === 'binary attribute').length);
    expect(withBlob.every(({ blob }) => blob.type === 'Binary' && Buffer.from(blob.value, 'base64')[1] === 255)).toBe(
      true,
    );
    expect([...attributes.keys()].filter((entry) => Object.keys(entry).length === 11)).toHaveLength(
      events.filter(({ kind }) => kind === 'eleven attributes').length,
    );
  });

  it('the replay queue holds every one as SNS knows it, and its subscription has no dead letter', async () => {
    const held = await shop.receiveAll(shop.output('ReplayQueueUrl'));
    const dead = await shop.receiveAll(shop.queueUrl('Replay', 'SubscriptionDeadLetterQueue'));

    expect(sorted(held.map(messageOf))).toEqual(bodies(events));
    expect(dead).toEqual([]);
  });

  it('the index holds the JSON objects of 100 and more; what it refuses lies in the dead-letter bucket', async () => {
    const searched = raw.filter((event) => event.searched);
    const refused = searched.filter(({ kind }) => kind === 'plain text' || kind === 'an array');

    const documents = await shop.documents();
    const Bucket = shop.output('AnalyticsDeadLetterBucketName');
    const { Contents = [] } = await shop.s3.send(new ListObjectsV2Command({ Bucket }));
    const failed: string[] = [];
    for (const { Key } of Contents) {
      const { Body } = await shop.s3.send(new GetObjectCommand({ Bucket, Key }));
      const lines = ((await Body?.transformToString()) ?? '').split('\n').filter(Boolean);
      failed.push(...lines.map((line) => Buffer.from(JSON.parse(line).rawData, 'base64').toString('utf8')));
    }

    expect(sorted(documents.map((document) => String(document['n'])))).toEqual(
      sorted(searched.filter((event) => !refused.includes(event)).map(({ body }) => String(JSON.parse(body).n))),
    );
    expect(sorted(failed)).toEqual(bodies(refused));
  });

  it('the orders fork stores none of them and keeps each for its dead-letter queue', async () => {
    for (let receives = 0; receives < 6; receives++) {
      shop.advance(3600);
      await shop.flush();
    }

    const dead = await shop.receiveAll(shop.queueUrl('Orders', 'DeadLetterQueue'));
    expect(await shop.orders()).toEqual([]);
    expect(dead.length).toBeGreaterThan(0);
    expect(shop.metrics().queues).toBeDefined();
    expect(sorted(dead.map(messageOf))).toEqual(bodies(events));
  });
});
