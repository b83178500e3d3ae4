import type { Operator } from '../operator.ts';
import { findDeployment } from '../stack/find-deployment.ts';
import type { Finding } from './finding.ts';
import { placesOf } from './places.ts';

/** Where an event is. */
export interface Trace {
  readonly event: string;
  readonly found: readonly Finding[];
  /** Places that could not be searched, and what stood in the way. */
  readonly notSearched: readonly { readonly place: string; readonly cause: unknown }[];
  /** How many places were to be searched. */
  readonly places: number;
}

/**
 * Looks for an event in every place of the operator's stack that can hold it; in archive objects and error outputs, in those
 * written at `from` (ms) or later. A place that cannot be searched does not keep the others.
 *
 * @example
 * const { found } = await traceEvent(operator, { eventId: 'order-1', from: Date.now() - 86_400_000 });
 */
export async function traceEvent(
  operator: Operator,
  { eventId, from }: { eventId: string; from: number },
  { onPlaces }: { onPlaces?: (places: number) => void } = {},
): Promise<Trace> {
  const places = await placesOf(operator, await findDeployment(operator), { eventId, from });
  onPlaces?.(places.length);
  const looks = await Promise.all(
    places.map(async ({ name, find }) => {
      try {
        return { found: await find(), notSearched: [] };
      } catch (cause) {
        return { found: [], notSearched: [{ place: name, cause }] };
      }
    }),
  );
  return {
    event: eventId,
    found: looks.flatMap(({ found }) => found),
    notSearched: looks.flatMap(({ notSearched }) => notSearched),
    places: places.length,
  };
}
