import { command } from '../line/command.ts';
import { formatAge } from '../line/format-age.ts';
import { bufferReplay, heldIn } from './buffer-replay.ts';

/** `forks replay status`. */
export const status = command({
  name: 'status',
  description: 'what the buffer holds and how far the replay is',
  args: {},
  result: bufferReplay,
  async run(session) {
    const { readBufferReplay } = await import('../../operator/replay/view.ts');
    const replay = await readBufferReplay(session);
    const { state, destination, buffer, oldestSeconds, sent, failed, rate, etaSeconds } = replay;
    session.report(replay, [
      `Replay to ${destination} is ${state === 'Enabled' ? 'on' : state === 'Disabled' ? 'off' : state}`,
      `Buffer  ${heldIn(replay)} events: ${buffer.visible} waiting, ${buffer.inFlight} in flight, ${buffer.delayed} delayed${
        oldestSeconds === null ? '' : `; the oldest came ${formatAge(oldestSeconds)} ago`
      }`,
      `Sent    ${sent}${failed > 0 ? `, ${failed} tries failed` : ''}${rate === null ? '' : `, ${rate.toFixed(1)}/s`}${
        etaSeconds === null ? '' : `, about ${etaSeconds} s left`
      }`,
    ]);
  },
});
