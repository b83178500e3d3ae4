/**
 * The flags of `npm start`. It stands in for no AWS service; `--parameter-overrides` and `--config-env` are the SAM CLI's own.
 * Of samconfig.toml no flag but the parameters is read: that is `parameters/samconfig.ts`.
 */
import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import * as v from 'valibot';
import { UsageError } from './errors.ts';
import { readOverrideArguments } from './parameters/overrides.ts';

const flagsSchema = v.object({
  port: v.number(),
  apiPort: v.number(),
  consolePort: v.number(),
  template: v.string(),
  parameterOverrides: v.optional(v.array(v.string())),
  configEnv: v.optional(v.string()),
  dataDir: v.optional(v.string()),
  reset: v.boolean(),
  speed: v.number(),
  searchEndpoint: v.optional(v.string()),
  dynamodbEndpoint: v.optional(v.string()),
  allowHost: v.optional(v.array(v.string())),
  verbose: v.boolean(),
});

/** The flags of `npm start`, checked, with paths made absolute. */
export type StartFlags = Omit<v.InferOutput<typeof flagsSchema>, 'parameterOverrides'> & {
  parameters: Record<string, string>;
};

const OVERRIDES = '--parameter-overrides';
const OVERRIDES_HELP =
  'template parameters, written as for sam deploy; they go over those of the samconfig.toml beside the template, section [default.local_start_api.parameters]';

const ALLOW_HOST_HELP =
  'a further name by which the ports may be called, such as host.docker.internal; may be given several times';

/** What the command line asks for, with what should be said about it: a start, or only the help text. Throws a UsageError for anything else (exit code 2). */
export function parseStartFlags(
  argv: readonly string[],
  cwd: string,
): { flags: StartFlags; warnings: readonly string[] } | { help: string } {
  let help = '';
  const program = new Command('npm start --')
    .description('Runs the templates whole on this machine: no Docker, no AWS account, 127.0.0.1 only.')
    .option('--port <n>', 'port of the AWS endpoint, 0 for a free one', portNumber, 4566)
    .option('--api-port <n>', 'port of the HTTP API, 0 for a free one', portNumber, 3000)
    .option('--console-port <n>', 'port of the console, 0 for a free one', portNumber, 3001)
    .option('--template <file>', 'SAM template to run', 'template.yaml')
    .option('--parameter-overrides <K=V ...>', OVERRIDES_HELP, readGathered)
    .option('--config-env <name>', 'environment of the samconfig.toml beside the template (default: "default")')
    .option('--data-dir <dir>', 'keep the state in this folder across restarts (default: a temporary folder)')
    .option('--reset', 'with --data-dir: start over, deleting what the folder holds', false)
    .option('--speed <n>', 'run every local clock n times faster', positiveNumber, 1)
    .option('--search-endpoint <url>', 'use this OpenSearch instead of the embedded one', httpUrl)
    .option('--dynamodb-endpoint <url>', 'use this DynamoDB instead of the embedded one', httpUrl)
    .option('--allow-host <name>', ALLOW_HOST_HELP, readHostName)
    .option('--verbose', 'show what the functions log', false)
    .argument('[unexpected...]')
    .exitOverride()
    .configureOutput({
      writeErr: () => {},
      writeOut: (text) => {
        help += text;
      },
    });
  try {
    program.parse(gatherOverrides(argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { help };
    throw new UsageError(`${error.message.replace(/^error: /, '')} (npm start -- --help lists the flags)`, {
      cause: error,
    });
  }
  refuseBareArguments(program.args);
  const { parameterOverrides = [''], ...flags } = v.parse(flagsSchema, program.opts());
  if (flags.reset && flags.dataDir === undefined)
    throw new UsageError('--reset needs --data-dir, the folder to start over in.');
  const { parameters, unread } = readOverrideArguments(parameterOverrides, { name: OVERRIDES, folder: cwd });
  return {
    flags: {
      ...flags,
      template: resolve(cwd, flags.template),
      ...(flags.dataDir === undefined ? {} : { dataDir: resolve(cwd, flags.dataDir) }),
      parameters: Object.fromEntries(parameters),
    },
    warnings: unread,
  };
}

function readHostName(name: string, before: string[] = []): string[] {
  if (/^[\w-]+(?:\.[\w-]+)*$/.test(name)) return [...before, name];
  throw new InvalidArgumentError('It must be the name of a host, without scheme and port.');
}

/** npm keeps flags that come before `--` to itself and hands on only their values. */
function refuseBareArguments(args: readonly string[]): void {
  if (args.length === 0) return;
  throw new UsageError(
    `'${args.join(' ')}' stands alone: flags go behind a --, as in: npm start -- --port 4567 --data-dir .local`,
  );
}

/**
 * The SAM CLI takes every argument behind the flag up to the next that begins with a hyphen, the first whatever it is, and lets a
 * second flag replace the first. Commander does neither, so it is given the arguments as one.
 */
function gatherOverrides(argv: readonly string[]): string[] {
  const gathered: string[] = [];
  const rest = [...argv];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const inline = arg.startsWith(`${OVERRIDES}=`) ? arg.slice(OVERRIDES.length + 1) : undefined;
    if (arg === '--') return [...gathered, arg, ...rest];
    if (inline === undefined && (arg !== OVERRIDES || rest.length === 0)) {
      gathered.push(arg);
      continue;
    }
    const values = inline === undefined ? rest.splice(0, 1) : [inline];
    const end = rest.findIndex((next) => next.startsWith('-'));
    gathered.push(OVERRIDES, JSON.stringify([...values, ...rest.splice(0, end < 0 ? rest.length : end)]));
  }
  return gathered;
}

const readGathered = (text: string): string[] => v.parse(v.array(v.string()), JSON.parse(text));

function portNumber(text: string): number {
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0 && value <= 100_000) return value;
  throw new InvalidArgumentError('Expected a number above 0, at most 100000.');
}

function httpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/$/, '');
  throw new InvalidArgumentError('Expected an http or https URL.');
}
