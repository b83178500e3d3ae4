import { CommanderError } from 'commander';
import { RequestError } from '../operator/errors.ts';
import type { Clock } from '../operator/operator.ts';
import { describeError } from './line/describe-error.ts';
import { UsageError } from './line/errors.ts';
import { openSession } from './line/session.ts';
import type { Terminal } from './line/terminal.ts';
import { createProgram, type Request } from './program.ts';

/** Runs one command line and returns its exit code: 0 done, 1 failed, 2 wrong usage. Never throws. */
export async function runForks(
  argv: readonly string[],
  { terminal, clock, env }: { terminal: Terminal; clock: Clock; env: NodeJS.ProcessEnv },
): Promise<number> {
  let request: Request | undefined;
  let endpoint: string | undefined;
  try {
    const accept = (given: Request) => {
      request = given;
    };
    const program = createProgram({ accept, print: terminal.print });
    program.parse(argv, { from: 'user' });
    if (request === undefined) throw new UsageError('no command was given: forks --help lists them');
    const session = openSession(request.globals, { terminal, clock, env });
    endpoint = session.connection.endpoint;
    const code = await request.run(session);
    terminal.progress('');
    return typeof code === 'number' ? code : 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    terminal.warn(`forks: ${lineFor(error, endpoint)}`);
    if (argv.includes('--debug') && error instanceof Error) String(error.stack).split('\n').forEach(terminal.warn);
    return error instanceof CommanderError || error instanceof UsageError || error instanceof RequestError ? 2 : 1;
  }
}

function lineFor(error: unknown, endpoint: string | undefined): string {
  if (!(error instanceof CommanderError)) return describeError(error, endpoint);
  // A group without its command, as in `forks replay`, prints its whole help: one line will do.
  if (error.code === 'commander.help') return 'the command is incomplete: forks --help lists the commands';
  return `${error.message
    .replace(/^error: /, '')
    .replace(/\s+/g, ' ')
    .trim()} (see forks --help)`;
}
