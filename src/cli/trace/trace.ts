import { findDeployment } from '../../operator/stack/find-deployment.ts';
import { placesOf } from '../../operator/trace/places.ts';
import { describeError } from '../line/describe-error.ts';
import { readTime } from '../line/read-time.ts';
import type { Session } from '../line/session.ts';

/** `forks trace EVENT-ID`: every place where one event is now. Exit code 1 when it is nowhere, or a place could not be searched. */
export async function trace(
  session: Session,
  eventId: string,
  { since = '14d' }: { since?: string | undefined },
): Promise<number> {
  const from = await readTime(session, since);
  const places = placesOf(session, await findDeployment(session), { eventId, from });
  session.terminal.progress(`looking for ${eventId} in ${places.length} places …`);
  const looks = await Promise.all(
    places.map(async ({ name, find }) => {
      try {
        return { found: await find(), notSearched: [] };
      } catch (error) {
        return { found: [], notSearched: [{ place: name, reason: describeError(error, session.connection.endpoint) }] };
      }
    }),
  );
  const found = looks.flatMap((look) => look.found);
  const notSearched = looks.flatMap((look) => look.notSearched);
  session.report({ event: eventId, found, notSearched }, [
    ...found.flatMap(({ place, where, detail }) => [
      `${place.padEnd(13)}  ${where}`,
      ...(detail === '' ? [] : [`${' '.repeat(13)}  ${detail}`]),
    ]),
    ...(found.length === 0
      ? [`The event ${eventId} is nowhere in the ${places.length - notSearched.length} places searched`]
      : []),
    ...notSearched.map(({ place, reason }) => `NOT SEARCHED   ${place}: ${reason}`),
  ]);
  return found.length === 0 || notSearched.length > 0 ? 1 : 0;
}
