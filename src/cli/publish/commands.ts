import * as v from 'valibot';
import { flag, positional, positiveNumber, text, toggle, wholeNumber } from '../line/args.ts';
import { command } from '../line/command.ts';

/** `forks publish`. */
export const publishCommands = [
  command({
    name: 'publish',
    description: 'publish events to the topic: a line is an event, a file that is one JSON document is one event',
    args: {
      file: positional('file', 'the file, or - for standard input'),
      count: flag('n', 'publish n events, the file begun anew when it ends', wholeNumber),
      rate: flag('n', 'publish at most n events a second', positiveNumber),
      raw: toggle('publish any text as it is, without message attributes'),
      topic: text('arn', "the topic; without it, the stack's"),
    },
    result: v.strictObject({ topic: v.string(), published: v.number(), failed: v.number() }),
    run: async (session, { file, ...flags }) => (await import('./publish.ts')).publish(session, file, flags),
  }),
];
