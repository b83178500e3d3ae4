import * as v from 'valibot';
import { flag, positiveNumber, text, toggle, wholeNumber } from '../line/args.ts';
import { command, group } from '../line/command.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';

const range = {
  from: v.string(),
  to: v.string(),
  bucket: v.string(),
  settled: v.boolean(),
  arrived: v.strictObject({ from: v.string(), to: v.string() }),
};

const sent = v.strictObject({
  replayId: v.string(),
  destination: v.string(),
  state: v.picklist(['done', 'limit', 'interrupted']),
  objects: v.number(),
  read: v.number(),
  matched: v.number(),
  sent: v.number(),
  unsent: v.number(),
  unreadable: v.number(),
  ...range,
  seconds: v.number(),
  rate: v.number(),
  checkpoint: v.string(),
  unsentFile: v.nullable(v.string()),
});

const tried = v.strictObject({
  dryRun: v.literal(true),
  matched: v.number(),
  objects: v.number(),
  first: v.array(
    v.strictObject({
      id: v.nullable(v.string()),
      eventId: v.nullable(v.string()),
      publishedAt: v.string(),
      key: v.string(),
      line: v.number(),
      body: v.string(),
    }),
  ),
  read: v.number(),
  unsendable: v.number(),
  unreadable: v.array(v.strictObject({ key: v.string(), line: v.nullable(v.number()), reason: v.string() })),
  destination: v.string(),
  ...range,
  rate: v.nullable(v.number()),
  estimate: v.strictObject({ seconds: v.number(), dollars: v.number() }),
});

/** `forks replay start|stop|status|archive`. */
export const replayCommands = group({
  name: 'replay',
  description: 'send events to their destination again: from the buffer, or from the archive',
  commands: [
    start,
    stop,
    status,
    command({
      name: 'archive',
      description: 'send archived events to the destination again, by the time they were published',
      args: {
        from: text('t', 'published at this time or later: ISO 8601 with a zone, or a duration back from now'),
        to: text('t', 'published before this time'),
        late: text('d', 'read objects that arrived up to so much later (default: 4d)'),
        filterPolicy: text('p', 'only events that this SNS filter policy takes, JSON text or a file'),
        scope: text('scope', 'what the policy looks at: MessageAttributes or MessageBody'),
        rate: flag('n', 'send at most n events a second', positiveNumber),
        limit: flag('n', 'send at most n events', wholeNumber),
        dryRun: toggle('send nothing: count, show the first events, estimate time and cost'),
        first: flag('n', 'how many events a dry run shows (default: 5)', wholeNumber),
        destination: text('queue', "a queue, or topic; without it, the replay application's queue"),
        yesAllForks: toggle('really send to the topic: every fork gets every event again'),
        skipUnreadable: toggle('pass over what cannot be read, instead of ending there'),
        id: text('id', "the replay's name: an event is applied once for each name (default: a new one)"),
        resume: text('id', 'go on with a replay that was interrupted, behind its checkpoint'),
        checkpointDir: text('dir', 'where checkpoints are (default: ~/.local/state/event-fork-pipelines/replays)'),
        stream: text('name', 'the delivery stream of the archive, where there are several'),
        bucket: text('name', 'the bucket of an archive whose stack is gone'),
        prefix: text('prefix', "the archive's prefix, where it is not the stream's"),
        onAws: toggle('not offered'),
      },
      result: v.union([sent, v.pipe(tried, v.description('of a dry run'))]),
      run: async (session, flags) =>
        (await import('./archive/archive.ts')).replayArchive(session, { ...flags, first: flags.first ?? 5 }),
    }),
  ],
});
