import { exitReason } from '../../../../src/local/lambda/isolates/exit-reason.ts';

test.each([
  [0, null, 'Runtime exited without providing a reason'],
  [3, null, 'Runtime exited with error: exit status 3'],
  [null, 'SIGKILL', 'Runtime exited with error: signal: killed'],
  [null, 'SIGSEGV', 'Runtime exited with error: signal: segmentation fault'],
  [null, 'SIGWINCH', 'Runtime exited with error: signal: SIGWINCH'],
])('an exit with %j by %j is told in Lambda’s words', (code, signal, reason) => {
  expect(exitReason(code, signal)).toBe(reason);
});
