/** The whole shop with a real OpenSearch in place of the embedded one (`--search-endpoint`). */
import { setImmediate } from 'node:timers/promises';
import { runForks } from '../../../src/cli/run-forks.ts';
import { createMemoryTerminal } from '../../cli/memory-terminal.ts';
import { checkoutBody } from '../../support/checkout.ts';
import { expectEachInItsPlace, publishEvents, searchableIds } from '../../support/search-load.ts';
import { type Shop, startShop } from '../../support/shop.ts';
import { findTools, type RealOpenSearch, startOpenSearch } from '../support/opensearch.ts';

const tools = findTools();
if (typeof tools === 'string') console.warn(`Skipped: the shop with a real OpenSearch, because ${tools}.`);
const suite = typeof tools === 'string' ? describe.skip : describe;

const EVENTS = 10_000;

suite('the shop with a real OpenSearch', () => {
  let real: RealOpenSearch;
  let shop: Shop;

  beforeAll(async () => {
    if (typeof tools === 'string') return;
    real = await startOpenSearch(tools);
  });
  beforeEach(async () => {
    await fetch(`${real.url}/checkout_events*,backfill-*`, { method: 'DELETE' });
    const parameters = { ApiAuthorization: 'NONE', StreamRetryDurationInSeconds: '300' };
    shop = await startShop({ searchEndpoint: real.url, parameters });
  });
  afterEach(() => shop?.stop());
  afterAll(() => real?.stop());

  const publish = (from: number, to: number) => publishEvents(shop, shop.output('CheckoutTopicArn'), { from, to });

  async function forks(...argv: string[]) {
    const { terminal, printed, warned } = createMemoryTerminal();
    const clock = { now: () => Date.now(), wait: async () => setImmediate() };
    const code = await runForks(['--endpoint', shop.awsUrl, '--json', ...argv], { terminal, clock, env: {} });
    return { code, printed, warned };
  }

  it('finds every event of ten thousand that its mapping takes, and keeps the others as dead letters', async () => {
    await publish(0, EVENTS);
    await shop.flush();

    await expectEachInItsPlace(shop, real.url, EVENTS);
  });

  it('loses nothing when it is killed, is away for a minute, and comes back', async () => {
    await publish(0, 200);
    await shop.flush();
    await real.kill();
    await publish(200, 600);
    await shop.flush();
    shop.advance(60);
    await shop.flush();
    await real.restart();
    shop.advance(60);
    await shop.flush();

    await expectEachInItsPlace(shop, real.url, 600);
  });

  it('gets the template before the first event, answers the saved questions, and is filled in again from the archive', async () => {
    for (const id of ['a', 'b', 'b']) {
      await shop.post(checkoutBody(id, 125.5), { headers: { 'idempotency-key': `${id}-${Math.random()}` } });
    }
    await shop.post(
      checkoutBody('c', 200, {
        items: [
          { id: 1, product: 5, name: 'Cup', quantity: 1, price: 100, subtotal: 100 },
          { id: 'b', product: 'p-5', name: 'Pot', quantity: 2, price: 12.5, subtotal: 25 },
        ],
      }),
    );
    await shop.flush();
    const answer = async (...argv: string[]) => {
      const { code, printed, warned } = await forks('search', ...argv);
      expect({ code, warned }).toEqual({ code: 0, warned: [] });
      return JSON.parse(printed[0] ?? '');
    };
    const questions = async () => [
      (await answer('shipping-time')).shippingTime,
      (await answer('products')).products,
      (await answer('payment-methods')).paymentMethods,
      (await answer('revenue')).revenue,
    ];
    const answers = [
      [{ unit: 'days', average: 3, orders: 3 }],
      [
        { name: 'Darjeeling', orders: 2 },
        { name: 'Cup', orders: 1 },
        { name: 'Pot', orders: 1 },
      ],
      [{ name: 'credit-card', orders: 3 }],
      [{ day: '2026-01-15', currency: 'EUR', amount: 451, orders: 3 }],
    ];
    expect(await answer('template')).toMatchObject({ replicas: 0, existing: ['checkout_events'] });
    expect(await questions()).toEqual(answers);
    expect(await searchableIds(real.url)).toEqual(['a', 'b', 'b', 'c']);

    const { state, written, removed, index } = await answer('reindex', '--from', '2h');
    expect({ state, written, removed }).toEqual({ state: 'done', written: 4, removed: 4 });
    expect(await searchableIds(real.url)).toEqual(['a', 'b', 'c']);
    expect(await questions()).toEqual(answers);

    shop.advance(60);
    expect(await answer('reindex', '--from', '2h')).toMatchObject({ state: 'done', removed: 3 });
    expect(await searchableIds(real.url)).toEqual(['a', 'b', 'c']);
    expect(index).toMatch(/^backfill-checkout_events-\d{8}-\d{6}$/);
  });
});
