import { readQueueState } from '../../aws/describe/queue-state.ts';
import type { Operator } from '../operator.ts';
import { listErrorObjects } from './error-output.ts';
import { type DeadLetters, openDeadLetters, ownersOf } from './open-dead-letters.ts';
import type { DeadLetterPlace } from './places.ts';

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

/**
 * Counts the dead letters of the operator's stack, place by place: all, or those of a name. It receives nothing.
 *
 * @example
 * for (const { name, waiting } of await countDeadLetters(operator)) console.log(name, waiting);
 */
export async function countDeadLetters(operator: Operator, name?: string): Promise<DeadLetterCount[]> {
  return countPlaces(await openDeadLetters(operator, name));
}

/** Counts what the places hold now; SQS's counts are approximate. */
export async function countPlaces({ places, sqs, s3 }: DeadLetters): Promise<DeadLetterCount[]> {
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
