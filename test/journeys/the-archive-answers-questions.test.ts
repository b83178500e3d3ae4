import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PublishCommand } from '@aws-sdk/client-sns';
import { runForks } from '../../src/cli/run-forks.ts';
import { wholeShop } from '../../src/domain/cost/deployed-part.ts';
import { shopBill } from '../../src/domain/cost/shop-bill.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

let shop: Shop;
let folder: string;

beforeAll(async () => {
  shop = await startShop({ speed: 0 });
  folder = mkdtempSync(join(tmpdir(), 'forks-cache-'));
  const orders = [
    checkoutBody('a', 450),
    checkoutBody('b', 0.1, { customer: { id: 2, name: 'Bob', email: 'b@example.com' } }),
    checkoutBody('c', 0.2),
  ];
  await forks(['publish', '-'], orders);
  await shop.flush();
  // Two days on, so that a window can tell these apart.
  await fetch(`${shop.awsUrl}/_local/clock`, { method: 'POST', body: '{"advanceSeconds":172800}' });
  await shop.sns.send(new PublishCommand({ TopicArn: shop.output('CheckoutTopicArn'), Message: 'no order\nbut text' }));
  await shop.flush();
});

afterAll(async () => {
  await shop?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function forks(argv: readonly string[], input: readonly string[] = []) {
  const { terminal, printed, warned } = createMemoryTerminal(input);
  const clock = { now: () => Date.now(), wait: async () => setImmediate() };
  const code = await runForks(['--endpoint', shop.awsUrl, ...argv], {
    terminal,
    clock,
    env: { XDG_CACHE_HOME: folder },
  });
  return { code, printed, warned };
}

test('its objects are listed, those of a window alone where one is given', async () => {
  const { code, printed } = await forks(['backup', 'ls', '--json']);
  const all = JSON.parse(printed[0] ?? '');
  expect(code).toBe(0);
  expect(all).toMatchObject({ bucket: shop.output('BackupBucketName'), unreadable: [] });
  expect(all.objects.length).toBe(2);

  const recent = await forks(['backup', 'ls', '--from', '1d']);
  expect(recent.printed.at(-1)).toMatch(/^1 object, \d+ bytes$/);
  expect(recent.printed[1]).toContain(`s3://${shop.output('BackupBucketName')}/${all.objects[1].key}`);
});

test('its events are printed as they were published, or with all that is known of them', async () => {
  expect((await forks(['backup', 'cat', '--from', '1d'])).printed).toEqual(['no order\nbut text']);
  const { printed } = await forks(['backup', 'cat', '--json', '--to', '1d', '--limit', '1']);
  expect(printed.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      line: 1,
      source: shop.output('CheckoutTopicArn'),
      redacted: { dropped: expect.any(Number), masked: [] },
      attributes: expect.objectContaining({ 'event-id': { type: 'String', value: expect.any(String) } }),
      body: expect.stringMatching(/^\{"id":/),
    }),
  ]);
});

test('it is queried by SQL: as a table, as CSV and as JSON', async () => {
  const sql =
    'SELECT customer.id AS customer, sum(payment.amount) AS total FROM events WHERE id IS NOT NULL GROUP BY ALL ORDER BY total';

  expect((await forks(['backup', 'query', sql])).printed).toEqual([
    'customer    total',
    '2             0.1',
    'customer-1  450.2',
  ]);
  expect((await forks(['backup', 'query', sql, '--csv'])).printed).toEqual([
    'customer,total',
    '2,0.1',
    'customer-1,450.2',
  ]);
  expect(JSON.parse((await forks(['backup', 'query', sql, '--json'])).printed[0] ?? '')).toMatchObject({
    columns: [
      { name: 'customer', type: 'VARCHAR' },
      { name: 'total', type: 'DECIMAL(38,1)' },
    ],
    rows: [
      { customer: '2', total: 0.1 },
      { customer: 'customer-1', total: 450.2 },
    ],
    objects: 2,
    fetched: 0,
    unreadable: [],
  });
  expect((await forks(['backup', 'query', 'SELECT count(*) AS n FROM events', '--from', '1d'])).printed).toEqual([
    'n',
    '1',
  ]);
});

test('its fields are told to who does not know them, without card data', async () => {
  const { printed } = await forks(['backup', 'query']);

  expect(printed[0]).toBe('field          type');
  expect(printed.map((line) => line.split(/ +/)[0])).toEqual([
    'field',
    'id',
    'date',
    'status',
    'customer',
    'payment',
    'shipping',
    'items',
    '_id',
    '_attributes',
    '_published_at',
    '_key',
  ]);
  expect((await forks(['backup', 'query', 'SELECT payment FROM events'])).printed.join('')).not.toContain('card-');
});

test('a time without events has no fields but those of every event', async () => {
  const { printed } = await forks(['backup', 'query', '--to', '2020-01-01T00:00:00Z']);

  expect(printed.map((line) => line.split(/ +/)[0])).toEqual(['field', '_id', '_attributes', '_published_at', '_key']);
});

test('what cannot be asked ends in one line', async () => {
  expect(await forks(['backup', 'query', 'SELECT nothing FROM events'])).toMatchObject({
    code: 1,
    warned: [
      'forks: Binder Error: Referenced column "nothing" not found in FROM clause!; without SQL the fields are listed',
    ],
  });
  expect(await forks(['backup', 'query', 'DROP TABLE events'])).toMatchObject({ code: 2 });
  expect(await forks(['backup', 'ls', '--from', '1h', '--to', '2h'])).toMatchObject({
    code: 2,
    warned: ['forks: --from must be before --to'],
  });
});

test('its cost is told by list prices and by what the stack has counted', async () => {
  const { printed } = await forks(['cost', '--events', '1000000', '--size', '1024', '--json']);

  const { stack, bill, designs, measured } = JSON.parse(printed[0] ?? '');
  expect(stack).toBe('shop');
  const load = { eventsPerMonth: 1_000_000, bytesPerEvent: 1024, searchedShare: 1 };
  expect(bill).toEqual(shopBill(wholeShop, load));
  expect(designs.map(({ name }: { name: string }) => name)).toContain('native SNS → Firehose');
  expect(measured).toEqual([
    {
      name: 'StorageBackup/BackupStream',
      events: 4,
      perMillion: expect.objectContaining({ firehose: expect.any(Number) }),
    },
  ]);
  // Two records of four events, 5 KB each.
  expect(measured[0].perMillion.firehose).toBeCloseTo(((2 * 5120) / 1024 ** 3) * 0.029 * 250_000, 6);
  const text = (await forks(['cost', '--searched', '0.25'])).printed;
  expect(text[0]).toMatch(/^A month of 10,000,000 events of 1024 bytes, in US dollars, by the list prices of/);
  expect(text[2]).toBe('What the stack shop has, part by part; 25 % of the events are searched');
  expect(text).toContainEqual(expect.stringMatching(/^SearchDomain +\$27\.50 +\$0\.00 +\$27\.50 /));
  expect((await forks(['cost', '--searched', '25'])).code).toBe(2);
});
