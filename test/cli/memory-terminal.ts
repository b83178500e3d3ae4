import * as v from 'valibot';
import type { Terminal } from '../../src/cli/line/terminal.ts';
import type { Clock } from '../../src/operator/operator.ts';

/** A terminal that remembers what was said, with a standard input of its own. */
export function createMemoryTerminal(input: readonly string[] = []) {
  const printed: string[] = [];
  const warned: string[] = [];
  const interrupt = new AbortController();
  const terminal: Terminal = {
    print: (line) => printed.push(line),
    warn: (line) => warned.push(line),
    progress: () => {},
    // What a command reports is what it promises: no key is missing, and none is beside those that the help lists.
    reported: (document, promised) => void v.parse(promised, JSON.parse(JSON.stringify(document))),
    interrupted: () => interrupt.signal,
    lines: async function* () {
      yield* input;
    },
  };
  return { terminal, printed, warned, interrupt };
}

/** A clock that stands still but for what is waited for. */
export function createSteppingClock(start = 0): Clock & { waited: number[] } {
  let time = start;
  const waited: number[] = [];
  return {
    waited,
    now: () => time,
    wait: async (ms) => {
      waited.push(ms);
      time += ms;
    },
  };
}
