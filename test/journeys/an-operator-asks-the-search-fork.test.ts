import { setImmediate } from 'node:timers/promises';
import { ListSubscriptionsCommand, PublishCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { runForks } from '../../src/cli/run-forks.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await startShop();
});

afterAll(() => shop?.stop());

async function forks(...argv: string[]) {
  return run(argv, createMemoryTerminal());
}

async function run(
  argv: readonly string[],
  { terminal, printed, warned }: Pick<ReturnType<typeof createMemoryTerminal>, 'terminal' | 'printed' | 'warned'>,
) {
  const clock = { now: () => Date.now(), wait: async () => setImmediate() };
  const code = await runForks(['--endpoint', shop.awsUrl, ...argv], { terminal, clock, env: {} });
  return { code, printed, warned };
}

async function forksJson(...argv: string[]): Promise<Record<string, never>> {
  const { code, printed, warned } = await forks(...argv, '--json');
  expect({ code, warned, printed }).toEqual({ code: 0, warned: [], printed: [expect.any(String)] });
  return JSON.parse(printed[0] ?? '');
}

const publish = (body: string, amount: number) =>
  shop.sns.send(
    new PublishCommand({
      TopicArn: shop.output('CheckoutTopicArn'),
      Message: body,
      MessageAttributes: { amount: { DataType: 'Number', StringValue: String(amount) } },
    }),
  );

test('the index takes ids and amounts of every kind from the first event on, and a command puts its template again', async () => {
  const items = [
    { id: 1, product: 5, name: 'Tea', quantity: 1, price: 100, subtotal: 100, discount: 1 },
    { id: 'b', product: 'p-5', name: 'Pot', quantity: 2, price: 12.5, subtotal: 25, discount: 0.5 },
  ];
  await publish(checkoutBody('mixed', 125, { items, 'voucher-id': '2026-01-15' }), 125);
  await publish(checkoutBody('plain', 130, { 'voucher-id': 'none' }), 130);
  expect(Object.values((await shop.flush()).failed)).toEqual([0, 0]);
  expect((await shop.documents()).map(({ id }) => id).sort()).toEqual(['mixed', 'plain']);

  expect(await forksJson('search', 'template')).toEqual({
    template: 'checkout_events',
    patterns: ['checkout_events', 'checkout_events-*', 'backfill-checkout_events-*'],
    replicas: 0,
    existing: ['checkout_events'],
  });
});

test('the saved questions are answered over orders of 100 and more, each counted once', async () => {
  const order = (id: string, amount: number, method: string, time: number) => {
    const body = JSON.parse(checkoutBody(id, amount));
    return JSON.stringify({
      ...body,
      date: '2026-02-01T10:00:00Z',
      payment: { ...body.payment, method },
      shipping: { ...body.shipping, time },
    });
  };
  for (const [id, amount, method, time] of [
    ['q-1', 100, 'card', 2],
    ['q-2', 250.5, 'transfer', 4],
    ['q-2', 250.5, 'transfer', 4],
    ['q-3', 99.99, 'cash', 50],
  ] as const) {
    await publish(order(id, amount, method, time), amount);
  }
  await shop.flush();
  const window = ['--from', '2026-02-01T00:00:00Z', '--to', '2026-02-02T00:00:00Z'];

  expect(await forksJson('search', 'shipping-time', ...window)).toEqual({
    index: 'checkout_events',
    shippingTime: [{ unit: 'days', average: 3, orders: 2 }],
  });
  expect(await forksJson('search', 'revenue', ...window)).toEqual({
    index: 'checkout_events',
    revenue: [{ day: '2026-02-01', currency: 'EUR', amount: 350.5, orders: 2 }],
  });
  expect((await forks('search', 'payment-methods', ...window)).printed).toEqual([
    'method    orders',
    'card           1',
    'transfer       1',
  ]);
  expect((await forks('search', 'products', ...window)).printed).toEqual(['product     orders', 'Darjeeling       2']);
  expect((await forks('search', 'revenue', ...window)).printed).toEqual([
    'day         revenue  currency  orders',
    '2026-02-01  350.50   EUR            2',
  ]);
  expect((await forks('search', 'revenue', '--from', '2030-01-01T00:00:00Z')).printed).toEqual([
    'No order is in checkout_events* yet',
  ]);
});

test('an event is traced to its document', async () => {
  await publish(checkoutBody('traced', 200), 200);
  await shop.flush();

  expect((await forks('trace', 'traced')).printed).toContainEqual(expect.stringMatching(/^search +checkout_events\//));
});

test('a window is filled in again from the archive, once for each event, and an interrupted back-fill goes on', async () => {
  shop.advance(3600);
  for (const [id, amount] of [
    ['r-1', 150],
    ['r-2', 250],
    ['r-2', 250],
    ['r-3', 50],
  ] as const) {
    await publish(checkoutBody(id, amount), amount);
  }
  await publish('{"id":"r-4","payment":"by hand"}', 400);
  await publish('no JSON', 500);
  await shop.flush();
  const ask = async (path: string, body: object = {}) => {
    const response = await fetch(`http://${shop.output('SearchEndpoint')}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as { hits: { hits: Array<{ _index: string; _id: string; _source: object }> } };
  };
  const found = async () => {
    const { hits } = await ask('/checkout_events*/_search', { size: 1000, query: { prefix: { 'id.keyword': 'r-' } } });
    return hits.hits.map(({ _index, _source }) => `${_index} ${(_source as { id: string }).id}`).sort();
  };
  expect(await found()).toEqual(['checkout_events r-1', 'checkout_events r-2', 'checkout_events r-2']);
  const documents = (await shop.documents()).length;

  const interrupted = createMemoryTerminal();
  interrupted.interrupt.abort();
  const first = await run(['search', 'reindex', '--from', '10m', '--json'], interrupted);
  expect(first.code).toBe(1);
  const { id, index, alias, ...counts } = JSON.parse(first.printed[0] ?? '');
  expect(counts).toEqual({
    ...{ state: 'filling', read: 6, filtered: 1, written: 3, refused: 2, unreadable: 0, withoutId: 0, removed: 0 },
  });
  expect(first.warned).toEqual([
    expect.stringMatching(/^forks: s3:\/\/.* line \d+: it is no JSON object, or is nested too deeply$/),
    expect.stringMatching(/^forks: s3:\/\/.* line \d+: mapper_parsing_exception: .*payment/),
  ]);
  expect(await found()).toHaveLength(3);
  expect((await forks('search', 'reindex', '--resume', 'nothing')).warned).toEqual([
    `forks: there is no back-fill nothing of checkout_events; unfinished are: ${id}`,
  ]);

  const resumed = await forks('search', 'reindex', '--resume', id);
  expect(resumed).toEqual({
    code: 1,
    warned: [],
    printed: [
      `6 events read: 3 written to ${index}, 1 not for this fork, 2 refused, 0 unreadable`,
      `3 documents removed from the live index; ${alias} shows the new ones`,
    ],
  });
  expect(index).toBe(`backfill-checkout_events-${id}`);
  expect(await found()).toEqual([`${index} r-1`, `${index} r-2`]);
  expect(JSON.stringify(await ask(`/${index}/_search`))).not.toContain('card-number');
  expect(await shop.documents()).toHaveLength(documents - 1);
  expect((await forks('search', 'reindex', '--resume', id)).printed[1]).toBe(resumed.printed[1]);

  // A second one takes the place of the first.
  shop.advance(60);
  const again = await forks('search', 'reindex', '--from', '10m');
  expect(again.printed[1]).toMatch(/^2 documents removed from the live index/);
  expect(await found()).toHaveLength(2);
});

test('a back-fill that a failing domain ends is resumed where it was, and a window is needed for a new one', async () => {
  shop.advance(3600);
  for (const id of ['f-1', 'f-2']) await publish(checkoutBody(id, 300), 300);
  await shop.flush();
  shop.faults.replace({ rules: [{ service: 'search', operation: 'bulk', kind: 'error', rate: 1 }] });
  const failed = await forks('search', 'reindex', '--from', '10m');
  shop.faults.clear();

  expect(failed).toEqual({
    code: 1,
    printed: [],
    warned: [
      expect.stringMatching(
        /^forks: the search domain takes no documents: .*; forks search reindex --resume \d{8}-\d{6} goes on$/,
      ),
    ],
  });
  const id = /--resume (\S+)/.exec(failed.warned[0] ?? '')?.[1] ?? '';
  expect(await forksJson('search', 'reindex', '--resume', id)).toMatchObject({
    state: 'done',
    read: 2,
    written: 2,
    removed: 2,
  });
  expect(await forks('search', 'reindex')).toMatchObject({
    code: 2,
    warned: ['forks: a new back-fill needs --from; --resume goes on with an old one'],
  });
  expect(await forks('search', 'products', '--from', '1h', '--to', '2h')).toMatchObject({
    code: 2,
    warned: ['forks: --from must be before --to'],
  });
  expect(await forks('search', 'revenue', '--stream', 'Nothing')).toMatchObject({
    code: 2,
    warned: ['forks: no search stream of the stack is called Nothing; there are: SearchAnalytics/SearchStream'],
  });
});

test('the dashboards are exported for import, and a proxy opens the domain until Ctrl-C', async () => {
  const { code, printed } = await forks('search', 'dashboards', '--export');
  expect([code, printed.map((line) => JSON.parse(line).type)]).toEqual([
    0,
    ['index-pattern', 'visualization', 'visualization', 'visualization', 'visualization', 'dashboard'],
  ]);

  const terminal = createMemoryTerminal();
  const running = run(['search', 'dashboards', '--json'], {
    ...terminal,
    terminal: {
      ...terminal.terminal,
      print: async (line) => {
        const { proxy } = JSON.parse(line);
        const answer = await fetch(`${proxy}/checkout_events*/_count`);
        terminal.printed.push(`${answer.status} ${new URL(proxy).hostname}`);
        terminal.interrupt.abort();
      },
    },
  });
  expect(await running).toMatchObject({ code: 0, printed: ['200 127.0.0.1'] });
});

test('what was removed by hand is told with what to do, and leaves nothing half done', async () => {
  const indices = async () => (await fetch(`${shop.searchUrl}/_cat/indices?h=index`)).text();
  const before = await indices();
  const { Subscriptions = [] } = await shop.sns.send(new ListSubscriptionsCommand({}));
  for (const { SubscriptionArn } of Subscriptions) await shop.sns.send(new UnsubscribeCommand({ SubscriptionArn }));

  expect(await forks('search', 'reindex', '--from', '2h', '--to', '0s')).toMatchObject({
    code: 1,
    warned: [
      expect.stringMatching(
        /^forks: the subscription of shop-SearchAnalytics-\w+ was removed outside of the stack, .*: deploy the stack without this application, and with it again$/,
      ),
    ],
  });
  expect(await indices()).toBe(before);
  const gone =
    'forks: there is no bucket nothing-here: if it was removed outside of its stack, make it again under this name; an archive elsewhere is named with --bucket';
  for (const command of ['ls', 'query']) {
    expect(await forks('backup', command, '--bucket', 'nothing-here')).toMatchObject({ code: 1, warned: [gone] });
  }
});
