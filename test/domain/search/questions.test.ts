import { askQuestion, askRevenue } from '../../../src/aws/search/ask-question.ts';
import { searchDomain } from '../../../src/aws/search/search-domain.ts';
import { paymentMethods, popularProducts } from '../../../src/domain/search/popularity.ts';
import { searchTemplate } from '../../../src/domain/search/search-template.ts';
import { shippingTime } from '../../../src/domain/search/shipping-time.ts';
import { openEngine, type TestEngine } from '../../local/search/engine.ts';

function order(id: string | number, changes: Record<string, unknown> = {}): object {
  return {
    id,
    date: '2026-01-15T10:30:00Z',
    payment: { amount: 100.1, currency: 'EUR', method: 'card' },
    shipping: { time: 2, unit: 'days' },
    items: [{ product: 'tea', name: 'Tea' }],
    ...changes,
  };
}

describe.each([true, false])('the saved questions, with the template: %s', (withTemplate) => {
  let engine: TestEngine;
  const index = () => ({
    indexName: 'orders',
    domain: searchDomain(async ({ method, path, body }) => {
      const answer = await engine.ask(method, path, body);
      return { status: answer.status, body: JSON.stringify(answer.body) };
    }),
  });
  const put = async (name: string, documents: readonly object[]) => {
    const lines = documents.map((document) => `{"index":{"_index":"${name}"}}\n${JSON.stringify(document)}\n`);
    const { body } = await engine.ask('POST', '/_bulk', lines.join(''));
    expect(body.errors).toBe(false);
  };

  beforeEach(async () => {
    engine = openEngine();
    if (withTemplate) await engine.ask('PUT', '/_index_template/orders', searchTemplate('orders'));
  });
  afterEach(() => engine.close());

  it('count an order once that was delivered twice, also to another rotation of the index', async () => {
    const twice = order('twice', {
      payment: { amount: 900.3, currency: 'EUR', method: 'transfer' },
      shipping: { time: 8, unit: 'days' },
      items: [
        { product: 'pot', name: 'Pot' },
        { product: 'pot', name: 'Pot' },
      ],
    });
    await put('orders-2026-01-15', [
      order(withTemplate ? 1 : 'a'),
      twice,
      order('c', { shipping: { time: 5, unit: 'hours' } }),
    ]);
    await put('orders-2026-01-16', [twice, order('d', { date: '2026-01-16T01:30:00+02:00' })]);

    expect(await askQuestion(index(), shippingTime, {})).toEqual([
      { unit: 'days', average: 4, orders: 3 },
      { unit: 'hours', average: 5, orders: 1 },
    ]);
    expect(await askQuestion(index(), popularProducts, {})).toEqual([
      { name: 'Tea', orders: 3 },
      { name: 'Pot', orders: 1 },
    ]);
    expect(await askQuestion(index(), paymentMethods, {})).toEqual([
      { name: 'card', orders: 3 },
      { name: 'transfer', orders: 1 },
    ]);
    expect(await askRevenue(index(), {})).toEqual([{ day: '2026-01-15', currency: 'EUR', amount: 1200.6, orders: 4 }]);
  });

  it('keep days and currencies apart, and take what is dated in the window alone', async () => {
    await put('orders', [
      order('a', { date: '2026-01-14' }),
      order('b'),
      order('b'),
      order('c', { payment: { amount: 7, currency: 'USD', method: 'card' } }),
      order('d', { date: '2026-01-15T23:59:59.999Z' }),
      order('e', { date: '2026-01-16T00:00:00Z' }),
      { kind: 'no order' },
    ]);
    const window = { from: Date.parse('2026-01-15T00:00:00Z'), to: Date.parse('2026-01-15T12:00:00Z') };

    expect(await askRevenue(index(), window)).toEqual([
      { day: '2026-01-15', currency: 'EUR', amount: 100.1, orders: 1 },
      { day: '2026-01-15', currency: 'USD', amount: 7, orders: 1 },
    ]);
    expect(await askQuestion(index(), paymentMethods, window)).toEqual([{ name: 'card', orders: 2 }]);
    expect((await askRevenue(index(), {})).map(({ day, orders }) => [day, orders])).toEqual([
      ['2026-01-14', 1],
      ['2026-01-15', 2],
      ['2026-01-15', 1],
      ['2026-01-16', 1],
    ]);
  });

  it('have no answer where no order is', async () => {
    expect(await askQuestion(index(), shippingTime, {})).toEqual([]);
    expect(await askRevenue(index(), {})).toEqual([]);
  });
});
