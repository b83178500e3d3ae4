import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { runForks } from '../../src/cli/run-forks.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { checkedNumber } from '../support/card-numbers.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

/** Ids of 16 digits that came out as card numbers by chance. */
const [ORDER, PAYMENT, CUSTOMER, ITEM, SHIPPING] = ['45', '46', '47', '48', '49'].map((prefix) =>
  checkedNumber(prefix, 16),
);

const folder = mkdtempSync(join(tmpdir(), 'replays-'));
let shop: Shop;
let window: string[];

async function forks(...argv: string[]) {
  const { terminal, printed, warned } = createMemoryTerminal();
  const clock = {
    now: () => 0,
    wait: async (ms: number) => {
      shop.advance(ms / 1000);
      await setImmediate();
    },
  };
  const env = { XDG_STATE_HOME: folder };
  const code = await runForks(['--endpoint', shop.awsUrl, ...argv], { terminal, clock, env });
  return { code, printed, warned };
}
const replay = (...argv: string[]) => forks('replay', 'archive', ...window, ...argv);
const stackTime = async () => ((await (await fetch(`${shop.awsUrl}/_local/clock`)).json()) as { now: string }).now;
const stored = async () => {
  const rows = await shop.orders();
  return rows.map(({ CustomerId, DateOrderId, PaymentId }) => [CustomerId?.S, DateOrderId?.S, PaymentId?.S]).sort();
};

beforeAll(async () => {
  shop = await startShop({ speed: 0 });
  const from = await stackTime();
  const order = JSON.parse(checkoutBody(`${ORDER}`));
  const byChance = {
    id: ORDER,
    customer: { ...order.customer, id: CUSTOMER },
    payment: { ...order.payment, id: PAYMENT },
    items: [{ ...order.items[0], id: ITEM }],
  };
  await forks('bug', 'on');
  await shop.post(checkoutBody('', 120.5, byChance));
  await shop.post(checkoutBody('shipped', 120.5, { shipping: { ...order.shipping, id: SHIPPING } }));
  await shop.flush();
  await forks('bug', 'off');
  shop.advance(1);
  window = ['--from', from, '--to', await stackTime()];
});

afterAll(async () => {
  await shop?.stop();
  rmSync(folder, { recursive: true });
});

test('the archive has the ids of an order as they were, its attribute too, and says what it masked', async () => {
  const lines = (await shop.backupLines()).map((line) => JSON.parse(line));
  const line = (id: string | undefined) => lines.find(({ event }) => event.id === id);

  expect(line(ORDER)).toMatchObject({
    attributes: { 'event-id': { value: ORDER } },
    event: { id: ORDER, customer: { id: CUSTOMER }, payment: { id: PAYMENT }, items: [{ id: ITEM }] },
  });
  expect(line(ORDER).redacted.masked).toEqual([]);
  expect(line('shipped').redacted).toEqual({ dropped: line(ORDER).redacted.dropped, masked: ['/event/shipping/id'] });
  expect(await shop.documents()).toContainEqual(expect.objectContaining({ id: ORDER }));
});

test('a dry run names the order whose value is masked, and says how it would be sent', async () => {
  const { code, printed } = await replay('--dry-run');

  expect(code).toBe(1);
  expect(printed).toContain('1 with values that redaction masked would not be sent; --include-masked sends them');
  expect(printed.filter((line) => line.endsWith('masked: /event/shipping/id'))).toEqual([
    expect.stringContaining('  shipped  '),
  ]);
});

test('a replay heals the row of the order by its own ids, and leaves the masked one until it is told', async () => {
  const corrupted = await stored();
  expect(corrupted.map(([, , payment]) => payment)).toEqual(['CORRUPTED!', 'CORRUPTED!']);

  const first = await replay('--id', 'heal');
  await shop.flush();

  expect(first.code).toBe(1);
  expect(first.warned).toContainEqual(
    expect.stringMatching(
      /^forks: line \d+ of events\/.* is not sent: redaction masked values of it: \/event\/shipping\/id$/,
    ),
  );
  expect(first.printed.join('\n')).toMatch(/1 with values that redaction masked were not sent, .*heal\.unsent\.jsonl/);
  expect(await stored()).toEqual([
    [CUSTOMER, `2026-01-15T10:30:00Z-${ORDER}`, PAYMENT],
    ['customer-1', '2026-01-15T10:30:00Z-shipped', 'CORRUPTED!'],
  ]);

  const second = await replay('--id', 'heal-2', '--include-masked');
  await shop.flush();

  expect(second.code).toBe(0);
  expect(await stored()).toEqual([
    [CUSTOMER, `2026-01-15T10:30:00Z-${ORDER}`, PAYMENT],
    ['customer-1', '2026-01-15T10:30:00Z-shipped', 'shipped-payment'],
  ]);
});
