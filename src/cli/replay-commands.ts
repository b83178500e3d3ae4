import type { Command } from 'commander';
import { done, group, keys, type Offer } from './command-line.ts';

/** Adds `forks replay start|stop|status|archive`. */
export function addReplayCommands(program: Command, offer: Offer): void {
  const replay = group(
    program,
    'replay',
    'send events to their destination again: from the buffer, or from the archive',
  );
  const replayKeys = 'mapping, state, destination, queue, buffer, batches, sent, failed, rate, etaSeconds';
  offer(keys(replay.command('start').description('switch the replay of the buffer on'), replayKeys), async (session) =>
    done((await import('./replay-start.ts')).replayStart(session)),
  );
  offer(
    keys(replay.command('stop').description('switch it off, and wait until nothing more is sent'), replayKeys),
    async (session) => done((await import('./replay-stop.ts')).replayStop(session)),
  );
  offer(
    keys(replay.command('status').description('what the buffer holds and how far the replay is'), replayKeys),
    async (session) => done((await import('./replay-status.ts')).replayStatus(session)),
  );
}
