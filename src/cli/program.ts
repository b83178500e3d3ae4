import { Command } from 'commander';
import * as v from 'valibot';
import { backup } from './backup/commands.ts';
import { cost } from './cost/cost.ts';
import { deadLetters } from './dead-letters/commands.ts';
import { shownOf } from './line/args.ts';
import { type Exit, optionOf } from './line/command.ts';
import { GlobalFlags } from './line/global-flags.ts';
import type { Session } from './line/session.ts';
import { publish } from './publish/publish.ts';
import { replay } from './replay/commands.ts';
import { search } from './search/commands.ts';
import { bug } from './stack/bug.ts';
import { filter } from './stack/filter-test.ts';
import { logs } from './stack/logs.ts';
import { status } from './stack/status.ts';
import { trace } from './trace/trace.ts';

/** What the command line asks for: a command to run in a session. */
export interface Request {
  readonly globals: GlobalFlags;
  run(session: Session): Exit;
}

/** In the order in which the help lists them. */
const words = [status, publish, logs, bug, trace, replay, deadLetters, search, backup, cost, filter];

/**
 * Builds the command line; `accept` is given what it asks for, `print` its help. Each command's code is loaded only when it runs.
 */
export function createProgram({
  accept,
  print,
}: {
  accept: (request: Request) => void;
  print: (text: string) => void;
}) {
  const program = new Command('forks')
    .description('Operates event forks, local or deployed: what they hold, their replay, their logs.')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: (text) => print(text.trimEnd()) });
  for (const [key, schema] of Object.entries(GlobalFlags.entries)) {
    program.addOption(optionOf({ key, schema, ...shownOf(schema) }));
  }
  for (const word of words) {
    word.addTo(program, (run) => accept({ globals: v.parse(GlobalFlags, program.opts()), run }));
  }
  return program;
}
