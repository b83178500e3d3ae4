import { notifiedEvent } from '../../src/domain/published-event.ts';
import { TEST_CARDS } from '../support/card-numbers.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

const messageIdOf = async (answer: Response) => ((await answer.json()) as { messageId: string }).messageId;

describe('a posted order reaches its four forks', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await startShop({ speed: 0 });
  });
  afterAll(() => shop.stop());

  it('is stored, archived without card data, searchable from 100 on, and held for replay', async () => {
    const large = await shop.post(checkoutBody('large', 120.5));
    const small = await shop.post(checkoutBody('small', 99.99));
    expect([large.status, small.status]).toEqual([202, 202]);
    expect(await large.json()).toEqual({ id: 'large', messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) });

    const flushed = await shop.flush();

    expect(flushed.settled).toBe(true);
    const rows = await shop.orders();
    expect(rows.map((row) => [row['CustomerId']?.S, row['DateOrderId']?.S, row['PaymentAmount']?.N]).sort()).toEqual([
      ['customer-1', '2026-01-15T10:30:00Z-large', '120.5'],
      ['customer-1', '2026-01-15T10:30:00Z-small', '99.99'],
    ]);
    const lines = await shop.backupLines();
    expect(lines.map((line) => JSON.parse(line).event.id).sort()).toEqual(['large', 'small']);
    expect(lines.join('\n')).not.toMatch(/card-|4111/);
    expect((await shop.documents()).map((document) => document['id'])).toEqual(['large']);
    const held = await shop.receiveAll(shop.output('ReplayQueueUrl'));
    expect(held.map(({ Body = '' }) => notifiedEvent(Body)?.attributes['event-id']?.value).sort()).toEqual([
      'large',
      'small',
    ]);
  });

  it('lets no verification code and no card number rest anywhere, and changes nothing else of the body', async () => {
    const body = checkoutBody('exact').replace('"amount":120.5', '"amount": 120.50 ');
    await shop.post(body, { headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    await shop.flush();

    const held = await shop.receiveAll(shop.output('ReplayQueueUrl'));

    const expected = body.replace(',"card-cvv":"123"', '').replace(TEST_CARDS.Visa, '*'.repeat(16));
    expect(held.map(({ Body = '' }) => notifiedEvent(Body)?.body)).toContain(expected);
  });

  it('is published once, however often it is posted', async () => {
    const body = checkoutBody('again');
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => shop.post(body)));
    const later = await shop.post(body);
    await shop.flush();

    const accepted = await Promise.all([...answers, later].filter(({ status }) => status === 202).map(messageIdOf));
    expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true);
    expect(new Set(accepted).size).toBe(1);
    const rows = (await shop.orders()).filter((row) => row['DateOrderId']?.S?.endsWith('-again'));
    expect(rows).toHaveLength(1);
    const events = (await shop.backupLines()).filter((line) => JSON.parse(line).event.id === 'again');
    expect(events).toHaveLength(1);
  });

  it.each([
    ['an empty body', '', 400],
    ['a body that is not JSON', '{"id":', 400],
    ['a body that is no object', '[1,2]', 400],
    ['missing fields', '{"id":"x"}', 400],
    ['a wrong type', checkoutBody('wrong', 1, { items: 'none' }), 400],
    ['a body of 300 KB', checkoutBody('huge', 1, { note: 'x'.repeat(300_000) }), 413],
  ])('is refused with %s, in JSON that names the problem', async (_case, body, status) => {
    const response = await shop.post(body);

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(JSON.stringify(await response.json()).length).toBeGreaterThan(20);
  });

  it.each([
    ['GET', '/checkout'],
    ['POST', '/elsewhere'],
  ])('is not found at %s %s', async (method, path) => {
    const response = await fetch(new URL(path, shop.apiUrl), { method });

    expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
  });
});
