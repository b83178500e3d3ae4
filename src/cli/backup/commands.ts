import * as v from 'valibot';
import { recordOf } from '../../domain/record-of.ts';
import { flag, optionalPositional, text, textOr, toggle, wholeNumber } from '../line/args.ts';
import { command, group } from '../line/command.ts';

/** Which archive is meant, and which of its events. */
const archive = {
  from: text('t', 'events published at this time or later: ISO 8601 with a zone, or a duration back from now'),
  to: text('t', 'events published before this time'),
  late: textOr('4d', 'd', 'how long after their publication events may have been archived'),
  stream: text('name', 'the delivery stream of the backup, where a stack has several'),
  bucket: text('name', 'a bucket whose stack is gone'),
  prefix: text('prefix', "the prefix of its objects, as the stream's Prefix was"),
};

/** `forks backup ls|cat|query`. */
export const backupCommands = group({
  name: 'backup',
  description: 'the archived events',
  commands: [
    command({
      name: 'ls',
      description: 'the objects that can hold events of a window',
      args: archive,
      result: v.strictObject({
        bucket: v.string(),
        objects: v.array(v.strictObject({ key: v.string(), bytes: v.number(), arrivedAt: v.string() })),
        bytes: v.number(),
        unreadable: v.array(v.strictObject({ key: v.string(), reason: v.string() })),
      }),
      run: async (session, flags) => (await import('./ls.ts')).backupLs(session, flags),
    }),
    command({
      name: 'cat',
      description: "the bodies of a window's events; with --json all that is archived of them",
      args: { ...archive, limit: flag('n', 'no more than n events', wholeNumber) },
      each: true,
      result: v.strictObject({
        key: v.string(),
        line: v.number(),
        id: v.optional(v.string()),
        publishedAt: v.optional(v.string()),
        source: v.optional(v.string()),
        subject: v.optional(v.string()),
        attributes: recordOf(v.strictObject({ type: v.string(), value: v.string() })),
        body: v.string(),
      }),
      run: async (session, flags) => (await import('./cat.ts')).backupCat(session, flags),
    }),
    command({
      name: 'query',
      description: "SQL over a window's events",
      args: {
        sql: optionalPositional('sql', 'one SELECT over the table `events`; without it, what fields the events have'),
        ...archive,
        csv: toggle('print CSV'),
        skipUnreadable: toggle('exit with 0 also when something could not be read'),
        cache: text('folder', 'keep copies here; without it, in the cache folder of the user'),
      },
      result: v.strictObject({
        columns: v.array(v.strictObject({ name: v.string(), type: v.string() })),
        rows: v.array(recordOf(v.unknown())),
        objects: v.number(),
        fetched: v.number(),
        unreadable: v.array(
          v.strictObject({
            kind: v.literal('unreadable'),
            key: v.string(),
            line: v.optional(v.number()),
            reason: v.string(),
          }),
        ),
      }),
      run: async (session, { sql, ...flags }) => (await import('./query/query.ts')).backupQuery(session, sql, flags),
    }),
  ],
});
