import * as v from 'valibot';
import { recordOf } from '../../domain/record-of.ts';
import type { RefilledArchive, RefillProgress } from '../../operator/refill/refill-archive.ts';
import { flag, positiveNumber, text, toggle } from '../line/args.ts';
import { command } from '../line/command.ts';
import { counted } from '../line/counted.ts';
import { UsageError } from '../line/errors.ts';

/**
 * `forks backup refill --yes`. Without --yes, says what it would do and takes nothing. Exit code 1 when events that the archive
 * lacks stay in the buffer, but for those that are too new to tell, or on Ctrl-C.
 */
export const refill = command({
  name: 'refill',
  description: 'put what the replay buffer holds and the archive lacks into the archive, and empty the buffer',
  args: {
    stream: text('name', 'the delivery stream of the backup, where a stack has several'),
    rate: flag('n', 'send at most n events a second', positiveNumber),
    includeUnidentified: toggle('write events of version 1.0 too, which lack the id and the time of SNS'),
    skipUnreadable: toggle('take what cannot be read of the archive for lacking, instead of ending there'),
    yes: toggle('do it'),
  },
  result: v.strictObject({
    stream: v.string(),
    queue: v.string(),
    before: v.string(),
    read: v.number(),
    state: v.picklist(['done', 'full', 'interrupted']),
    refilled: v.number(),
    archived: v.number(),
    pending: v.number(),
    unwanted: v.number(),
    unidentified: v.number(),
    unsent: v.number(),
    undeleted: v.number(),
    reasons: recordOf(v.number()),
    left: v.number(),
    seconds: v.number(),
  }),
  async run(session, { yes, ...request }) {
    const { terminal } = session;
    if (!yes) {
      const { planRefill } = await import('../../operator/refill/prepare.ts');
      const { held, stream } = await planRefill(session, request);
      if (held > 0) {
        throw new UsageError(
          `refill empties the buffer of its ${counted(held, 'event')} into the archive of ${stream}, and from then on they are replayed from there, not from the buffer: say --yes`,
        );
      }
    }
    const { refillArchive } = await import('../../operator/refill/refill-archive.ts');
    const onProgress = (progress: RefillProgress) => terminal.progress(progressText(progress));
    const refilled = await refillArchive(session, request, { signal: terminal.interrupted(), onProgress });
    session.report(refilled, refillText(refilled));
    const { state, unidentified, unsent } = refilled;
    return state !== 'done' || unidentified + unsent > 0 ? 1 : 0;
  },
});

function progressText(progress: RefillProgress): string {
  if (progress.kind === 'settling') return `waiting until what the backup's ${progress.where} holds is archived …`;
  if (progress.kind === 'reading') return `${progress.events} events of the archive read …`;
  const { refilled, archived } = progress.counts;
  return `${refilled + archived} of ${progress.of} events out of the buffer, ${refilled} of them lacked …`;
}

function refillText(result: RefilledArchive): string[] {
  const { refilled, archived, read, pending, unwanted, unidentified, unsent, undeleted, reasons, left } = result;
  const ends = {
    done: [],
    full: ['Too many events stay to look behind them: nothing tells what else the buffer holds'],
    interrupted: ['Interrupted: another run goes on'],
  };
  const line = (number: number, text: string) => (number > 0 ? [`${counted(number, 'event')} ${text}`] : []);
  return [
    `${counted(refilled, 'event')} refilled into the archive of ${result.stream}, which had ${archived} of the buffer's already (${read} read)`,
    ...line(refilled, 'are on the way there, as any other: give them the buffering interval of the stream'),
    ...line(pending, `stay: published after ${result.before}, they may be on their way to the archive`),
    ...line(unwanted, "stay: the backup's filter policy does not take them"),
    ...line(
      unidentified,
      'stay: the archive has no such body, and they have no id of SNS; --include-unidentified writes them',
    ),
    ...line(unsent, "stay: the backup's queue refuses them"),
    ...Object.entries(reasons).map(([reason, number]) => `  ${number} × ${reason}`),
    ...line(undeleted, 'could not be deleted: they are in the buffer again in an hour'),
    ...ends[result.state],
    left === 0 ? 'The buffer is empty' : `The buffer holds ${counted(left, 'event')}`,
  ];
}
