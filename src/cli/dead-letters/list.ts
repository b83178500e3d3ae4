import { readQueueState } from '../../aws/describe/queue-state.ts';
import { listErrorObjects } from '../../operator/dead-letters/error-output.ts';
import type { DeadLetterPlace } from '../../operator/dead-letters/places.ts';
import { counted } from '../line/counted.ts';
import type { Session } from '../line/session.ts';
import { formatTable } from '../line/table.ts';
import { type DeadLetters, openDeadLetters, ownersOf } from './open-dead-letters.ts';

/** How much a dead-letter place holds. */
export interface DeadLetterCount {
  readonly name: string;
  readonly kind: DeadLetterPlace['kind'];
  readonly physicalName: string;
  /** Messages of a queue, objects of a stream's error output. */
  readonly waiting: number;
  /** Messages that somebody has received and neither deleted nor given back. */
  readonly inFlight: number;
  readonly belongsTo: readonly string[];
}

/** `forks dead-letters list`: every dead-letter queue and error output of the stack, and how much each holds. It receives nothing. */
export async function deadLettersList(session: Session, wanted: string | undefined): Promise<void> {
  const deadLetters = await openDeadLetters(session, wanted);
  const counts = await countDeadLetters(deadLetters);
  session.report({ deadLetters: counts }, [
    ...formatTable(
      ['DEAD LETTERS', 'KIND', 'WAITING', 'BELONG TO'],
      counts.map((count) => [count.name, count.kind, waitingText(count), count.belongsTo.join(', ')]),
    ),
    ...(counts.every(({ waiting }) => waiting === 0) ? ['', 'No dead letters'] : []),
  ]);
}

/** Counts what the places hold now; SQS's counts are approximate. */
export async function countDeadLetters({ places, sqs, s3 }: DeadLetters): Promise<DeadLetterCount[]> {
  return Promise.all(
    places.map(async (place) => {
      const { name, kind, physicalName } = place;
      const held = { waiting: 0, inFlight: 0 };
      if (place.kind === 'stream') {
        for await (const _object of listErrorObjects(s3, place)) held.waiting += 1;
      } else {
        const { visible, inFlight, delayed } = await readQueueState(sqs, place.url);
        held.waiting = visible + inFlight + delayed;
        held.inFlight = inFlight;
      }
      return { name, kind, physicalName, ...held, belongsTo: ownersOf(place) };
    }),
  );
}

/** `3 messages`, `1 object`, and how many of them somebody holds. */
export function waitingText({
  kind,
  waiting,
  inFlight,
}: Pick<DeadLetterCount, 'kind' | 'waiting' | 'inFlight'>): string {
  return `${counted(waiting, kind === 'stream' ? 'object' : 'message')}${inFlight > 0 ? ` (${inFlight} in flight)` : ''}`;
}
