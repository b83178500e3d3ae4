import type { Command } from 'commander';
import * as v from 'valibot';
import type { Session } from '../line/session.ts';
import { ArchiveFlags } from './archive-flags.ts';

const CatFlags = v.object({ ...ArchiveFlags.entries, limit: v.optional(v.number()) });
const QueryFlags = v.object({
  ...ArchiveFlags.entries,
  csv: v.optional(v.boolean()),
  cache: v.optional(v.string()),
  skipUnreadable: v.optional(v.boolean()),
});

/** Adds `backup ls`, `backup cat` and `backup query` to their group. */
export function addBackupCommands(
  group: Command,
  {
    offer,
    keys,
    wholeNumber,
  }: {
    offer: (command: Command, run: (session: Session, command: Command) => Promise<number | undefined>) => unknown;
    keys: (command: Command, names: string) => Command;
    wholeNumber: (text: string) => number;
  },
): void {
  offer(
    keys(
      windowed(group.command('ls').description('the objects that can hold events of a window')),
      'bucket, objects, bytes, unreadable',
    ),
    async (session, command) => (await import('./ls.ts')).backupLs(session, v.parse(ArchiveFlags, command.opts())),
  );
  offer(
    keys(
      windowed(
        group.command('cat').description("the bodies of a window's events; with --json all that is archived of them"),
      ).option('--limit <n>', 'no more than n events', wholeNumber),
      'key, line, id, publishedAt, source, subject, attributes, body (a line of JSON each)',
    ),
    async (session, command) => (await import('./cat.ts')).backupCat(session, v.parse(CatFlags, command.opts())),
  );
  offer(
    keys(
      windowed(group.command('query').description("SQL over a window's events"))
        .argument('[sql]', 'one SELECT over the table `events`; without it, what fields the events have')
        .option('--csv', 'print CSV')
        .option('--skip-unreadable', 'exit with 0 also when something could not be read')
        .option('--cache <folder>', 'keep copies here; without it, in the cache folder of the user'),
      'columns, rows, objects, fetched, unreadable',
    ),
    async (session, command) =>
      (await import('./query/query.ts')).backupQuery(session, command.args[0], v.parse(QueryFlags, command.opts())),
  );
}

function windowed(command: Command): Command {
  return command
    .option('--from <t>', 'events published at this time or later: ISO 8601 with a zone, or a duration back from now')
    .option('--to <t>', 'events published before this time')
    .option('--late <d>', 'how long after their publication events may have been archived', '4d')
    .option('--stream <name>', 'the delivery stream of the backup, where a stack has several')
    .option('--bucket <name>', 'a bucket whose stack is gone')
    .option('--prefix <prefix>', "the prefix of its objects, as the stream's Prefix was");
}
