import { command } from '../line/command.ts';
import { counted } from '../line/counted.ts';
import { bufferReplay, heldIn } from './buffer-replay.ts';

/** `forks replay stop`. */
export const stop = command({
  name: 'stop',
  description: 'switch it off, and wait until nothing more is sent',
  args: {},
  result: bufferReplay,
  async run(session) {
    const { stopReplay } = await import('../../operator/replay/stop.ts');
    const { terminal } = session;
    const replay = await stopReplay(session, {
      onSwitching: () => terminal.progress('switching the replay off …'),
      onWaiting: (events) => terminal.progress(`waiting for ${events} events under way …`),
    });
    const left = heldIn(replay);
    session.report(replay, [
      `Replay is off: ${replay.sent} sent, ${left === 0 ? 'the buffer is empty' : `the buffer keeps ${counted(left, 'event')}`}`,
    ]);
  },
});
