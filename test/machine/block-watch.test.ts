import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../../src/machine/block-watch.ts');

/** Runs a script that is watched in steps of 50 ms: told of after 150 ms, ended after 1200 ms, since on a busy machine the telling takes its time. */
async function watched(script: string, execArgv: string[] = [], tellAfterMs = 150) {
  const child = spawn(
    process.execPath,
    [
      ...execArgv,
      '--input-type=module',
      '-e',
      `const { watchForBlocks } = await import(${JSON.stringify(FILE)});
       const stop = watchForBlocks({ tickMs: 50, tellAfterMs: ${tellAfterMs}, endAfterMs: ${8 * tellAfterMs}, root: '/', remedy: 'Start it again.' });
       const wait = (ms) => new Promise((done) => setTimeout(done, ms));
       const block = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
       await wait(300);
       ${script}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    told += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { told, code, signal };
}

/** All at once, since they mostly wait. */
const runs = {
  forever: watched('(function countForEver() { for (;;); })();'),
  pattern: watched('(function matchForEver() { /^(a+)+$/.test("a".repeat(60) + "b"); })();'),
  once: watched('block(800); await wait(600); stop();'),
  never: watched('for (let n = 0; n < 6; n++) { block(60); await wait(20); }', [], 1000),
  held: watched('block(900);', ['--inspect=127.0.0.1:0']),
};

test('a main thread that is blocked for ever is told of with what it does, and its process ended', async () => {
  const { told, signal } = await runs.forever;

  expect(told).toMatch(
    /^The main thread has been busy for 0\.\d+ s, and answers nobody, in:\n {2}countForEver \(.*\[eval1\]:\d+\)\n/,
  );
  expect(told).toMatch(/\nThe main thread has been busy for 1\.2 s, so the process ends itself\. Start it again\.\n$/);
  expect(signal).toBe('SIGKILL');
});

test('a regular expression without end is no hiding place', async () => {
  const { told, signal } = await runs.pattern;

  expect(told).toMatch(/ {2}matchForEver \(.*\[eval1\]:\d+\)\n/);
  expect(signal).toBe('SIGKILL');
});

test('a block that ends is told of, and the process goes on', async () => {
  const { told, code } = await runs.once;

  // On a busy machine it may go on before it could be held: then nobody knows with what it was busy, and nothing else is shown for it.
  const where =
    /^The main thread has been busy for [\d.]+ s, and answers nobody, in:\n(?: {2}.*\n)* {2}\(unnamed\) \(.*eval1\]:\d+\)\n(?: {2}.*\n)*/;
  const [before, end] = where.test(told) ? [where, '\\.'] : [/^/, ', nobody knows with what\\.'];
  expect(told).toMatch(new RegExp(`${before.source}The main thread goes on; it was busy for [\\d.]+ s${end}\n$`));
  expect(code).toBe(0);
});

test('nothing is told of a process that works and waits, or is held by a debugger', async () => {
  const { told, code } = await runs.never;
  const held = await runs.held;

  expect({ told, code }).toEqual({ told: '', code: 0 });
  expect(held.told.replace(/^(?:Debugger listening|For help).*\n/gm, '')).toBe('');
  expect(held.code).toBe(0);
});
