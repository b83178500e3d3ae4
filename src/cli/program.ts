import { Command, Option } from 'commander';
import * as v from 'valibot';
import { addBackupCommands } from './backup/commands.ts';
import { addDeadLetterCommands } from './dead-letters/commands.ts';
import {
  argument,
  done,
  group,
  httpUrl,
  keys,
  type Offer,
  positiveNumber,
  share,
  wholeNumber,
} from './line/command-line.ts';
import type { Session } from './line/session.ts';
import { addReplayCommands } from './replay/commands.ts';
import { addSearchCommands } from './search/commands.ts';

const Globals = v.object({
  local: v.optional(v.boolean()),
  endpoint: v.optional(v.string()),
  stack: v.optional(v.string()),
  region: v.optional(v.string()),
  profile: v.optional(v.string()),
  json: v.optional(v.boolean()),
  debug: v.optional(v.boolean()),
});

/** The options of every command, as given. */
export type GivenGlobals = v.InferOutput<typeof Globals>;

/** What the command line asks for: a command to run in a session. Its exit code is 0 unless it says otherwise. */
export interface Request {
  readonly globals: GivenGlobals;
  run(session: Session): Promise<number | undefined>;
}

const PublishFlags = v.object({
  count: v.optional(v.number()),
  rate: v.optional(v.number()),
  raw: v.optional(v.boolean()),
  topic: v.optional(v.string()),
});
const LogsFlags = v.object({ follow: v.optional(v.boolean()), since: v.optional(v.string()) });
const TraceFlags = v.object({ since: v.optional(v.string()) });
const CostFlags = v.object({
  events: v.optional(v.number()),
  size: v.optional(v.number()),
  searched: v.optional(v.number()),
});
const FilterFlags = v.object({ policy: v.string(), event: v.string(), scope: v.optional(v.string()) });

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
    .option('--local', 'the local stack of npm start, at port 4566 of this machine')
    .addOption(new Option('--endpoint <url>', 'another endpoint that speaks AWS').argParser(httpUrl))
    .option('--stack <name>', 'the stack; without it, the only root stack there')
    .option('--region <region>', 'the AWS Region')
    .option('--profile <profile>', "the profile of the aws CLI's configuration")
    .option('--json', 'print one JSON document, or one a line while following')
    .option('--debug', 'on an error, print its stack')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: (text) => print(text.trimEnd()) });

  const offer: Offer = (command, run) => {
    command.action(() => {
      const globals = v.parse(Globals, program.opts());
      accept({ globals, run: (session) => run(session, command) });
    });
  };

  offer(
    keys(
      program.command('status').description('queues, dead letters, mappings, streams, stores; drift from the template'),
      'stack, endpoint, queues, deadLetters, mappings, streams, stores, drift',
    ),
    async (session) => done((await import('./stack/status.ts')).status(session)),
  );
  offer(
    keys(
      program
        .command('publish')
        .description('publish events to the topic: a line is an event, a file that is one JSON document is one event')
        .argument('<file>', 'the file, or - for standard input')
        .option('--count <n>', 'publish n events, the file begun anew when it ends', wholeNumber)
        .option('--rate <n>', 'publish at most n events a second', positiveNumber)
        .option('--raw', 'publish any text as it is, without message attributes')
        .option('--topic <arn>', "the topic; without it, the stack's"),
      'topic, published, failed',
    ),
    async (session, command) =>
      (await import('./publish/publish.ts')).publish(session, argument(command), v.parse(PublishFlags, command.opts())),
  );
  offer(
    keys(
      program
        .command('logs')
        .description("a function's log lines")
        .argument('<function>', 'its logical id, its handler (store-order) or its physical name')
        .option('--follow', 'go on until Ctrl-C')
        .option('--since <t>', 'from this time on: ISO 8601 with a zone, or a duration back from now', '1h'),
      'timestamp, message (a line of JSON each)',
    ),
    async (session, command) =>
      done((await import('./stack/logs.ts')).logs(session, argument(command), v.parse(LogsFlags, command.opts()))),
  );
  offer(
    keys(
      program
        .command('bug')
        .description("switch the exercise's bug in store-order")
        .argument('<on|off>', 'whether orders are stored corrupted'),
      'function, bug, changed',
    ),
    async (session, command) => done((await import('./stack/bug.ts')).bug(session, argument(command))),
  );
  offer(
    keys(
      program
        .command('trace')
        .description('where one event is now: orders, archive, search index, replay buffer, dead letters')
        .argument('<event-id>', "the event's id, as its publisher gave it")
        .option('--since <t>', 'look at archive objects written from this time on', '14d'),
      'event, found, notSearched',
    ),
    async (session, command) =>
      (await import('./trace/trace.ts')).trace(session, argument(command), v.parse(TraceFlags, command.opts())),
  );

  addReplayCommands(program, offer);
  addDeadLetterCommands(program, offer);
  addSearchCommands(program, offer);

  addBackupCommands(group(program, 'backup', 'the archived events'), { offer, keys, wholeNumber });

  offer(
    keys(
      program
        .command('cost')
        .description(
          'what a month costs by list prices: the whole shop, or the parts of the stack that --local or --stack gives',
        )
        .option('--events <n>', 'events a month', wholeNumber)
        .option('--size <bytes>', "bytes of an event's body", wholeNumber)
        .option('--searched <share>', 'the share of events that the search fork takes: 0 to 1', share),
      'prices, load, stack, bill, storage, designs, measured',
    ),
    async (session, command) =>
      done((await import('./cost/cost.ts')).cost(session, v.parse(CostFlags, command.opts()))),
  );

  const filter = group(program, 'filter', 'subscription filter policies');
  offer(
    keys(
      filter
        .command('test')
        .description('tell whether SNS would deliver an event to a subscription, and why; exit code 0 if so, else 1')
        .requiredOption('--policy <p>', 'the filter policy, JSON text or a file')
        .requiredOption('--event <e>', '{"Message","MessageAttributes"}, JSON text or a file')
        .option('--scope <scope>', 'MessageAttributes or MessageBody', 'MessageAttributes'),
      'matched, explanation, decisions',
    ),
    async (session, command) =>
      (await import('./stack/filter-test.ts')).filterTest(session, v.parse(FilterFlags, command.opts())),
  );
  return program;
}
