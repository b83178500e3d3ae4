import * as v from 'valibot';
import { positional, textOr } from '../line/args.ts';
import { command } from '../line/command.ts';

/** `forks trace`. */
export const traceCommands = [
  command({
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
    run: async (session, { eventId, since }) => (await import('./trace.ts')).trace(session, eventId, { since }),
  }),
];
