import * as v from 'valibot';
import { recordOf } from '../../domain/record-of.ts';
import type { RedriveProgress } from '../../operator/dead-letters/redrive.ts';
import { flag, positiveNumber } from '../line/args.ts';
import { command } from '../line/command.ts';
import { counted } from '../line/counted.ts';
import { UsageError } from '../line/errors.ts';
import { placeKeys, placeName } from './place.ts';

/** `forks dead-letters redrive [NAME]`. Exit code 1 when something could not be moved, or on Ctrl-C. */
export const redrive = command({
  name: 'redrive',
  description: 'send them where they belong: to the queue they came from, or to their delivery stream',
  args: { name: placeName, rate: flag('n', 'move at most n a second', positiveNumber) },
  result: v.strictObject({
    redriven: v.array(
      v.strictObject({
        ...placeKeys,
        to: v.array(v.string()),
        moved: v.number(),
        failed: v.number(),
        reasons: recordOf(v.number()),
      }),
    ),
    interrupted: v.boolean(),
  }),
  async run(session, { name, rate }) {
    const { redriveDeadLetters } = await import('../../operator/dead-letters/redrive.ts');
    const { MAX_MOVES_A_SECOND } = await import('../../operator/dead-letters/move-task.ts');
    if (rate !== undefined && rate > MAX_MOVES_A_SECOND) {
      throw new UsageError(`--rate is ${rate}, but SQS moves at most ${MAX_MOVES_A_SECOND} dead letters a second`);
    }
    const signal = session.terminal.interrupted();
    const onProgress = ({ name: place, moved, of }: RedriveProgress) =>
      session.terminal.progress(`${place}: ${moved} ${of === undefined ? 'records' : `of ${of}`} moved …`);
    const redriven = await redriveDeadLetters(session, { name, rate }, { signal, onProgress });
    session.report({ redriven, interrupted: signal.aborted }, [
      ...redriven.flatMap(({ name: place, to, kind, moved, failed, reasons }) => [
        `${place}: ${counted(moved, kind === 'stream' ? 'record' : 'message')} moved to ${to.join(', ')}${failed > 0 ? `, ${failed} stay` : ''}`,
        ...Object.entries(reasons).map(([reason, number]) => `  ${number} × ${reason}`),
      ]),
      ...(redriven.length === 0 ? ['No dead letters'] : []),
      ...(signal.aborted ? ['Interrupted: what was not moved stays among the dead letters'] : []),
    ]);
    return signal.aborted || redriven.some(({ failed }) => failed > 0) ? 1 : 0;
  },
});
