import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { pauseBackup } from '../../../src/operator/backup/pause.ts';
import { resumeBackup } from '../../../src/operator/backup/resume.ts';
import { planRefill } from '../../../src/operator/refill/prepare.ts';
import { type RefillRequest, type RefillWatch, refillArchive } from '../../../src/operator/refill/refill-archive.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';
import { openRefillStack, type RefillStack } from '../../support/refill-stack.ts';

const text = (StringValue: string) => ({ DataType: 'String', StringValue });
let stack: RefillStack;
afterEach(() => stack?.stop());

const refill = (request?: RefillRequest, watch?: RefillWatch) => refillArchive(stack.operator, request, watch);
const archivedIds = async () => (await stack.archived()).map(({ id }) => id).sort();

/** Publishes what the archive then lacks: the stream drops it after a day. */
async function lose<Lost>(publish: () => Promise<Lost>): Promise<Lost> {
  stack.loseDeliveries();
  const lost = await publish();
  await stack.later(86_400);
  await stack.later(60);
  stack.faults.clear();
  return lost;
}

describe('an archive of envelopes', () => {
  beforeEach(async () => {
    stack = await openRefillStack();
  });

  test('gets what it lacks, with more than ten attributes and redacted, and gives what it has out of the buffer', async () => {
    const attributes = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`a${n}`, text(`${n}`)]));
    const had = await stack.publish('{"id":"had"}');
    await stack.later(60);
    const lost = await lose(async () => [
      await stack.publish('{"id":"many"}', attributes),
      await stack.publish(JSON.stringify({ id: 'card', card: TEST_CARDS.Visa })),
    ]);
    expect(await archivedIds()).toEqual([had]);
    const seen: string[] = [];

    const done = await refill({ rate: 1000 }, { onProgress: ({ kind }) => seen.push(kind) });
    await stack.later(60);

    expect(done).toMatchObject({ state: 'done', refilled: 2, archived: 1, read: 1, left: 0, reasons: {} });
    expect(done).toMatchObject({ pending: 0, unwanted: 0, unidentified: 0, unsent: 0, undeleted: 0 });
    expect(new Set(seen)).toEqual(new Set(['settling', 'draining']));
    expect(await archivedIds()).toEqual([had, ...lost].sort());
    const [many, card] = lost.map((id) => [id]);
    const archived = await stack.archived();
    expect(Object.keys(archived.find(({ id }) => id === many?.[0])?.attributes ?? {})).toHaveLength(12);
    expect(archived.find(({ id }) => id === card?.[0])).toMatchObject({
      redacted: { dropped: 0, masked: ['/event/card'] },
    });
  });

  test('does not get again what is on its way, nor what came while it was waited for', async () => {
    const first = await stack.publish('{"id":1}');
    const { wait } = stack.operator.clock;
    let late = '';
    stack.operator.clock.wait = async (ms) => {
      if (late === '') late = await stack.publish('{"id":2}');
      await wait(ms);
    };

    expect(await refill()).toMatchObject({ refilled: 0, archived: 2, pending: 0, left: 0 });
    await stack.later(60);

    expect(await archivedIds()).toEqual([first, late].sort());
  });

  test('leaves what is too new to tell in the buffer, to be seen at once', async () => {
    await stack.bufferRaw('{"id":1}');

    expect(await refill({ includeUnidentified: true })).toMatchObject({ refilled: 0, pending: 1, left: 1 });

    expect(await stack.receiveAll(stack.output('ReplayQueueUrl'))).toHaveLength(1);
    await stack.later(3600);
    expect(await refill({ includeUnidentified: true })).toMatchObject({ refilled: 1, pending: 0, left: 0 });
  });

  test('gets events of the old form only where that is wished, and by body and attributes knows those that it has', async () => {
    await stack.publish('{"id":"had"}', { a: text('1'), b: text('2') });
    await stack.later(60);
    await stack.bufferRaw('{"id":"had"}', { b: text('2'), a: text('1') });
    const lacking = await stack.bufferRaw('{"id":"lacking"}', { a: text('1') });
    await stack.later(120);

    expect(await refill()).toMatchObject({ refilled: 0, archived: 2, unidentified: 1, left: 1 });
    expect(stack.buffered()).toBe(1);
    expect(await refill({ includeUnidentified: true })).toMatchObject({ refilled: 1, unidentified: 0, left: 0 });
    await stack.later(60);

    const refilled = (await stack.archived()).find(({ id }) => id === lacking);
    expect(refilled).toMatchObject({
      source: stack.output('CheckoutTopicArn'),
      publishedAt: expect.stringMatching(/^20\d\d-.*Z$/),
      attributes: { a: { type: 'String', value: '1' } },
      body: '{"id":"lacking"}',
    });
  });

  test('loses nothing where SQS fails on the way, and another run goes on', async () => {
    const lost = await lose(async () => {
      const ids: string[] = [];
      for (let n = 0; n < 30; n++) ids.push(await stack.publish(`{"id":${n}}`));
      return ids;
    });
    const fails = (operation: string, kind: 'error' | 'partial') =>
      stack.faults.replace({ seed: 3, rules: [{ service: 'sqs', operation, kind, rate: 1 }] });

    fails('SendMessageBatch', 'error');
    await expect(refill()).rejects.toMatchObject({
      name: 'OperationError',
      message: expect.stringMatching(
        /could not be sent \(.*; 0 events are refilled, and nothing is lost: another run goes on$/,
      ),
    });
    stack.faults.clear();
    expect(stack.buffered()).toBe(30);
    await stack.later(3600);
    fails('DeleteMessageBatch', 'partial');
    const half = await refill();
    stack.faults.clear();
    expect(half).toMatchObject({ refilled: 30, state: 'done' });
    expect(half.undeleted).toBeGreaterThan(0);
    await stack.later(3600);
    expect(await refill()).toMatchObject({ refilled: 0, archived: half.undeleted, left: 0 });

    expect(await archivedIds()).toEqual(lost.toSorted());
  });

  test('is not refilled further once that is ended, and what was taken is seen again', async () => {
    await lose(() => stack.publish('{"id":1}'));
    const beforeWaiting = new AbortController();
    beforeWaiting.abort();

    const interrupted = await refill({}, { signal: beforeWaiting.signal });

    expect(interrupted).toMatchObject({ state: 'interrupted', refilled: 0, left: 1 });
    expect(await stack.receiveAll(stack.output('ReplayQueueUrl'))).toHaveLength(1);
  });

  test('is no longer refilled once the replay is switched on, which takes from the buffer as well', async () => {
    await lose(async () => {
      for (let id = 0; id < 60; id += 1) await stack.publish(`{"id":${id}}`);
    });
    const lambda = new LambdaClient(stack.operator.connection);
    const UUID = stack.output('ReplayMappingId');
    let switched: Promise<unknown> | undefined;
    const onProgress: RefillWatch['onProgress'] = ({ kind }) => {
      if (kind === 'draining') switched ??= lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    };

    await expect(refill({ rate: 1 }, { onProgress })).rejects.toThrow(
      /^the replay is Enabl\w+ since, and takes events .*: switch it off with forks replay stop/,
    );
    await switched;
  });

  test('is not refilled while the replay is on or the backup paused, nor where the bucket takes nothing', async () => {
    await stack.publish('{"id":1}');
    const lambda = new LambdaClient(stack.operator.connection);
    const replay = async (Enabled: boolean) => {
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID: stack.output('ReplayMappingId'), Enabled }));
      await stack.later(1);
    };
    stack.faults.replace({ rules: [{ service: 'sqs', operation: 'SendMessageBatch', kind: 'error', rate: 1 }] });
    await replay(true);
    await expect(refill()).rejects.toThrow(/^the replay is Enabl\w+, .*: switch it off with forks replay stop$/);
    await replay(false);
    stack.faults.clear();

    await pauseBackup(stack.operator);
    await expect(planRefill(stack.operator)).rejects.toThrow('the backup is paused');
    await resumeBackup(stack.operator);

    stack.loseDeliveries();
    await expect(refill()).rejects.toThrow(/does not take .*, so nothing is taken out of the buffer/);
    expect(await planRefill(stack.operator, { stream: stack.output('BackupStreamName') })).toEqual({
      stream: stack.output('BackupStreamName'),
      queue: stack.output('ReplayQueueUrl'),
      held: 1,
    });
    await expect(planRefill(stack.operator, { stream: 'another' })).rejects.toThrow(
      'no backup with the stream another',
    );
  });

  test('is not refilled where it cannot be read, unless that is to be passed over', async () => {
    await lose(() => stack.publish('{"id":1}'));
    const day = new Date(Date.now() + 86_400_000).toISOString();
    const Key = `events/dt=${day.slice(0, 10)}/hr=${day.slice(11, 13)}/foreign`;
    await stack.s3.send(new PutObjectCommand({ Bucket: stack.output('BackupBucketName'), Key, Body: 'x' }));

    await expect(refill()).rejects.toThrow(
      /^s3:\/\/\S+\/foreign cannot be read, and what is in it would be written again: .* \(skipUnreadable takes it for lacking\)$/,
    );
    expect(stack.buffered()).toBe(1);
    await refill({ skipUnreadable: true });
    await stack.later(60);

    expect(stack.buffered()).toBe(0);
    const { Contents = [] } = await stack.objects();
    expect(Contents.map(({ Key: key }) => key?.endsWith('/foreign'))).toEqual([true, false]);
  });

  test('needs nothing where the buffer is empty', async () => {
    stack.loseDeliveries();

    expect(await refill()).toMatchObject({ state: 'done', refilled: 0, read: 0, left: 0, seconds: 0 });
  });
});

test('an archive of bodies gets what no line of it has', async () => {
  stack = await openRefillStack({ ArchiveFormat: 'Body' });
  await stack.publish('{\n"id":"had"}');
  await stack.later(60);
  await lose(() => stack.publish('{\n"id":"lost"}'));

  expect(await refill()).toMatchObject({ refilled: 1, archived: 1, left: 0 });
  await stack.later(60);

  expect(await stack.backupLines()).toEqual(['{"id":"had"}', '{"id":"lost"}']);
});

test('what the filter policy of the backup does not take stays in the buffer', async () => {
  stack = await openRefillStack({ BackupPolicy: '{"kind":["order"]}' });
  await lose(async () => {
    await stack.publish('{"id":1}', { kind: text('order') });
    await stack.publish('{"id":2}', { kind: text('note') });
  });

  expect(await refill()).toMatchObject({ refilled: 1, unwanted: 1, left: 1 });
});

test('a backup of another topic is not refilled', async () => {
  stack = await openRefillStack({ TopicsDiffer: 'true' });

  await expect(refill()).rejects.toMatchObject({
    name: 'RequestError',
    message: expect.stringMatching(
      /^the buffer holds the events of arn:\S+, and the stream \S+ archives those of arn:\S+: /,
    ),
  });
});
