import { createHash } from 'node:crypto';
import type { PublishCommand } from '@aws-sdk/client-sns';
import { createRunOnce } from '../../src/aws/run-once.ts';
import { createAcceptCheckoutHandler } from '../../src/handlers/accept-checkout.ts';
import { grouped, TEST_CARDS } from '../support/card-numbers.ts';
import { startDynamoDb } from '../support/dynamodb.ts';
import { sampleEvent, sampleNames, sampleText } from '../support/sample-events.ts';

let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
let table: string;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.close());
beforeEach(async () => {
  table = await dynamodb.createIdempotencyTable();
});

const context = { getRemainingTimeInMillis: () => 10_000 };
const body = sampleText('accept-checkout/body-order-over-100');
const post = (text = body, headers: Record<string, string> = {}, authorizer?: object) => ({
  body: text,
  headers,
  requestContext: { authorizer },
});

const POSTED_AT = Date.parse('2026-01-15T18:30:00.123Z');

function acceptCheckout({
  before = async () => {},
  now = () => POSTED_AT,
  env = {},
}: {
  before?: () => Promise<void>;
  now?: () => number;
  env?: Record<string, string>;
} = {}) {
  const published: PublishCommand['input'][] = [];
  const lines: unknown[] = [];
  const handler = createAcceptCheckoutHandler({
    env: {
      TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:checkout-events',
      IDEMPOTENCY_TABLE_NAME: table,
      ...env,
    },
    send: async ({ input }) => {
      await before();
      published.push(input);
      return { MessageId: `message-${published.length}` };
    },
    now,
    runOnce: createRunOnce(dynamodb.client),
    logger: { info: (...line) => lines.push(line) },
  });
  const answer = async (event: unknown) => {
    const { statusCode, body: text, headers } = await handler(event, context);
    expect(headers).toEqual({ 'content-type': 'application/json' });
    return { status: statusCode, body: JSON.parse(text) };
  };
  return { answer, handler, published, lines };
}

test('publishes an order without its verification code, its card number masked, and answers 202', async () => {
  const { answer, published, lines } = acceptCheckout();

  expect(await answer(post())).toEqual({ status: 202, body: { id: 15311, messageId: 'message-1' } });

  expect(published).toEqual([
    {
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:checkout-events',
      Message: body
        .replace(',\n    "card-cvv": "123"', '')
        .replace(grouped(TEST_CARDS.Visa, ' '), grouped('*'.repeat(16), ' ')),
      MessageAttributes: {
        amount: { DataType: 'Number', StringValue: '450.00' },
        'event-id': { DataType: 'String', StringValue: '15311' },
        'event-type': { DataType: 'String', StringValue: 'checkout' },
        'occurred-at': { DataType: 'String', StringValue: '2026-01-15T18:30:00.123Z' },
      },
    },
  ]);
  expect(lines).toHaveLength(1);
});

test.each(sampleNames('accept-checkout').filter((name) => name.includes('/body-')))(
  'takes a POST of %s',
  async (name) => {
    expect(await acceptCheckout().answer(post(sampleText(name)))).toMatchObject({ status: 202 });
  },
);

test.each(sampleNames('accept-checkout').filter((name) => name.includes('/request-')))('answers %s', async (name) => {
  const status = name.includes('missing') ? 400 : 202;

  expect(await acceptCheckout().answer(sampleEvent(name))).toMatchObject({ status });
  expect(await acceptCheckout().answer(post(sampleText(name)))).toMatchObject({ status: 400 });
});

test('answers 400 with every problem and its path', async () => {
  const { answer, published } = acceptCheckout();

  const { status, body: refusal } = await answer(post(body.replace('"usd"', '5').replace('"quantity": 2, ', '')));

  expect(status).toBe(400);
  expect(refusal).toEqual({
    message: 'The order is not valid: payment.currency must be a string; items.1.quantity is required.',
    problems: [
      { path: 'payment.currency', message: 'must be a string' },
      { path: 'items.1.quantity', message: 'is required' },
    ],
  });
  expect(published).toEqual([]);
});

test('answers 413 for a body that SNS would not take', async () => {
  expect(await acceptCheckout().answer(post('x'.repeat(300_000)))).toMatchObject({ status: 413 });
});

test('publishes the card number where the environment says so, and no code that it names', async () => {
  const { answer, published } = acceptCheckout({
    env: { PUBLISH_CARD_NUMBERS: 'true', VERIFICATION_CODE_KEYS: 'otp' },
  });

  await answer(post(body.replace('"date"', '"otp": "4711",\n  "date"')));

  expect(published[0]?.Message).toBe(body.replace(',\n    "card-cvv": "123"', ''));
});

test('takes a card number for an id where the environment exempts it', async () => {
  const text = body.replace('15311', TEST_CARDS.Visa);

  expect(await acceptCheckout().answer(post(text))).toMatchObject({ status: 400 });
  expect(await acceptCheckout({ env: { REDACTION_EXEMPT_PATHS: '/id' } }).answer(post(text))).toMatchObject({
    status: 202,
  });
});

describe('a repeated POST', () => {
  test('that differs in card data alone gets the first answer, and no hash that the table keeps is of a code or a number', async () => {
    const { answer, published } = acceptCheckout();
    const withCode = (code: string) => body.replace('"card-cvv": "123"', `"card-cvv": "${code}"`);

    const first = await answer(post());
    expect(await answer(post(withCode('4567').replace(grouped(TEST_CARDS.Visa, ' '), TEST_CARDS.Mastercard)))).toEqual(
      first,
    );
    expect(published).toHaveLength(1);

    const hashes = new Set(
      (await dynamodb.rows(table)).flatMap((row) => JSON.stringify(row).match(/[A-Za-z0-9+/]{43}=/g) ?? []),
    );
    expect(hashes.size).toBe(2);
    for (let code = 0; code < 10_000; code += 1) {
      const digits = [`${code}`.padStart(4, '0'), ...(code < 1000 ? [`${code}`.padStart(3, '0')] : [])];
      for (const digit of digits) {
        const text = withCode(digit);
        for (const guess of [text, JSON.stringify(text), digit]) {
          expect(hashes.has(createHash('sha256').update(guess).digest('base64'))).toBe(false);
        }
      }
    }
  });

  test('gets the first answer without a second publish', async () => {
    const { answer, published } = acceptCheckout();

    const answers = [await answer(post()), await answer(post()), await answer(post())];

    expect(answers).toEqual(Array(3).fill({ status: 202, body: { id: 15311, messageId: 'message-1' } }));
    expect(published).toHaveLength(1);
  });

  test('five times at once publishes once; the others get the answer or a 409', async () => {
    const { answer, published } = acceptCheckout();

    const answers = await Promise.all(Array.from({ length: 5 }, () => answer(post())));

    expect(published).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(1);
    for (const { status, body: text } of answers) {
      if (status === 202) expect(text).toEqual({ id: 15311, messageId: 'message-1' });
      else expect([status, text.message]).toEqual([409, 'A request with this idempotency key is still in progress.']);
    }
  });

  test('while the first is in progress is a 409', async () => {
    const { answer } = acceptCheckout({
      before: async () => {
        expect(await answer(post())).toMatchObject({ status: 409 });
      },
    });

    expect(await answer(post())).toMatchObject({ status: 202 });
    expect.assertions(4);
  });

  test('with another body is a 422', async () => {
    const { answer, published } = acceptCheckout();
    await answer(post());
    await answer(post(body.replace('15311', '1'), { 'idempotency-key': 'k' }));

    expect(await answer(post(body.replace('usd', 'eur')))).toMatchObject({ status: 422 });
    expect(await answer(post(body.replace('15311', '2'), { 'Idempotency-Key': 'k' }))).toMatchObject({ status: 422 });
    expect(published).toHaveLength(2);
  });

  test('amended is published under a key of its own, as of a later time', async () => {
    let at = POSTED_AT;
    const { answer, published } = acceptCheckout({ now: () => at });
    const amended = body.replace('450.00', '400.00').replace('confirmed', 'cancelled');
    await answer(post());
    at += 1000;

    expect(await answer(post(amended))).toMatchObject({ status: 422 });
    expect(await answer(post(amended, { 'idempotency-key': '15311-2' }))).toMatchObject({ status: 202 });
    expect(await answer(post(amended, { 'idempotency-key': '15311-2' }))).toMatchObject({ status: 202 });

    expect(published.map(({ MessageAttributes }) => MessageAttributes)).toMatchObject(
      [
        ['450.00', '2026-01-15T18:30:00.123Z'],
        ['400.00', '2026-01-15T18:30:01.123Z'],
      ].map(([amount, occurredAt]) => ({
        amount: { StringValue: amount },
        'event-id': { StringValue: '15311' },
        'occurred-at': { StringValue: occurredAt },
      })),
    );
  });

  test('with another key or of another caller is another order', async () => {
    const { answer, published } = acceptCheckout();
    const caller = (sub: string) => ({ jwt: { claims: { sub } } });

    await answer(post());
    await answer(post(body, { 'idempotency-key': '15311' }));
    await answer(post(body, {}, caller('a')));
    await answer(post(body, {}, caller('b')));
    await answer(post(body, {}, { iam: { userArn: 'a' } }));

    expect(published).toHaveLength(4);
  });

  test('after a publish that failed publishes', async () => {
    let failures = 1;
    const { answer, published } = acceptCheckout({
      before: async () => {
        failures -= 1;
        if (failures >= 0) throw new Error('SNS is away.');
      },
    });

    await expect(answer(post())).rejects.toThrow('SNS is away.');
    expect(await answer(post())).toMatchObject({ status: 202 });
    expect(published).toHaveLength(1);
  });

  test('after an invocation that was killed publishes, once that one would have run out of time', async () => {
    let killed = () => {};
    const entered = new Promise<void>((done) => {
      killed = done;
    });
    const first = acceptCheckout({
      before: () => {
        killed();
        return new Promise(() => {}); // it never comes back
      },
    });
    void first.handler(post(), { getRemainingTimeInMillis: () => -1000 });
    await entered;
    const { answer, published } = acceptCheckout();

    expect(await answer(post())).toMatchObject({ status: 202 });
    expect(await answer(post())).toMatchObject({ status: 202, body: { messageId: 'message-1' } });
    expect(published).toHaveLength(1);
  });

  test('is remembered for 24 hours, without the body', async () => {
    const from = Math.floor(Date.now() / 1000);
    await acceptCheckout().answer(post());
    const to = Math.ceil(Date.now() / 1000);

    const [row] = await dynamodb.rows(table);

    expect(Number(row?.['expiration']?.N) - from).toBeGreaterThanOrEqual(86_400);
    expect(Number(row?.['expiration']?.N) - to).toBeLessThanOrEqual(86_400);
    expect(JSON.stringify(row)).not.toContain('4111');
  });
});
