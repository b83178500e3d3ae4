import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { runForks } from '../../src/cli/run-forks.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await startShop({ speed: 0 });
});

afterAll(() => shop?.stop());

const forks = (...argv: string[]) => runCommand('dead-letters', ...argv);

async function runCommand(...argv: string[]) {
  return runMeanwhile(async () => setImmediate(), ...argv);
}

/** Runs a command during whose waits something else goes on. */
async function runMeanwhile(wait: () => Promise<void>, ...argv: string[]) {
  const { terminal, printed, warned } = createMemoryTerminal();
  const clock = { now: () => Date.now(), wait };
  const code = await runForks(['--endpoint', shop.awsUrl, '--json', ...argv], {
    terminal,
    clock,
    env: {},
  });
  return { code, document: JSON.parse(printed[0] ?? '{}'), printed, warned };
}

const publish = (Message: string) =>
  shop.sns.send(new PublishCommand({ TopicArn: shop.output('CheckoutTopicArn'), Message }));
const fileAway = (queue: string, MessageBody: string, MessageAttributes = {}) =>
  shop.sqs.send(
    new SendMessageCommand({
      QueueUrl: shop.queueUrl(queue, 'SubscriptionDeadLetterQueue'),
      MessageBody,
      MessageAttributes,
    }),
  );
const waiting = async () => {
  const { deadLetters } = (await forks('list')).document;
  return Object.fromEntries(
    deadLetters
      .filter((place: { waiting: number }) => place.waiting > 0)
      .map((place: { name: string; waiting: number }) => [place.name, place.waiting]),
  );
};
const storedIds = async () => (await shop.orders()).map((row) => row['PaymentId']?.S);

test('there are none at first, and a place that is not there is told', async () => {
  expect(await waiting()).toEqual({});
  expect(await forks('show')).toMatchObject({ code: 0, warned: [] });
  expect(await forks('redrive')).toMatchObject({ code: 0, document: { redriven: [] } });
  expect(await forks('purge')).toMatchObject({ code: 0, document: { purged: [] } });
  expect(await forks('show', 'SubscriptionDeadLetterQueue')).toMatchObject({
    code: 2,
    warned: [expect.stringMatching(/^forks: SubscriptionDeadLetterQueue is not unique, choose one of: Checkout\/Sub/)],
  });
  expect(await forks('show', 'Nowhere')).toMatchObject({
    code: 2,
    warned: [expect.stringMatching(/^forks: there are no dead letters called Nowhere; there are: Checkout\/Orders/)],
  });
});

/** Fails a message as often as its queue allows: three times here, to be quick. */
async function failEveryTry(send: () => Promise<unknown>): Promise<void> {
  const QueueUrl = shop.queueUrl('Checkout', 'OrdersQueue');
  const { Attributes = {} } = await shop.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] }),
  );
  const policy = JSON.parse(Attributes.RedrivePolicy ?? '{}');
  const RedrivePolicy = JSON.stringify({ ...policy, maxReceiveCount: 3 });
  await shop.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
  shop.faults.replace({ seed: 1, rules: [{ service: 'dynamodb', operation: '*', kind: 'throttle', rate: 1 }] });
  await send();
  for (let receives = 0; receives < 4; receives++) {
    await shop.flush();
    shop.advance(3600);
  }
  shop.faults.clear();
}

test('a queue that holds what a function sent and what SQS moved there tells why, and goes back to its queue whole', async () => {
  await publish(checkoutBody('poison').replace('"date"', '"dated"'));
  await shop.flush();
  await failEveryTry(() => publish(checkoutBody('patient')));

  const { deadLetters } = (await forks('show', 'OrdersDeadLetterQueue')).document;
  expect(deadLetters).toEqual([
    {
      name: 'Checkout/OrdersDeadLetterQueue',
      kind: 'queue',
      messages: [
        expect.objectContaining({
          reason: 'InvalidDocumentError: The order is not valid: date is required.',
          attributes: expect.objectContaining({
            'failed-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
            'failed-in': expect.stringContaining('StoreOrder'),
          }),
          body: expect.stringMatching(/^\{"id":"poison"/),
        }),
        expect.objectContaining({
          receives: 4,
          reason: expect.stringMatching(/Throughput|Throttl|throttl/),
          body: expect.stringContaining('"id":"patient"'),
        }),
      ],
    },
  ]);
  expect(JSON.stringify(deadLetters)).not.toMatch(/4111|card-/);

  expect(await forks('redrive', 'OrdersDeadLetterQueue', '--rate', '100')).toMatchObject({
    code: 0,
    document: { redriven: [{ name: 'Checkout/OrdersDeadLetterQueue', to: ['Checkout/OrdersQueue'], moved: 2 }] },
  });
  await shop.flush();
  expect(await storedIds()).toEqual(['patient-payment']);
  expect(await waiting()).toEqual({ 'Checkout/OrdersDeadLetterQueue': 1 });
});

test('a message that was sent there twice is shown once, and what it tells of an earlier failure is not believed', async () => {
  const letter = (await forks('show', 'OrdersDeadLetterQueue')).document.deadLetters[0].messages[0];
  const MessageAttributes = Object.fromEntries(
    [...Object.entries<string>(letter.attributes), ['failure-reason', letter.reason] as const].map(([name, value]) => [
      name,
      { DataType: 'String', StringValue: value },
    ]),
  );
  const QueueUrl = shop.queueUrl('Checkout', 'OrdersDeadLetterQueue');
  await shop.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: letter.body, MessageAttributes }));

  const { messages } = (await forks('show', 'OrdersDeadLetterQueue')).document.deadLetters[0];

  expect(await waiting()).toEqual({ 'Checkout/OrdersDeadLetterQueue': 2 });
  expect(messages).toEqual([expect.objectContaining({ attributes: letter.attributes, reason: letter.reason })]);

  const other = { DataType: 'String', StringValue: 'of last week' };
  await failEveryTry(() =>
    shop.sqs.send(
      new SendMessageCommand({
        QueueUrl: shop.queueUrl('Checkout', 'OrdersQueue'),
        MessageBody: checkoutBody('again'),
        MessageAttributes: { 'failure-reason': other },
      }),
    ),
  );
  const shown = (await forks('show', 'OrdersDeadLetterQueue')).document.deadLetters[0].messages;
  expect(shown.map(({ reason }: { reason: string }) => reason).sort()).toEqual([
    letter.reason,
    expect.stringContaining('Throttling'),
  ]);
  await forks('redrive', 'OrdersDeadLetterQueue');
  await shop.flush();
});

test('purge deletes nothing without --yes, and one place with it', async () => {
  await fileAway('Checkout', 'kept');
  expect(await forks('purge', 'OrdersDeadLetterQueue')).toMatchObject({
    code: 2,
    warned: [
      'forks: purge deletes 2 messages of Checkout/OrdersDeadLetterQueue for good: say --yes, or send them where they belong with redrive',
    ],
  });
  expect(await forks('purge', 'OrdersDeadLetterQueue', '--yes')).toMatchObject({
    document: { purged: [{ name: 'Checkout/OrdersDeadLetterQueue', kind: 'queue', deleted: 2 }] },
  });
  expect(await waiting()).toEqual({ 'Checkout/SubscriptionDeadLetterQueue': 1 });
  await forks('purge', 'Checkout/SubscriptionDeadLetterQueue', '--yes');
  expect(await waiting()).toEqual({});
});

test('what SNS could not deliver goes to the subscribed queue as it is, and what the queue refuses stays', async () => {
  const attributes = {
    amount: { DataType: 'Number', StringValue: '7' },
    signature: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
  };
  // Its publisher's own word, and no function's.
  const own = { 'failure-reason': { DataType: 'String', StringValue: 'declined' } };
  await fileAway('Checkout', checkoutBody('undelivered', 7), { ...attributes, ...own });
  await fileAway('Replay', 'raw', attributes);
  const Message = checkoutBody('wrapped', 7);
  await fileAway(
    'StorageBackup',
    JSON.stringify({
      Type: 'Notification',
      MessageId: 'wrapped-id',
      TopicArn: shop.output('CheckoutTopicArn'),
      Message,
      Timestamp: '2026-01-15T10:30:00.000Z',
    }),
  );
  // The search fork's subscription is the one that is raw.
  const eleven = {
    amount: { DataType: 'Number', StringValue: '150' },
    ...Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`a${n}`, { DataType: 'String', StringValue: 'x' }])),
  };
  await shop.sns.send(
    new PublishCommand({
      TopicArn: shop.output('CheckoutTopicArn'),
      Message: checkoutBody('eleven', 150),
      MessageAttributes: eleven,
    }),
  );
  await shop.flush();
  const before = await waiting();

  const { code, document } = await forks('redrive');

  expect(before).toEqual({
    'Checkout/SubscriptionDeadLetterQueue': 1,
    'StorageBackup/SubscriptionDeadLetterQueue': 1,
    'SearchAnalytics/SubscriptionDeadLetterQueue': 1,
    'Replay/SubscriptionDeadLetterQueue': 1,
  });
  expect(code).toBe(1);
  expect(document.redriven).toEqual([
    expect.objectContaining({ name: 'Checkout/SubscriptionDeadLetterQueue', moved: 1, failed: 0 }),
    expect.objectContaining({ name: 'StorageBackup/SubscriptionDeadLetterQueue', moved: 1, failed: 0 }),
    expect.objectContaining({ name: 'SearchAnalytics/SubscriptionDeadLetterQueue', moved: 0, failed: 1 }),
    expect.objectContaining({ name: 'Replay/SubscriptionDeadLetterQueue', moved: 1, failed: 0 }),
  ]);
  expect(await waiting()).toEqual({ 'SearchAnalytics/SubscriptionDeadLetterQueue': 1 });
  await shop.flush();
  expect((await storedIds()).sort()).toEqual([
    'again-payment',
    'eleven-payment',
    'patient-payment',
    'undelivered-payment',
  ]);
  expect((await shop.backupLines()).filter((line) => line.includes('wrapped-id'))).toHaveLength(1);
  const buffered = await shop.receiveAll(shop.output('ReplayQueueUrl'));
  expect(buffered.find(({ Body }) => Body === 'raw')?.MessageAttributes).toMatchObject({
    amount: { DataType: 'Number', StringValue: '7' },
    signature: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
  });
  expect((await forks('show', 'SearchAnalytics/SubscriptionDeadLetterQueue')).document.deadLetters[0].messages).toEqual(
    [
      expect.objectContaining({
        attributes: expect.objectContaining({ a9: 'x' }),
        body: expect.stringMatching(/^\{"id":"eleven"/),
        reason: 'SNS could not deliver it to SearchAnalytics/SearchQueue',
      }),
    ],
  );
  await fileAway('Checkout', 'purged a moment ago');
  expect(await forks('purge', '--yes')).toMatchObject({
    code: 1,
    document: { purged: [{ name: 'SearchAnalytics/SubscriptionDeadLetterQueue', deleted: 1 }], failed: 1 },
    warned: [expect.stringMatching(/^forks: Checkout\/SubscriptionDeadLetterQueue: PurgeQueueInProgress: /)],
  });
  shop.advance(60);
  expect((await forks('purge', '--yes')).code).toBe(0);
});

test('records that a stream could not transform or deliver go back to it, and their objects away', async () => {
  const transformation = Object.keys(shop.metrics().functions).find((name) => name.includes('RemoveCardData'));
  shop.faults.replace({
    seed: 1,
    rules: [{ service: 'lambda', operation: 'Invoke', kind: 'error', rate: 1, resource: transformation }],
  });
  await publish(checkoutBody('untransformed', 500));
  await shop.flush();
  shop.faults.replace({ seed: 1, rules: [{ service: 'search', operation: '*', kind: 'error', rate: 1 }] });
  expect((await shop.post(checkoutBody('unindexed', 500))).status).toBe(202);
  for (let minute = 0; minute < 3; minute++) {
    await shop.flush();
    shop.advance(60);
  }
  await shop.flush();
  shop.faults.clear();

  expect(await waiting()).toEqual({ 'StorageBackup/BackupStream': 1, 'SearchAnalytics/SearchStream': 1 });
  const { deadLetters } = (await forks('show', 'SearchStream')).document;
  expect(deadLetters[0].messages).toEqual([
    expect.objectContaining({ reason: expect.stringMatching(/^5\d\d/), body: expect.stringContaining('unindexed') }),
  ]);
  expect(JSON.stringify((await forks('show')).document)).not.toMatch(/4111|card-number/);
  const { found } = (await runCommand('trace', 'untransformed')).document;
  expect(found.filter(({ place }: { place: string }) => place === 'dead letters')).toEqual([
    expect.objectContaining({ where: expect.stringMatching(/\/errors\/processing-failed\/.* line 1$/) }),
  ]);

  expect(await forks('redrive')).toMatchObject({
    code: 0,
    document: {
      redriven: [
        { name: 'StorageBackup/BackupStream', to: ['StorageBackup/BackupStream'], moved: 1, failed: 0 },
        { name: 'SearchAnalytics/SearchStream', moved: 1, failed: 0 },
      ],
    },
  });
  await shop.flush();
  expect(await waiting()).toEqual({});
  expect((await shop.documents()).map(({ id }) => id)).toContain('unindexed');
  expect((await shop.backupLines()).filter((line) => line.includes('"event":{"id":"untransformed"'))).toHaveLength(1);
});

test('an error object of which a record is refused stays whole, and one that is damaged is told', async () => {
  const Bucket = shop.output('BackupBucketName');
  const name = shop.output('BackupStreamName');
  const put = (Key: string, Body: string | Uint8Array) => shop.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const line = (text: string) => JSON.stringify({ rawData: Buffer.from(text).toString('base64'), errorCode: 'x' });
  await put(
    `errors/processing-failed/2026/01/01/01/${name}-1-2026-01-01-01-00-00-a`,
    `${line('good\n')}\nnot a line\n`,
  );
  await put(
    `errors/processing-failed/2026/01/01/01/${name}-1-2026-01-01-01-00-00-b.gz`,
    gzipSync(line('cut short')).subarray(0, 30),
  );
  await put('errors/processing-failed/2026/01/01/01/another-stream-1-2026-01-01-01-00-00-c', line('not ours'));
  expect(await waiting()).toEqual({ 'StorageBackup/BackupStream': 2 });

  const { code, document } = await forks('redrive', 'BackupStream');

  expect(code).toBe(1);
  expect(document.redriven).toEqual([
    expect.objectContaining({
      moved: 1,
      failed: 2,
      reasons: expect.objectContaining({
        [`line 2 of errors/processing-failed/2026/01/01/01/${name}-1-2026-01-01-01-00-00-a is none of Firehose's error lines`]: 1,
        [`errors/processing-failed/2026/01/01/01/${name}-1-2026-01-01-01-00-00-b.gz cannot be read: unexpected end of file`]: 1,
      }),
    }),
  ]);
  expect(await waiting()).toEqual({ 'StorageBackup/BackupStream': 2 });
  expect(await forks('purge', 'BackupStream', '--yes')).toMatchObject({
    document: { purged: [{ name: 'StorageBackup/BackupStream', kind: 'stream', deleted: 2 }] },
  });
  const { Contents = [] } = await shop.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'errors/' }));
  expect(Contents.map(({ Key }) => Key)).toEqual([expect.stringContaining('another-stream')]);
});

test('a redrive of what fails at once ends, though every message comes back while it goes on', async () => {
  for (const name of ['first', 'second']) await publish(`${name} is no order`);
  await shop.flush();
  const before = (await waiting())['Checkout/OrdersDeadLetterQueue'] ?? 0;
  let seconds = 0;
  const second = async () => {
    seconds += 1;
    if (seconds > 60) throw new Error('the redrive does not end');
    await shop.flush();
    shop.advance(1);
  };

  const { code, document } = await runMeanwhile(
    second,
    ...['dead-letters', 'redrive', 'OrdersDeadLetterQueue', '--rate', '1'],
  );
  await shop.flush();

  expect({ code, document }).toMatchObject({
    code: 1,
    document: {
      redriven: [
        {
          failed: 1,
          reasons: {
            'messages came back as they were moved, so the move was ended: repair what fails them first': 1,
          },
        },
      ],
    },
  });
  expect(await waiting()).toEqual({ 'Checkout/OrdersDeadLetterQueue': before });
});
