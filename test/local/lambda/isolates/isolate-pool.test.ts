import type { InvocationOutcome, Isolate, IsolateInvocation } from '../../../../src/local/lambda/isolates/isolate.ts';
import { createIsolatePool } from '../../../../src/local/lambda/isolates/isolate-pool.ts';

const done: InvocationOutcome = { payload: 'null', failed: false, durationMs: 1, memoryBytes: 0, reusable: true };
const invocation = (requestId: string): IsolateInvocation => ({
  requestId,
  payload: '{}',
  traceId: '',
  timeoutMs: 1000,
});

/** Isolates that answer when told to. */
function createFakes() {
  const started: { answer(outcome?: InvocationOutcome): void; served: string[]; stopped: Promise<void> }[] = [];
  const begun = new Map<string, () => void>();
  return {
    started,
    /** Resolves when an invocation has reached an isolate. */
    begins: (requestId: string) => new Promise<void>((resolve) => begun.set(requestId, resolve)),
    start(): Isolate {
      let settle: ((outcome: InvocationOutcome) => void) | undefined;
      const gone = Promise.withResolvers<void>();
      const fake = { answer: (outcome = done) => settle?.(outcome), served: [] as string[], stopped: gone.promise };
      started.push(fake);
      return {
        invoke({ requestId }) {
          fake.served.push(requestId);
          begun.get(requestId)?.();
          return new Promise((resolve) => {
            settle = resolve;
          });
        },
        async stop() {
          settle?.({ ...done, failed: true, reusable: false });
          gone.resolve();
        },
      };
    },
  };
}

test('an invocation waits for its turn where no further isolate is allowed, in the order of asking', async () => {
  const fakes = createFakes();
  const pool = createIsolatePool({ concurrency: () => 1, start: fakes.start, idleMs: 1000, growAfterMs: 0 });
  const first = fakes.begins('one');
  const runs = ['one', 'two', 'three'].map((id) => pool.run(invocation(id)));
  await first;
  for (const id of ['two', 'three']) {
    const next = fakes.begins(id);
    fakes.started[0]?.answer();
    await next;
  }
  fakes.started[0]?.answer();
  await Promise.all(runs);

  expect(fakes.started.map(({ served }) => served)).toEqual([['one', 'two', 'three']]);
  await pool.close();
});

test('a second isolate is started when the first stays busy', async () => {
  const fakes = createFakes();
  const pool = createIsolatePool({ concurrency: () => 2, start: fakes.start, idleMs: 1000, growAfterMs: 0 });
  const second = fakes.begins('two');
  const runs = ['one', 'two', 'three'].map((id) => pool.run(invocation(id)));
  await second;
  const third = fakes.begins('three');
  fakes.started[1]?.answer();
  await third;
  for (const { answer } of fakes.started) answer();
  await Promise.all(runs);

  expect(fakes.started.map(({ served }) => served)).toEqual([['one'], ['two', 'three']]);
  expect(pool.size()).toBe(2);
  await pool.close();
});

test('an isolate that comes free in time serves instead of a second one', async () => {
  const fakes = createFakes();
  const pool = createIsolatePool({ concurrency: () => 2, start: fakes.start, idleMs: 1000, growAfterMs: 60_000 });
  const first = fakes.begins('one');
  const runs = ['one', 'two'].map((id) => pool.run(invocation(id)));
  await first;
  const second = fakes.begins('two');
  fakes.started[0]?.answer();
  await second;
  fakes.started[0]?.answer();
  await Promise.all(runs);

  expect(fakes.started).toHaveLength(1);
  await pool.close();
});

test('an isolate that is spoilt, outgrown or idle too long is stopped, and a new one serves', async () => {
  const fakes = createFakes();
  const pool = createIsolatePool({ concurrency: () => 1, start: fakes.start, idleMs: 0 });
  const serve = async (id: string, outcome: InvocationOutcome = done, meanwhile = () => {}) => {
    const begun = fakes.begins(id);
    const run = pool.run(invocation(id));
    await begun;
    meanwhile();
    fakes.started.at(-1)?.answer(outcome);
    await run;
    await fakes.started.at(-1)?.stopped;
  };
  await serve('spoilt', { ...done, failed: true, reusable: false });
  await serve('outgrown', done, pool.renew);
  await serve('idle');
  await serve('fresh');

  expect(fakes.started.map(({ served }) => served)).toEqual([['spoilt'], ['outgrown'], ['idle'], ['fresh']]);
});

test('closing ends what runs and refuses what waits', async () => {
  const fakes = createFakes();
  const pool = createIsolatePool({ concurrency: () => 1, start: fakes.start, idleMs: 1000 });
  const begun = fakes.begins('one');
  const runs = [pool.run(invocation('one')), pool.run(invocation('two'))];
  await begun;
  await pool.close();

  expect(await Promise.allSettled(runs)).toMatchObject([
    { status: 'fulfilled', value: { failed: true } },
    { status: 'rejected' },
  ]);
});
