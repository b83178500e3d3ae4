import { setImmediate } from 'node:timers/promises';
import { runForks } from '../../src/cli/run-forks.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await startShop({ speed: 0, parameters: { SearchFork: 'Disabled' } });
});

afterAll(() => shop?.stop());

async function forks(...argv: string[]) {
  const { terminal, printed } = createMemoryTerminal();
  const clock = {
    now: () => Date.now(),
    wait: async (ms: number) => {
      shop.advance(ms / 1000);
      await setImmediate();
    },
  };
  const code = await runForks(['--endpoint', shop.awsUrl, '--json', ...argv], { terminal, clock, env: {} });
  return { code, document: JSON.parse(printed[0] ?? '{}') };
}
const amountOf = async (id: string) => {
  const rows = (await shop.orders()).filter((row) => row['PaymentId']?.S === `${id}-payment`);
  return rows.map((row) => row['PaymentAmount']?.N);
};
const cancelled = (id: string, amount: number) => checkoutBody(id, amount, { status: 'CANCELLED' });

test('an order that is amended under a key of its own is stored as amended, and replays of both leave it so', async () => {
  expect(await shop.post(checkoutBody('amended', 120))).toMatchObject({ status: 202 });
  await shop.flush();
  expect(await amountOf('amended')).toEqual(['120']);
  expect(await shop.post(cancelled('amended', 80))).toMatchObject({ status: 422 });
  expect(await shop.post(cancelled('amended', 80), { headers: { 'idempotency-key': 'amended-2' } })).toMatchObject({
    status: 202,
  });
  await shop.flush();
  expect(await amountOf('amended')).toEqual(['80']);

  shop.advance(120);
  await shop.flush();
  expect(await forks('replay', 'archive', '--from', '2h', '--to', '0s')).toMatchObject({
    code: 0,
    document: { sent: 2 },
  });
  await shop.flush();
  expect(await amountOf('amended')).toEqual(['80']);

  expect(await forks('replay', 'start')).toMatchObject({ code: 0 });
  await shop.flush();
  expect(await forks('replay', 'stop')).toMatchObject({ code: 0 });
  expect(await amountOf('amended')).toEqual(['80']);
});

test('an amended order that a bug corrupted is healed by a replay as amended', async () => {
  await shop.post(checkoutBody('healed', 120));
  await shop.flush();
  await forks('bug', 'on');
  await shop.post(cancelled('healed', 80), { headers: { 'idempotency-key': 'healed-2' } });
  await shop.flush();
  expect(await amountOf('healed')).toEqual([]);
  await forks('bug', 'off');

  shop.advance(120);
  await shop.flush();
  await forks('replay', 'archive', '--from', '2h', '--to', '0s');
  await shop.flush();

  expect(await amountOf('healed')).toEqual(['80']);
});
