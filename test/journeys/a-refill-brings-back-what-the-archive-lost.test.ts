import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runForks } from '../../src/cli/run-forks.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';
import { openRefillStack, type RefillStack } from '../support/refill-stack.ts';

const HOUR = 3600;
const folder = mkdtempSync(join(tmpdir(), 'refill-'));
let stack: RefillStack;

beforeAll(async () => {
  stack = await openRefillStack();
});
afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function forks(...argv: string[]) {
  const { terminal, printed, warned } = createMemoryTerminal();
  const code = await runForks(['--endpoint', stack.awsUrl, ...argv], {
    terminal,
    clock: stack.operator.clock,
    env: { XDG_STATE_HOME: folder },
  });
  return { code, printed, warned };
}

const idsOf = (events: readonly { readonly id?: string | undefined }[]) => events.map(({ id }) => id).sort();

test('events that the stream dropped after 24 hours of an outage are refilled from the buffer, and replayed from the archive', async () => {
  const published: string[] = [];
  const sell = async (name: string) => {
    const color = { DataType: 'String', StringValue: 'red' };
    published.push(await stack.publish(JSON.stringify({ id: name }), { color }, `sold ${name}`));
  };
  await sell('before');
  await stack.later(120);
  stack.loseDeliveries();
  for (let hour = 1; hour <= 30; hour++) {
    await sell(`hour-${hour}`);
    await stack.later(HOUR);
  }
  const refused = await forks('backup', 'refill', '--yes');
  expect(refused).toMatchObject({ code: 1, printed: [] });
  expect(refused.warned.join()).toContain('so nothing is taken out of the buffer');
  stack.faults.clear();
  await stack.later(HOUR);
  await sell('after');
  await stack.later(120);
  const survived = idsOf(await stack.archived());
  expect(survived.length).toBeLessThan(published.length - 5);
  expect(stack.buffered()).toBe(32);

  const asked = await forks('backup', 'refill');
  expect(asked).toMatchObject({ code: 2, printed: [] });
  expect(asked.warned.join()).toMatch(/refill empties the buffer of its 32 events .*: say --yes/);
  const refilled = await forks('backup', 'refill', '--yes', '--json');
  expect(JSON.parse(refilled.printed[0] ?? '')).toMatchObject({
    state: 'done',
    refilled: published.length - survived.length,
    archived: survived.length,
    left: 0,
  });
  expect(refilled).toMatchObject({ code: 0, warned: [] });
  await stack.later(120);

  const archived = await stack.archived();
  expect(idsOf(archived)).toEqual(published.toSorted());
  const hour1 = archived.find(({ id }) => id === published[1]);
  expect(hour1).toMatchObject({
    subject: 'sold hour-1',
    source: stack.output('CheckoutTopicArn'),
    attributes: { color: { type: 'String', value: 'red' } },
    body: '{"id":"hour-1"}',
  });
  const times = archived.toSorted((a, b) => published.indexOf(a.id ?? '') - published.indexOf(b.id ?? ''));
  expect(times.map(({ publishedAt }) => publishedAt)).toEqual(times.map(({ publishedAt }) => publishedAt).toSorted());

  const again = await forks('backup', 'refill');
  expect(again).toMatchObject({ code: 0, warned: [] });
  expect(again.printed).toEqual([expect.stringMatching(/^0 events refilled/), 'The buffer is empty']);
  const replayed = await forks('replay', 'archive', '--from', '40h', '--to', '0s', '--json');
  expect(replayed).toMatchObject({ code: 0, warned: [] });
  expect(JSON.parse(replayed.printed[0] ?? '')).toMatchObject({ sent: published.length, unsent: 0, masked: 0 });
  const orders = await stack.receiveAll(stack.output('OrdersQueueUrl'));
  expect(new Set(orders.map(({ Body }) => Body)).size).toBe(published.length);
});
