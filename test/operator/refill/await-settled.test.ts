import { requireBackupApplication } from '../../../src/operator/backup/application.ts';
import { pauseBackup } from '../../../src/operator/backup/pause.ts';
import { resumeBackup } from '../../../src/operator/backup/resume.ts';
import { awaitSettled } from '../../../src/operator/refill/await-settled.ts';
import { findDeployment } from '../../../src/operator/stack/find-deployment.ts';
import { openRefillStack, type RefillStack } from '../../support/refill-stack.ts';

let stack: RefillStack;
beforeEach(async () => {
  stack = await openRefillStack();
});
afterEach(() => stack?.stop());

/** What was waited for, look by look; `meanwhile` is run at each. */
async function settle(meanwhile: (looks: number) => unknown = () => {}, signal = new AbortController().signal) {
  const backup = requireBackupApplication(await findDeployment(stack.operator));
  const looks: string[] = [];
  const { wait } = stack.operator.clock;
  const operator = {
    ...stack.operator,
    clock: {
      ...stack.operator.clock,
      wait: async (ms: number) => {
        await wait(ms);
        await meanwhile(looks.length);
      },
    },
  };
  await awaitSettled(operator, backup, { bufferMs: 60_000, signal, onWaiting: (where) => looks.push(where) });
  return { looks, queued: looks.filter((where) => where === 'queue').length };
}

test('where nothing is on its way, one buffering interval and a minute pass', async () => {
  expect((await settle()).looks).toEqual(Array(8).fill('stream'));
});

test('what waits in the queue is waited for, and then what it put to the stream', async () => {
  await pauseBackup(stack.operator);
  await stack.publish('{"id":1}');
  await stack.later(3600);

  const { looks, queued } = await settle(async (look) => look === 4 && (await resumeBackup(stack.operator)));

  expect(queued).toBeGreaterThanOrEqual(4);
  expect(looks.length - queued).toBeGreaterThanOrEqual(8);
  expect(await stack.backupLines()).toHaveLength(1);
});

test('what the stream cannot deliver is waited for, but not what came to it since', async () => {
  stack.loseDeliveries();
  await stack.publish('{"id":1}');

  const { looks } = await settle(async (look) => {
    if (look === 20) stack.faults.clear();
    if (look > 20) await stack.publish(`{"id":${look}}`);
  });

  expect(looks.length).toBeGreaterThanOrEqual(20);
  expect(await stack.backupLines()).toContainEqual(expect.stringContaining('"event":{"id":1}'));
});

test('an interruption ends the waiting', async () => {
  const ending = new AbortController();

  const { looks } = await settle(() => ending.abort(), ending.signal);

  expect(looks).toEqual(['stream']);
});
