import { PublishCommand } from '@aws-sdk/client-sns';
import { runForks } from '../../src/cli/run-forks.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { type Shop, startShop } from '../support/shop.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const warned: string[] = [];
let shop: Shop;

beforeEach(async () => {
  warned.length = 0;
  shop = await startShop({ speed: 0, warn: (line) => warned.push(line) });
});
afterEach(() => shop?.stop());

async function forks(...argv: string[]) {
  const { terminal, printed, warned: told } = createMemoryTerminal();
  // Who waits, waits by the clock of the stack.
  const clock = { now: () => Date.now(), wait: async (ms: number) => later(ms / 1000) };
  const code = await runForks(['--endpoint', shop.awsUrl, ...argv], { terminal, clock, env: {} });
  return { code, printed, warned: told };
}

async function forksJson(...argv: string[]): Promise<Record<string, unknown>> {
  const { printed } = await forks(...argv, '--json');
  return JSON.parse(printed[0] ?? '');
}

async function publish(...ids: string[]): Promise<void> {
  for (const id of ids) {
    const event = { TopicArn: shop.output('CheckoutTopicArn'), Message: JSON.stringify({ id }) };
    await shop.sns.send(new PublishCommand(event));
  }
  await shop.flush();
}

const archived = async () => (await shop.backupLines()).map((line) => JSON.parse(line).event.id as string).sort();

const refuseObjects = () =>
  shop.faults.replace({
    seed: 1,
    rules: [
      { service: 's3', operation: 'PutObject', kind: 'error', rate: 1, resource: shop.output('BackupBucketName') },
    ],
  });

const later = async (seconds: number) => {
  shop.advance(seconds);
  await shop.flush();
};

test('while S3 refuses for three days, the backup pauses itself; resumed and refilled, it has archived all that was published', async () => {
  await publish('before-1', 'before-2');
  refuseObjects();
  await publish('in-the-stream-1');
  await later(200);
  await publish('in-the-stream-2');
  expect(await forksJson('status')).toMatchObject({ paused: [] });
  await later(200);
  expect(await forksJson('status')).toMatchObject({ paused: [{ paused: true, held: 0, lastsUntil: null }] });

  const during: string[] = [];
  for (let hour = 1; hour <= 72; hour++) {
    await later(HOUR);
    await publish(`hour-${hour}`);
    during.push(`hour-${hour}`);
  }
  const refused = await forks('backup', 'resume');
  expect(refused).toMatchObject({ code: 1, printed: [] });
  expect(refused.warned[0]).toContain('so nothing is resumed');
  const status = await forks('status');
  expect(status.printed).toContainEqual(
    expect.stringMatching(/^PAUSED {2}the backup by \S+: 72 events in \S+, the oldest until \d{4}-/),
  );
  expect(status.printed.at(-1)).toMatch(/^DRIFT .* is off, the template says on: forks backup resume$/);
  expect(await archived()).toEqual(['before-1', 'before-2']);

  shop.faults.clear();
  const resumed = await forks('backup', 'resume');
  expect(resumed).toMatchObject({ code: 0, warned: [] });
  await later(60);
  await publish('after');

  expect(await archived()).toEqual(['after', 'before-1', 'before-2', ...during].sort());
  expect(warned.filter((line) => line.includes('for 24 hours and are dropped'))).toHaveLength(2);
  expect(await forksJson('status')).toMatchObject({ paused: [], drift: [] });
  // What lay in the stream is lost to the archive, and not to the buffer of the replay.
  expect(await forksJson('backup', 'refill', '--yes')).toMatchObject({ state: 'done', refilled: 2, left: 0 });
  await later(60);
  const published = ['before-1', 'before-2', 'in-the-stream-1', 'in-the-stream-2', ...during, 'after'];
  expect(await archived()).toEqual(published.sort());
});

test('a backup that is paused for 13 days loses nothing, and what it archives late is found by when it was published', async () => {
  await publish('before');
  const start = await forksJson('backup', 'pause');
  expect(start).toMatchObject({ paused: true, held: 0, lastsUntil: null });
  const published: string[] = [];
  for (let day = 1; day <= 13; day++) {
    await publish(`day-${day}`);
    published.push(`day-${day}`);
    shop.advance(DAY);
  }
  expect(await forksJson('backup', 'pause')).toMatchObject({ paused: true, held: 13 });

  const resumed = { paused: false, tried: { deleted: true } };
  expect(await forksJson('backup', 'resume')).toMatchObject(resumed);
  expect(await forksJson('backup', 'resume')).toMatchObject(resumed);
  await later(60);

  expect(await archived()).toEqual(['before', ...published].sort());
  const found = await forks('backup', 'cat', '--from', `${13 * 24 + 1}h`, '--to', `${12 * 24 + 1}h`);
  expect(found.printed).toEqual([JSON.stringify({ id: 'before' }), JSON.stringify({ id: 'day-1' })]);
});

test('an outage that comes back after a resume pauses the backup again, though nothing was delivered in between', async () => {
  refuseObjects();
  await publish('first');
  await later(400);
  expect(await forksJson('status')).toMatchObject({ paused: [{ paused: true }] });

  shop.faults.clear();
  expect((await forks('backup', 'resume')).code).toBe(0);
  expect(await forksJson('status')).toMatchObject({ paused: [] });
  refuseObjects();
  await publish('second');

  expect(await forksJson('status')).toMatchObject({ paused: [{ paused: true }] });
  shop.faults.clear();
  await forks('backup', 'resume');
  await later(60);
  expect(await archived()).toEqual(['first', 'second']);
});
