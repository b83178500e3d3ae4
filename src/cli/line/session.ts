import { connect } from '../../aws/connection.ts';
import type { Clock, Operator } from '../../operator/operator.ts';
import { UsageError } from './errors.ts';
import type { GlobalFlags } from './global-flags.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with, and tells its result to. */
export interface Session<Document extends object = object> extends Operator {
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** Prints a result: the document with --json, else the lines. */
  report(document: Document, lines: readonly string[]): void;
}

/** The port that `npm start` takes by default. */
const localEndpoint = 'http://127.0.0.1:4566';

/** Opens a session from the options. Throws UsageError for options that contradict one another. */
export function openSession(
  options: GlobalFlags,
  { terminal, clock, env }: { terminal: Terminal; clock: Clock; env: NodeJS.ProcessEnv },
): Session {
  const { local, endpoint, profile, region, stack, json } = options;
  if (local && endpoint !== undefined)
    throw new UsageError('--local and --endpoint exclude each other: give one of them');
  const target = local ? localEndpoint : endpoint;
  if (target !== undefined && profile !== undefined) {
    throw new UsageError('--profile is for real AWS: leave it out with --local or --endpoint');
  }
  return {
    connection: connect({ endpoint: target, region, profile }, env),
    stackName: stack,
    json,
    terminal,
    clock,
    env,
    report(document, lines) {
      if (json) terminal.print(JSON.stringify(document));
      else for (const line of lines) terminal.print(line);
    },
  };
}
