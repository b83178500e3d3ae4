import { setImmediate } from 'node:timers/promises';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand } from '@aws-sdk/client-sns';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { runForks } from '../../src/cli/run-forks.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await startShop();
});

afterAll(() => shop?.stop());

/** Runs the command line against the shop; waiting gives way to the stack's own work, and takes no time. */
async function forks(argv: readonly string[], input: readonly string[] = []) {
  const { terminal, printed, warned } = createMemoryTerminal(input);
  const clock = { now: () => Date.now(), wait: async () => setImmediate() };
  const code = await runForks(['--endpoint', shop.awsUrl, ...argv], { terminal, clock, env: {} });
  return { code, printed, warned };
}

async function forksJson(...argv: string[]): Promise<Record<string, never>> {
  const { code, printed, warned } = await forks([...argv, '--json']);
  expect({ code, warned, printed }).toEqual({ code: 0, warned: [], printed: [expect.any(String)] });
  return JSON.parse(printed[0] ?? '');
}

const paymentIds = async () => (await shop.orders()).map((row) => row['PaymentId']?.S);
const fewOrders = (prefix: string) => [1, 2, 3].map((n) => checkoutBody(`${prefix}-${n}`, 100 * n));

test('a bug is healed from the buffer, by commands alone', async () => {
  expect((await forks(['status'])).printed.at(-1)).toBe('Everything is as the template deployed it');

  expect((await forks(['bug', 'on'])).code).toBe(0);
  expect(await forks(['publish', '-'], fewOrders('healed'))).toMatchObject({
    code: 0,
    printed: [`3 published to ${shop.output('CheckoutTopicArn')}`],
  });
  await shop.flush();
  expect(await paymentIds()).toEqual(['CORRUPTED!', 'CORRUPTED!', 'CORRUPTED!']);
  expect((await forks(['bug', 'on'])).printed).toEqual(['The bug is on already']);
  expect(await forksJson('status')).toMatchObject({
    stack: 'shop',
    queues: expect.arrayContaining([expect.objectContaining({ name: 'Replay/ReplayQueue', visible: 3 })]),
    mappings: expect.arrayContaining([expect.objectContaining({ queue: 'Replay/ReplayQueue', state: 'Disabled' })]),
    drift: [{ what: expect.stringMatching(/^bug in /), is: 'on', expected: 'off', fix: 'forks bug off' }],
  });

  expect((await forks(['bug', 'off'])).code).toBe(0);
  const started = await forks(['replay', 'start']);
  expect(started).toMatchObject({ code: 0, warned: [] });
  expect(started.printed[0]).toMatch(/^Replay is on: 3 events go from the buffer to shop-/);
  expect(started.printed[1]).toContain('new events reach the destination twice');
  await shop.flush();
  expect((await paymentIds()).sort()).toEqual(['healed-1-payment', 'healed-2-payment', 'healed-3-payment']);
  expect(await forksJson('replay', 'status')).toMatchObject({
    state: 'Enabled',
    buffer: { visible: 0, inFlight: 0, delayed: 0 },
    oldestSeconds: null,
    sent: 3,
    failed: 0,
  });

  expect((await forks(['replay', 'stop'])).printed).toEqual(['Replay is off: 3 sent, the buffer is empty']);
  expect(await forksJson('status')).toMatchObject({ drift: [] });
});

test('the bug is switched without touching another variable', async () => {
  const lambda = new LambdaClient({
    endpoint: shop.awsUrl,
    region: shop.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const read = async () => {
    const { Environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: shop.output('StoreOrderFunctionName') }),
    );
    return Environment?.Variables;
  };
  const before = await read();

  await forks(['bug', 'on']);
  expect(await read()).toEqual({ ...before, BUG_ENABLED: 'true' });
  await forks(['bug', 'off']);
  expect(await read()).toEqual({ ...before, BUG_ENABLED: 'false' });
});

test('what is published has the attributes of a checkout and no verification code, or is raw', async () => {
  const backedUp = async (words: string) => (await shop.backupLines()).filter((line) => line.includes(words));

  await forks(['publish', '-'], [checkoutBody('attributes', 450)]);
  await forks(['publish', '-', '--raw', '--count', '2'], ['any text at all']);
  await shop.flush();

  expect((await backedUp('"event":{"id":"attributes"')).map((line) => JSON.parse(line).attributes)).toEqual([
    {
      amount: { type: 'Number', value: '450' },
      'event-id': { type: 'String', value: 'attributes' },
      'event-type': { type: 'String', value: 'checkout' },
      'occurred-at': { type: 'String', value: expect.stringMatching(/^\d{4}-.*T.*\.\d{3}Z$/) },
    },
  ]);
  expect((await backedUp('any text at all')).map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ text: 'any text at all', attributes: {} }),
    expect.objectContaining({ text: 'any text at all', attributes: {} }),
  ]);
  expect((await backedUp('')).join('')).not.toContain('card-cvv');
});

test('an event that SQS would refuse is not published, and the character named', async () => {
  const escaped = checkoutBody('o-ID').replace('o-ID', 'o-\\uffff');
  expect(await forks(['publish', '-', '--json', '--raw'], ['sound', 'a\tb\u0001', '\uffff'])).toMatchObject({
    code: 1,
    printed: [expect.stringContaining('"published":1,"failed":2')],
    warned: [
      'forks: event 2: character 4 is U+0001, which SQS refuses: forks with raw delivery would lose the event',
      'forks: event 3: character 1 is U+FFFF, which SQS refuses: forks with raw delivery would lose the event',
    ],
  });
  expect(await forks(['publish', '-'], [escaped, checkoutBody('sound')])).toMatchObject({
    code: 1,
    warned: [expect.stringContaining('id must not hold U+FFFF (character 3), which no queue takes')],
  });
});

test('the status says what the topic lost, where another publisher sends what SQS refuses', async () => {
  const TopicArn = shop.output('CheckoutTopicArn');
  const lostBy = async () => (await forksJson('status'))['topics'];
  expect(await lostBy()).toEqual([{ name: 'CheckoutTopic', topicArn: TopicArn, lost: 0 }]);

  await shop.sns.send(new PublishCommand({ TopicArn, Message: 'a \uffff that JSON does not escape' }));

  const [{ lost }] = (await lostBy()) as unknown as [{ lost: number }];
  expect(lost).toBeGreaterThan(0);
  expect((await forks(['status'])).printed).toContain(
    `LOST  ${lost} deliveries of CheckoutTopic in the last 24 hours: neither the queue nor a dead-letter queue took them`,
  );
  shop.advance(86_400 + 60);
  expect(await lostBy()).toEqual([{ name: 'CheckoutTopic', topicArn: TopicArn, lost: 0 }]);
});

test('an event that is no order is named and not published, its neighbours are', async () => {
  const { code, printed, warned } = await forks(['publish', '-', '--json'], [checkoutBody('good'), '{"id":1}', 'x']);

  expect(code).toBe(1);
  expect(printed.map((line) => JSON.parse(line))).toEqual([
    { topic: shop.output('CheckoutTopicArn'), published: 1, failed: 2 },
  ]);
  expect(warned).toEqual([
    expect.stringMatching(/^forks: event 2: The order is not valid: .*--raw publishes any text/),
    expect.stringMatching(/^forks: event 3: The order is not valid: the body must be JSON/),
  ]);
});

test('a file that is not there, and one without an event, end in one line', async () => {
  expect(await forks(['publish', 'no-such-file.json'])).toMatchObject({
    code: 2,
    warned: ['forks: the file no-such-file.json cannot be read: give the name of a file, or - for standard input'],
  });
  expect(await forks(['publish', '-'], [''])).toMatchObject({
    code: 1,
    warned: ['forks: standard input holds no event'],
  });
});

test('many events come through in batches, each once', async () => {
  const before = shop.metrics().topics;
  const events = Array.from({ length: 137 }, (_, n) => checkoutBody(`many-${n}`, n, { note: 'x'.repeat(n * 100) }));

  const { code } = await forks(['publish', '-'], events);

  expect(code).toBe(0);
  const [topic] = Object.keys(before);
  expect((shop.metrics().topics[topic ?? '']?.published ?? 0) - (before[topic ?? '']?.published ?? 0)).toBe(137);
});

test('events that SNS throttles are sent again until they are through', async () => {
  shop.faults.replace({ seed: 7, rules: [{ service: 'sns', operation: 'PublishBatch', kind: 'partial', rate: 0.4 }] });
  try {
    expect(
      await forksJson('publish', 'events/accept-checkout/body-order-over-100.json', '--count', '60'),
    ).toMatchObject({
      published: 60,
      failed: 0,
    });
  } finally {
    shop.faults.clear();
  }
});

test('the log of a function is found by the name of its handler', async () => {
  await shop.flush();

  const { code, printed } = await forks(['logs', 'store-order']);

  expect(code).toBe(0);
  expect(printed.filter((line) => line.includes('"message":"Stored orders"')).length).toBeGreaterThan(0);
  expect((await forks(['logs', 'store-order', '--json'])).printed.map((line) => Object.keys(JSON.parse(line)))).toEqual(
    printed.map(() => ['timestamp', 'message']),
  );
});

test('a log is followed until it is interrupted, each line shown once', async () => {
  const { terminal, printed, interrupt } = createMemoryTerminal();
  let looks = 0;
  const clock = {
    now: () => Date.now(),
    wait: async () => {
      looks += 1;
      if (looks === 2) {
        await forks(['publish', '-'], [checkoutBody('followed')]);
        await shop.flush();
      }
      if (looks === 4) interrupt.abort();
    },
  };

  const code = await runForks(['--endpoint', shop.awsUrl, 'logs', 'store-order', '--follow'], {
    terminal,
    clock,
    env: {},
  });

  expect(code).toBe(0);
  expect(printed).toEqual((await forks(['logs', 'store-order'])).printed);
});

test('an event is traced to every place that holds it', async () => {
  await forks(['publish', '-'], [checkoutBody('traced', 300), checkoutBody('small-traced', 30)]);
  await shop.flush();

  const placesOf = (found: Array<{ place: string }>) => found.map(({ place }) => place);
  const traced = await forksJson('trace', 'traced');
  expect(traced).toMatchObject({ event: 'traced', notSearched: [] });
  expect(placesOf(traced['found'] ?? [])).toEqual(['orders', 'archive', 'search', 'replay buffer']);
  expect(placesOf((await forksJson('trace', 'small-traced'))['found'] ?? [])).toEqual([
    'orders',
    'archive',
    'replay buffer',
  ]);
  expect(await forks(['trace', 'never-sent'])).toMatchObject({
    code: 1,
    printed: [expect.stringMatching(/^The event never-sent is nowhere in the \d+ places searched$/)],
  });
  expect(await forksJson('replay', 'status')).toMatchObject({ buffer: { inFlight: 0 } });
});

test('a stack that is not there is answered with those that are', async () => {
  expect(await forks(['status', '--stack', 'other'])).toMatchObject({
    code: 2,
    warned: ['forks: there is no stack other; there are: shop'],
  });
  expect((await forks(['status', '--stack', 'shop'])).code).toBe(0);
});

test('a replay that delivers nothing is switched off again', async () => {
  await forks(['replay', 'start']);
  await shop.flush();
  await forks(['replay', 'stop']);
  await shop.sns.send(new PublishCommand({ TopicArn: shop.output('CheckoutTopicArn'), Message: 'held back' }));
  await shop.flush();
  shop.faults.replace({
    seed: 1,
    rules: [{ service: 'sqs', operation: 'SendMessageBatch', kind: 'throttle', rate: 1 }],
  });

  const { code, warned } = await forks(['replay', 'start']);

  expect(code).toBe(1);
  expect(warned).toEqual([
    expect.stringMatching(
      /^forks: nothing reached shop-.* in 1 batch, so the replay is off again and the buffer keeps its events: /,
    ),
  ]);
  expect(await forksJson('replay', 'status')).toMatchObject({
    state: 'Disabled',
    buffer: { inFlight: 1 },
    oldestSeconds: expect.any(Number),
  });
  shop.faults.clear();
});

test('a replay whose destination is gone is not switched on', async () => {
  await shop.sqs.send(new DeleteQueueCommand({ QueueUrl: shop.output('CheckoutQueueUrl') }));

  const { code, warned } = await forks(['replay', 'start']);

  expect(code).toBe(1);
  expect(warned).toEqual([
    expect.stringMatching(
      /^forks: the destination queue shop-.* cannot be reached, so the replay stays off and the buffer keeps its events: /,
    ),
  ]);
  expect(await forksJson('replay', 'status')).toMatchObject({ state: 'Disabled' });
});
