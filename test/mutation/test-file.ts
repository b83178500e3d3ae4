/** One test file, loaded once and run as often as asked, by Jest's own runner (jest-circus) without Jest around it. */
import type { Event, State } from 'jest-circus';
import { silenceDifferences } from './silence-differences.ts';

silenceDifferences();
const { jestExpect } = await import('@jest/expect');
const { default: circus, addEventHandler, getState, resetState, run, setState } = await import('jest-circus');

export type Test = Extract<Event, { name: 'test_start' }>['test'];
type Block = State['rootDescribeBlock'];

export interface LoadedFile {
  state: State;
  tests: Test[];
  names: string[];
  modes: Test['mode'][];
}

export interface Run {
  /** The tests to run, by index. */
  only: readonly number[];
  /** What each test, and each hook, may take. */
  limitMs: (index: number) => number;
  beforeTest?: (index: number) => void;
  afterTest?: (index: number, times: { ms: number; cpuMs: number }) => void;
}

export interface Failure {
  /** The index of the test, -1 where none is to blame. */
  test: number;
  name: string;
  message: string;
  timedOut: boolean;
}

let onEvent: (event: Event) => Promise<void> | void = () => {};
const strayErrors: unknown[] = [];

/** Prepares this process: Jest's globals, and errors that nothing awaits fail the test that runs. */
export function prepareProcess(): void {
  Object.assign(globalThis, circus, { expect: jestExpect });
  addEventHandler((event) => onEvent(event));
  process.on('uncaughtException', (error) => strayErrors.push(error));
  process.on('unhandledRejection', (error) => strayErrors.push(error));
}

/** Collects the tests of a file by importing it. */
export async function loadTestFile(load: () => Promise<void>): Promise<LoadedFile> {
  resetState();
  await load();
  const state = getState();
  const tests = testsOf(state.rootDescribeBlock);
  return { state, tests, names: tests.map(nameOf), modes: tests.map(({ mode }) => mode) };
}

const testsOf = (block: Block): Test[] =>
  block.children.flatMap((child) => (child.type === 'test' ? [child] : testsOf(child)));

const hooksOf = (block: Block): Block['hooks'] => [
  ...block.hooks,
  ...block.children.flatMap((child) => (child.type === 'test' ? [] : hooksOf(child))),
];

/** Runs tests of a loaded file up to the first that fails, which it returns. */
export async function runTests({ state, tests, names, modes }: LoadedFile, asked: Run): Promise<Failure | undefined> {
  const { only, limitMs, beforeTest, afterTest } = asked;
  const chosen = new Set(only);
  const maxMs = Math.max(0, ...[...chosen].map(limitMs));
  let failure: Failure | undefined;
  let timedOut = false;
  let began = { ms: 0, cpu: process.cpuUsage() };

  strayErrors.length = 0;
  state.unhandledErrors = [];
  state.hasStarted = false;
  state.currentlyRunningTest = null;
  for (const hook of hooksOf(state.rootDescribeBlock)) hook.timeout = maxMs;
  for (const [index, test] of tests.entries()) {
    test.errors = [];
    test.status = null;
    test.mode = chosen.has(index) ? modes[index] : 'skip';
    test.timeout = limitMs(index);
  }
  const fail = (test: number, error: unknown): void => {
    failure ??= { test, name: names[test] ?? '', message: textOf(error), timedOut };
    for (const other of tests) other.mode = 'skip';
  };

  onEvent = async (event) => {
    if (event.name === 'test_start' && event.test.mode !== 'skip') {
      const index = tests.indexOf(event.test);
      jestExpect.setState({
        currentTestName: nameOf(event.test),
        expectedAssertionsNumber: null,
        isExpectingAssertions: false,
        suppressedErrors: [],
      });
      beforeTest?.(index);
      began = { ms: performance.now(), cpu: process.cpuUsage() };
    }
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') {
      timedOut ||= String(textOf(event.error)).startsWith('Exceeded timeout');
    }
    if (event.name === 'test_done') {
      const index = tests.indexOf(event.test);
      // What a test leaves to reject shows after one more turn.
      await new Promise((resolve) => setImmediate(resolve));
      const { user, system } = process.cpuUsage(began.cpu);
      afterTest?.(index, { ms: performance.now() - began.ms, cpuMs: (user + system) / 1000 });
      const [error] = [
        ...event.test.errors,
        ...jestExpect.extractExpectedAssertionsErrors().map((assertion) => assertion.error),
        ...strayErrors.splice(0),
      ];
      if (error !== undefined) fail(index, error);
    }
  };
  setState(state);
  await run();
  onEvent = () => {};
  const [late] = [...state.unhandledErrors, ...strayErrors];
  if (late !== undefined) fail(-1, late);
  return failure;
}

function nameOf(test: Test): string {
  const names = [test.name];
  for (let block: Block | undefined = test.parent; block?.parent; block = block.parent) names.unshift(block.name);
  return names.join(' › ');
}

function textOf(error: unknown): string {
  const [first, second] = Array.isArray(error) ? error : [error];
  const told = first ?? second;
  return told instanceof Error || (typeof told === 'object' && told !== null && 'message' in told)
    ? String(told.message)
    : String(told);
}
