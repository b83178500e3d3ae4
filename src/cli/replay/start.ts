import * as v from 'valibot';
import type { StartProgress } from '../../operator/replay/start.ts';
import { command } from '../line/command.ts';
import { counted } from '../line/counted.ts';
import { bufferReplay } from './buffer-replay.ts';
import { tellWarnings } from './tell-warnings.ts';

/** `forks replay start`. */
export const start = command({
  name: 'start',
  description: 'switch the replay of the buffer on',
  args: {},
  result: v.strictObject({ ...bufferReplay.entries, warnings: v.array(v.string()) }),
  async run(session) {
    const { startReplay } = await import('../../operator/replay/start.ts');
    const onProgress = (progress: StartProgress) =>
      session.terminal.progress(
        progress.kind === 'switching'
          ? 'switching the replay on …'
          : `waiting for the first delivery, ${progress.held} events in the buffer …`,
      );
    const { warnings, onWarning } = tellWarnings(session.terminal);
    const { held, replay } = await startReplay(session, { onWarning, onProgress });
    session.report({ ...replay, warnings }, [
      held === 0
        ? `Replay is on; the buffer is empty, so nothing goes to ${replay.destination} yet`
        : `Replay is on: ${counted(held, 'event')} ${held === 1 ? 'goes' : 'go'} from the buffer to ${replay.destination}`,
      'While it is on, new events reach the destination twice: forks replay stop switches it off',
    ]);
  },
});
