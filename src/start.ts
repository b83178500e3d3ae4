/** `npm start`: the local stack and the console in one process, from the flags to the exit code. */

import { join } from 'node:path';
import { putTemplateOfStack } from './aws/search/put-template-of-stack.ts';
import { type Console, startConsole } from './console/server.ts';
import { codeOf, messageOf } from './domain/errors.ts';
import { isObject } from './domain/is-object.ts';
import { UsageError } from './local/errors.ts';
import { type LocalStack, startLocalStack } from './local/index.ts';
import { parseStartFlags, type StartFlags } from './local/start-flags.ts';
import { watchForBlocks } from './machine/block-watch.ts';
import { terminalText } from './machine/terminal-text.ts';

/** Signals this close together are one: npm passes on the terminal's Ctrl-C and sends its own. */
const ONE_SIGNAL_MS = 2000;
const DRAIN_MS = 30_000;
/** Nothing that the stack does takes five seconds of its one thread; what takes thirty does not end. */
const BLOCKS = { tickMs: 1000, tellAfterMs: 5000, endAfterMs: 30_000 };

/** What this process writes, the tables' files and those of functions among it, is for its user alone. */
process.umask(0o077);

/** The stack tells times in UTC, as its functions do. */
process.env['TZ'] = 'UTC';

const say = (line: string) => process.stdout.write(`${terminalText(process.stdout, line)}\n`);
const warn = (line: string) => process.stderr.write(`${terminalText(process.stderr, line)}\n`);

/** Before there is anything to deliver, a signal just ends the start; leaving by exit() lets the temporary folder go. */
const endStart = () => process.exit(0);
process.on('SIGINT', endStart);
process.on('SIGTERM', endStart);

try {
  const asked = parseStartFlags(process.argv.slice(2), process.cwd());
  if ('help' in asked) say(asked.help.trimEnd());
  else {
    for (const warning of asked.warnings) warn(warning);
    await run(asked.flags);
  }
} catch (error) {
  warn(explain(error));
  process.exit(error instanceof UsageError ? 2 : 1);
}

async function run(flags: StartFlags): Promise<void> {
  let stack: LocalStack | undefined;
  const page = await startConsole({
    port: flags.consolePort,
    allowHost: flags.allowHost,
    outputs: () => stack?.outputs ?? {},
  });
  try {
    const { template, port, apiPort, consolePort: _consolePort, ...rest } = flags;
    stack = await startLocalStack({
      ...rest,
      templateFile: template,
      stackName: 'shop',
      afterDeploy: (deployed) => putTemplateOfStack(deployed, warn),
      awsPort: port,
      apiPort,
      warn,
      watch: true,
    });
  } catch (error) {
    await page.close();
    throw error;
  }
  for (const line of stack.notices) say(line);
  say(`Ready api=${stack.apiUrl} aws=${stack.awsUrl} console=${page.url} search=${stack.searchUrl}`);
  for (const line of nextSteps(stack)) say(line);
  watchForBlocks({
    ...BLOCKS,
    root: join(import.meta.dirname, '..'),
    remedy: flags.dataDir
      ? `What it acknowledged is kept in ${flags.dataDir}: start it again.`
      : 'Start it again; without --data-dir its state was for this run alone.',
  });
  stopOnSignal(stack, page);
}

function nextSteps(stack: LocalStack): string[] {
  const api = stack.outputs['CheckoutApiUrl'];
  return [
    '',
    ...(api === undefined ? [] : [`  curl -X POST ${api} -d @events/accept-checkout/body-order-over-100.json`, '']),
    `  export AWS_ENDPOINT_URL=${stack.awsUrl} AWS_REGION=${stack.region} AWS_DEFAULT_REGION=${stack.region}`,
    '  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
    '',
    `  npx --no-install forks ${stack.awsPort === 4566 ? '--local' : `--endpoint ${stack.awsUrl}`} status`,
    '',
  ];
}

function stopOnSignal(stack: LocalStack, page: Console): void {
  let first: number | undefined;
  const onSignal = () => {
    const now = performance.now();
    if (first !== undefined && now - first < ONE_SIGNAL_MS) return;
    if (first !== undefined) {
      warn('Stopped at once; what was not delivered is lost unless --data-dir keeps it.');
      process.exit(1);
    }
    first = now;
    warn('Stopping: delivering what was accepted (at most 30 s; a second signal stops at once).');
    stop(stack, page).then(
      () => process.exit(0),
      (error: unknown) => {
        warn(explain(error));
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.off(signal, endStart);
    process.on(signal, onSignal);
  }
}

async function stop(stack: LocalStack, page: Console): Promise<void> {
  await page.close();
  const { undelivered } = await stack.stop({ drainMs: DRAIN_MS });
  for (const [name, count] of Object.entries(undelivered)) warn(`not delivered: ${count} in ${name}`);
}

function explain(error: unknown): string {
  if (isObject(error) && codeOf(error) === 'EADDRINUSE') {
    const port = String(error['port'] ?? '');
    return `Port ${port} is in use: stop what uses it, or choose others with --port, --api-port and --console-port (0 picks a free one).`;
  }
  return messageOf(error);
}
