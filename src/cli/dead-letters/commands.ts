import type { Command } from 'commander';
import * as v from 'valibot';
import { done, group, keys, type Offer, positiveNumber, wholeNumber } from '../line/command-line.ts';

const Flags = v.object({
  limit: v.optional(v.number()),
  rate: v.optional(v.number()),
  yes: v.optional(v.boolean()),
});

const name = 'its path in the stacks, its logical id or its physical name; without it, all';

/** Adds `forks dead-letters list|show|redrive|purge`. */
export function addDeadLetterCommands(program: Command, offer: Offer): void {
  const deadLetters = group(
    program,
    'dead-letters',
    'what could not be processed or delivered: dead-letter queues, and the error outputs of the delivery streams',
  );
  offer(
    keys(
      deadLetters.command('list').description('how much each place holds').argument('[name]', name),
      'deadLetters: name, kind, physicalName, waiting, inFlight, belongsTo',
    ),
    async (session, command) => done((await import('./list.ts')).deadLettersList(session, command.args[0])),
  );
  offer(
    keys(
      deadLetters
        .command('show')
        .description('the messages: reason, age, receive count and body, card data masked')
        .argument('[name]', name)
        .option('--limit <n>', 'show at most n of each place (default: 10)', wholeNumber),
      'deadLetters: name, kind, messages: id, sentAt, ageSeconds, receives, reason, attributes, body',
    ),
    async (session, command) => done((await import('./show.ts')).deadLettersShow(session, ...asked(command))),
  );
  offer(
    keys(
      deadLetters
        .command('redrive')
        .description('send them where they belong: to the queue they came from, or to their delivery stream')
        .argument('[name]', name)
        .option('--rate <n>', 'move at most n a second', positiveNumber),
      'redriven: name, kind, to, moved, failed, reasons; interrupted',
    ),
    async (session, command) => (await import('./redrive.ts')).deadLettersRedrive(session, ...asked(command)),
  );
  offer(
    keys(
      deadLetters
        .command('purge')
        .description('delete them for good')
        .argument('[name]', name)
        .option('--yes', 'do it'),
      'purged: name, kind, deleted; failed',
    ),
    async (session, command) => (await import('./purge.ts')).deadLettersPurge(session, ...asked(command)),
  );
}

/** The place that was named, if any, and the flags. */
function asked(command: Command): [name: string | undefined, flags: v.InferOutput<typeof Flags>] {
  return [command.args[0], v.parse(Flags, command.opts())];
}
