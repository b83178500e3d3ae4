import { createInterface } from 'node:readline';
import type * as v from 'valibot';
import { codeOf } from '../../domain/errors.ts';
import { oneLine, terminalText } from '../../machine/terminal-text.ts';

/** What a command may say and hear; results go to stdout, everything else to stderr. */
export interface Terminal {
  /** Prints a text, which may have several lines. */
  print(text: string): void;
  /** Tells one line. */
  warn(line: string): void;
  /** Overwrites the progress line, on a terminal only; an empty text takes it away. */
  progress(text: string): void;
  /** Aborted by the first Ctrl-C, which then no longer ends the process. */
  interrupted(): AbortSignal;
  /** Told, where somebody wants to hear it, of each document that is reported and of the schema that promises it. */
  reported?(document: object, promised: v.GenericSchema): void;
  /** The lines of standard input. */
  lines(): AsyncIterable<string>;
}

/** The terminal of a process; a reader that goes away early, as `| head` does, ends the process quietly. */
export function createTerminal(process: NodeJS.Process): Terminal {
  const { stdout, stderr, stdin } = process;
  stdout.on('error', (error) => {
    if (codeOf(error) === 'EPIPE') process.exit(0);
    throw error;
  });
  const progress = (text: string) => {
    if (stderr.isTTY) stderr.write(`\r\u001b[2K${terminalText(stderr, oneLine(text))}`);
  };
  return {
    print: (text) => {
      progress('');
      stdout.write(`${terminalText(stdout, text)}\n`);
    },
    warn: (line) => {
      progress('');
      stderr.write(`${terminalText(stderr, oneLine(line))}\n`);
    },
    progress,
    interrupted: () => {
      const controller = new AbortController();
      process.once('SIGINT', () => controller.abort());
      return controller.signal;
    },
    lines: () => createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY }),
  };
}
