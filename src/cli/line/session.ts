import * as v from 'valibot';
import { connect } from '../../aws/connection.ts';
import { oneLine } from '../../machine/terminal-text.ts';
import type { Clock, Operator } from '../../operator/operator.ts';
import { httpUrl } from './args.ts';
import { UsageError } from './errors.ts';
import type { GlobalFlags } from './global-flags.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with, and tells its result to. */
export interface Session<Document extends object = object> extends Operator {
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** Prints a result: the document with --json, else the lines; `exact` are texts that are printed to the byte, line breaks and all. */
  report(document: Document, lines: readonly string[], form?: 'exact'): void;
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
  const given = local ? localEndpoint : endpoint;
  if (given !== undefined && profile !== undefined) {
    throw new UsageError('--profile is for real AWS: leave it out with --local or --endpoint');
  }
  const target = given ?? (profile === undefined ? endpointOf(env) : undefined);
  return {
    connection: connect({ endpoint: target, region, profile }, env),
    stackName: stack,
    json,
    terminal,
    clock,
    env,
    report(document, lines, form) {
      if (json) terminal.print(JSON.stringify(document));
      else for (const line of lines) terminal.print(form === 'exact' ? line : oneLine(line));
    },
  };
}

/**
 * The endpoint that the environment names for every service, as the aws CLI and the SDKs read it; it cannot be one of AWS's own, which has
 * one for each (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). With others beside it, the SDK has to choose.
 */
function endpointOf(env: NodeJS.ProcessEnv): string | undefined {
  const { AWS_ENDPOINT_URL: named, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: ignored } = env;
  const isChosenByService = Object.keys(env).some((name) => name.startsWith('AWS_ENDPOINT_URL_'));
  if (!named || ignored?.toLowerCase() === 'true' || isChosenByService) return undefined;
  const url = v.safeParse(httpUrl, named);
  if (url.success) return url.output;
  throw new UsageError(`AWS_ENDPOINT_URL is ${named}: it must be an http or https URL, as http://127.0.0.1:4566`);
}
