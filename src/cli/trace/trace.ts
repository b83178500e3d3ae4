import * as v from 'valibot';
import { positional, textOr } from '../line/args.ts';
import { command } from '../line/command.ts';
import { describeError } from '../line/describe-error.ts';
import { readTime } from '../line/read-time.ts';

/** `forks trace EVENT-ID`. Exit code 1 when the event is nowhere, or a place could not be searched. */
export const trace = command({
  name: 'trace',
  description: 'where one event is now: orders, archive, search index, replay buffer, dead letters',
  args: {
    eventId: positional('event-id', "the event's id, as its publisher gave it"),
    since: textOr('14d', 't', 'look at archive objects written from this time on'),
  },
  result: v.strictObject({
    event: v.string(),
    found: v.array(v.strictObject({ place: v.string(), where: v.string(), detail: v.string() })),
    notSearched: v.array(v.strictObject({ place: v.string(), reason: v.string() })),
  }),
  async run(session, { eventId, since }) {
    const { traceEvent } = await import('../../operator/trace/trace-event.ts');
    const from = await readTime(session, since);
    const onPlaces = (places: number) => session.terminal.progress(`looking for ${eventId} in ${places} places …`);
    const { event, found, places, ...looked } = await traceEvent(session, { eventId, from }, { onPlaces });
    const notSearched = looked.notSearched.map(({ place, cause }) => ({
      place,
      reason: describeError(cause, session.connection.endpoint),
    }));
    session.report({ event, found, notSearched }, [
      ...found.flatMap(({ place, where, detail }) => [
        `${place.padEnd(13)}  ${where}`,
        ...(detail === '' ? [] : [`${' '.repeat(13)}  ${detail}`]),
      ]),
      ...(found.length === 0
        ? [`The event ${eventId} is nowhere in the ${places - notSearched.length} places searched`]
        : []),
      ...notSearched.map(({ place, reason }) => `NOT SEARCHED   ${place}: ${reason}`),
    ]);
    return found.length === 0 || notSearched.length > 0 ? 1 : 0;
  },
});
