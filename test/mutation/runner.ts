/** The process that runs tests: `node runner.ts SANDBOX MUTANTS`, asked by messages, one at a time. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import type { Asked, MeasuredFile, Step, Tried } from './messages.ts';
import { createGenerations } from './module-generations.ts';
import { countPassed, createSwitch, takeMeetings, turnOff, turnOn } from './switch.ts';
import { type Failure, type LoadedFile, loadTestFile, prepareProcess, type Run, runTests } from './test-file.ts';

/** Of one test: what takes longer proves an amount, and is left to `npm test`. */
const MAX_CPU_MS = 2_000;
const MAX_LOADS = 400;
const MAX_BYTES = 1.2e9;
/** Of a load and of a test whose time is not known yet. */
const UNMEASURED_LIMIT_MS = 60_000;

const [sandbox = '', mutants = '0'] = process.argv.slice(2);
process.chdir(sandbox);
const mutation = createSwitch(Number(mutants));
prepareProcess();
await import(pathToFileURL(join(sandbox, 'test/support/repeatable-properties.ts')).href);
// That it fails is enough: the smallest example would take as long again.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
new Worker(new URL('./watchdog.ts', import.meta.url), { workerData: { deadline: mutation.deadline } }).unref();
const importAnew = createGenerations(sandbox);
const warm = new Map<string, LoadedFile>();
let loads = 0;

process.on('message', async (asked: Asked) => {
  countPassed(mutation, asked.kind === 'measure');
  const answer = asked.kind === 'measure' ? await measure(asked.file) : await tryMutant(asked);
  allow(Number.POSITIVE_INFINITY);
  process.send?.(answer);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

function allow(ms: number): void {
  mutation.deadline[0] = Date.now() + ms;
}

async function load(file: string): Promise<LoadedFile> {
  loads++;
  allow(UNMEASURED_LIMIT_MS);
  return await loadTestFile(() => importAnew(file));
}

async function loadWarm(file: string): Promise<LoadedFile> {
  const loaded = warm.get(file) ?? (await load(file));
  warm.set(file, loaded);
  return loaded;
}

async function runWithin(loaded: LoadedFile, limitMs: number, asked: Omit<Run, 'limitMs'>) {
  const extend = () => allow(limitMs + 1_000);
  extend();
  return await runTests(loaded, {
    ...asked,
    limitMs: () => limitMs,
    beforeTest: (test) => {
      extend();
      takeMeetings(mutation);
      asked.beforeTest?.(test);
    },
    afterTest: (test, times) => {
      extend();
      asked.afterTest?.(test, times);
    },
  });
}

/** Runs a file twice without a mutant: what each test passes, how long it takes, and whether it can be run again at all. */
async function measure(file: string): Promise<MeasuredFile> {
  const measured: MeasuredFile = { file, leftOut: [], cold: false, loading: [], hooks: [], tests: [] };
  takePassed();
  try {
    const loaded = await loadWarm(file);
    measured.tests = loaded.tests.map(() => ({ ms: 0, cpuMs: 0, passed: [] }));
    measured.loading = takePassed();
    for (let failure = await measureOnce(measured); failure; failure = await measureOnce(measured)) {
      measured.leftOut.push(`${tell(failure)} (without any mutant)`);
      measured.tests = measured.tests.map((test, index) => (index === failure.test ? null : test));
      warm.delete(file);
      if (failure.test < 0) return { ...measured, tests: [] };
    }
    measured.tests = measured.tests.map((test, index) => {
      if (test === null || test.cpuMs <= MAX_CPU_MS) return test;
      measured.leftOut.push(`${loaded.names[index]} takes ${Math.round(test.cpuMs)} ms`);
      return null;
    });
    const again = await runWithin(await loadWarm(file), UNMEASURED_LIMIT_MS, {
      only: indexesOf(measured.tests),
      afterTest(index, { ms, cpuMs }) {
        const test = measured.tests[index];
        if (test) Object.assign(test, { ms: Math.min(test.ms, ms), cpuMs: Math.min(test.cpuMs, cpuMs) });
      },
    });
    if (again) warm.delete(file);
    return { ...measured, cold: again !== undefined };
  } catch (error) {
    return { ...measured, leftOut: [`${error} (without any mutant)`], tests: [] };
  }
}

async function measureOnce({ file, tests, hooks }: MeasuredFile): Promise<Failure | undefined> {
  const loaded = await loadWarm(file);
  const met = new Map(hooks);
  const addHooks = (): void => {
    for (const [mutant, times] of takePassed()) met.set(mutant, times);
  };
  takePassed();
  const failure = await runWithin(loaded, UNMEASURED_LIMIT_MS, {
    only: indexesOf(tests),
    beforeTest: addHooks,
    afterTest(index, times) {
      if (tests[index]) tests[index] = { ...times, passed: takePassed() };
    },
  });
  addHooks();
  hooks.splice(0, hooks.length, ...met);
  return failure;
}

const indexesOf = (tests: MeasuredFile['tests']): number[] => [...tests.keys()].filter((index) => tests[index]);

const tell = ({ name, message }: Failure): string => `${name}: ${message}`;

/** Every mutant that was passed since the last call, with how often. */
function takePassed(): [number, number][] {
  const passed = [...mutation.passed.entries()].filter(([, times]) => times > 0);
  mutation.passed.fill(0);
  return passed;
}

type Trial = Extract<Asked, { kind: 'try' }>;

async function tryMutant(trial: Trial): Promise<Tried> {
  for (const step of trial.steps) {
    const tried = await tryStep(step, trial);
    if (tried.outcome !== 'survived') return { ...tried, worn: isWorn() };
  }
  return { outcome: 'survived', worn: isWorn() };
}

async function tryStep(step: Step, { mutant, maxMeetings, whole }: Trial): Promise<Omit<Tried, 'worn'>> {
  const { file, fresh, cold, limitMs } = step;
  const only = whole ? step.all : step.only;
  const anew = fresh || cold;
  let failure: Failure | undefined;
  if (!anew) await loadWarm(file);
  turnOn(mutation, mutant, maxMeetings);
  try {
    failure = await runWithin(anew ? await load(file) : await loadWarm(file), limitMs, { only });
  } catch (error) {
    failure = { test: -1, name: 'loading it', message: String(error), timedOut: false };
  }
  const endless = takeMeetings(mutation) > maxMeetings;
  turnOff(mutation);
  if (!failure) return { outcome: 'survived' };
  if (failure.timedOut) return { outcome: 'timed out' };
  if (endless) return { outcome: 'endless' };

  // The same test must pass without the mutant, now: else something before it is to blame.
  const check = { only: whole || failure.test < 0 ? only : [failure.test] };
  const poisoned = await runWithin(cold ? await load(file) : await loadWarm(file), limitMs, check);
  if (poisoned) return { outcome: 'unsure', killer: { file, test: failure.name, message: tell(poisoned) } };
  return { outcome: 'killed', killer: { file, test: failure.name, message: failure.message } };
}

const isWorn = (): boolean => loads > MAX_LOADS || process.memoryUsage.rss() > MAX_BYTES;
