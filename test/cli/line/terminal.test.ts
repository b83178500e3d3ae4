import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { createTerminal } from '../../../src/cli/line/terminal.ts';

/** A process whose output is on a terminal or in a pipe. */
function outputOf(isTTY: boolean) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  Object.assign(stdout, { isTTY });
  Object.assign(stderr, { isTTY });
  const process = Object.assign(new EventEmitter(), { stdin, stdout, stderr });
  const terminal = createTerminal(process as unknown as NodeJS.Process);
  return { terminal, written: () => [stdout, stderr].map((stream) => String(stream.read() ?? '')) };
}

test('on a terminal foreign data cannot command it, while the progress line can', () => {
  const { terminal, written } = outputOf(true);

  terminal.print('{"a":"\u001b[2J"}');
  terminal.warn('refused: \u009b31m');
  terminal.progress('3 of 4 \u0007');

  expect(written()).toEqual([
    '{"a":"\\u001b[2J"}\n',
    '\r\u001b[2K\r\u001b[2Krefused: \\u009b31m\n\r\u001b[2K3 of 4 \\u0007',
  ]);
});

test('in a pipe it stays as it is, to the byte', () => {
  const { terminal, written } = outputOf(false);

  terminal.print('{"a":"\u001b[2J"}');
  terminal.warn('refused: \u009b31m');
  terminal.progress('3 of 4');

  expect(written()).toEqual(['{"a":"\u001b[2J"}\n', 'refused: \u009b31m\n']);
});

test('what is told is one line, whatever name is in it', () => {
  for (const isTTY of [true, false]) {
    const { terminal, written } = outputOf(isTTY);

    terminal.warn('s3://bucket/a\r\nEverything is as the template deployed it');
    terminal.print('{\n}');

    const [printed, warned] = written();
    expect(printed).toBe('{\n}\n');
    expect(warned?.replaceAll('\r\u001b[2K', '')).toBe(
      's3://bucket/a\\r\\nEverything is as the template deployed it\n',
    );
  }
});
