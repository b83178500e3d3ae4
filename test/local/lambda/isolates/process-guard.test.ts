import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createProcessGuard } from '../../../../src/local/lambda/isolates/process-guard.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
const start = (file: string, parameters: string[], detached = true) => {
  const child = spawn(file, parameters, { detached, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return { child, pid: child.pid ?? 0, exited: once(child, 'exit') };
};
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a guard that is closed ends the groups that it still watches, and no other', async () => {
  const [watched, released, last] = [1, 2, 3].map(() => start('sleep', ['1000']));
  const guard = createProcessGuard();
  for (const group of [watched, released, last]) guard.watch(group?.pid ?? 0);
  guard.release(released?.pid ?? 0);

  guard.close();

  expect(await watched?.exited).toEqual([null, 'SIGKILL']);
  expect(await last?.exited).toEqual([null, 'SIGKILL']);
  expect(isAlive(released?.pid ?? 0)).toBe(true);
});

test('a group whose stack is killed is ended, however busy it is, with what it started', async () => {
  const file = JSON.stringify(new URL('../../../../src/local/lambda/isolates/process-guard.ts', import.meta.url).href);
  const stack = start(process.execPath, [
    '--input-type=module',
    '-e',
    `import { spawn } from 'node:child_process';
     const { createProcessGuard } = await import(${file});
     const busy = spawn('/bin/sh', ['-c', 'sleep 1000 & echo $!; while :; do :; done'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
     createProcessGuard().watch(busy.pid);
     busy.stdout.once('data', (grandchild) => console.log(busy.pid + ' ' + grandchild));`,
  ]);
  const [line] = await once(stack.child.stdout ?? stack.child, 'data');
  const pids = String(line).trim().split(' ').map(Number);
  expect(pids.map(isAlive)).toEqual([true, true]);

  // The whole group, as a terminal or a supervisor does it.
  process.kill(-stack.pid, 'SIGKILL');

  while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 5));
});
