import type { Command } from 'commander';
import * as v from 'valibot';
import { done, group, keys, type Offer, positiveNumber, wholeNumber } from '../line/command-line.ts';

/** Adds `forks replay start|stop|status|archive`. */
export function addReplayCommands(program: Command, offer: Offer): void {
  const replay = group(
    program,
    'replay',
    'send events to their destination again: from the buffer, or from the archive',
  );
  const replayKeys =
    'mapping, state, destination, queue, buffer, oldestSeconds, batches, sent, failed, rate, etaSeconds';
  offer(keys(replay.command('start').description('switch the replay of the buffer on'), replayKeys), async (session) =>
    done((await import('./start.ts')).replayStart(session)),
  );
  offer(
    keys(replay.command('stop').description('switch it off, and wait until nothing more is sent'), replayKeys),
    async (session) => done((await import('./stop.ts')).replayStop(session)),
  );
  offer(
    keys(replay.command('status').description('what the buffer holds and how far the replay is'), replayKeys),
    async (session) => done((await import('./status.ts')).replayStatus(session)),
  );
  offer(
    keys(
      replay
        .command('archive')
        .description('send archived events to the destination again, by the time they were published')
        .option('--from <t>', 'published at this time or later: ISO 8601 with a zone, or a duration back from now')
        .option('--to <t>', 'published before this time')
        .option('--late <d>', 'read objects that arrived up to so much later (default: 4d)')
        .option('--filter-policy <p>', 'only events that this SNS filter policy takes, JSON text or a file')
        .option('--scope <scope>', 'what the policy looks at: MessageAttributes or MessageBody')
        .option('--rate <n>', 'send at most n events a second', positiveNumber)
        .option('--limit <n>', 'send at most n events', wholeNumber)
        .option('--dry-run', 'send nothing: count, show the first events, estimate time and cost')
        .option('--first <n>', 'how many events a dry run shows (default: 5)', wholeNumber)
        .option('--destination <queue>', "a queue, or topic; without it, the replay application's queue")
        .option('--yes-all-forks', 'really send to the topic: every fork gets every event again')
        .option('--skip-unreadable', 'pass over what cannot be read, instead of ending there')
        .option('--id <id>', "the replay's name: an event is applied once for each name (default: a new one)")
        .option('--resume <id>', 'go on with a replay that was interrupted, behind its checkpoint')
        .option(
          '--checkpoint-dir <dir>',
          'where checkpoints are (default: ~/.local/state/event-fork-pipelines/replays)',
        )
        .option('--stream <name>', 'the delivery stream of the archive, where there are several')
        .option('--bucket <name>', 'the bucket of an archive whose stack is gone')
        .option('--prefix <prefix>', "the archive's prefix, where it is not the stream's")
        .option('--on-aws', 'not offered'),
      'replayId, destination, state, objects, read, matched, sent, unsent, unreadable, from, to, bucket, settled, arrived, seconds, rate, checkpoint, unsentFile; of a dry run: dryRun, matched, objects, first, read, unsendable, unreadable, destination, from, to, bucket, settled, arrived, rate, estimate',
    ),
    async (session, command) => {
      const { ReplayArchiveFlags } = await import('./archive/plan.ts');
      return (await import('./archive/archive.ts')).replayArchive(session, v.parse(ReplayArchiveFlags, command.opts()));
    },
  );
}
