import { spawnSync } from 'node:child_process';
import { processMark, runningProcess } from '../../src/local/process-mark.ts';

test('of this process says that it runs, whether it tells the start or not', () => {
  expect(runningProcess(processMark())).toBe(process.pid);
  expect(runningProcess(`${process.pid}`)).toBe(process.pid);
  expect(runningProcess(`${processMark()}\n`)).toBe(process.pid);
});

test('of a process that is gone names none', () => {
  const { pid } = spawnSync(process.execPath, ['--eval', '']);

  expect(runningProcess(`${pid}`)).toBeUndefined();
});

test('of an earlier process that had the same id names none', () => {
  const [, started] = processMark().split(' ');

  expect(started).toMatch(/^\d+$/);
  expect(runningProcess(`${process.pid} ${Number(started) - 1}`)).toBeUndefined();
});

test.each(['', 'x', '0', '-1', '1 2 3', `${process.pid}x`])('%j is none', (mark) => {
  expect(runningProcess(mark)).toBeUndefined();
});
