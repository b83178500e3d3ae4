import * as v from 'valibot';
import { recordOf } from '../../domain/record-of.ts';
import { flag, optionalPositional, positiveNumber, toggle, wholeNumber } from '../line/args.ts';
import { command, group } from '../line/command.ts';

const name = optionalPositional('name', 'its path in the stacks, its logical id or its physical name; without it, all');
const place = { name: v.string(), kind: v.picklist(['queue', 'subscription', 'stream']) };

/** `forks dead-letters list|show|redrive|purge`. */
export const deadLetterCommands = group({
  name: 'dead-letters',
  description:
    'what could not be processed or delivered: dead-letter queues, and the error outputs of the delivery streams',
  commands: [
    command({
      name: 'list',
      description: 'how much each place holds',
      args: { name },
      result: v.strictObject({
        deadLetters: v.array(
          v.strictObject({
            ...place,
            physicalName: v.string(),
            waiting: v.number(),
            inFlight: v.number(),
            belongsTo: v.array(v.string()),
          }),
        ),
      }),
      run: async (session, args) => (await import('./list.ts')).deadLettersList(session, args.name),
    }),
    command({
      name: 'show',
      description: 'the messages: reason, age, receive count and body, card data masked',
      args: { name, limit: flag('n', 'show at most n of each place (default: 10)', wholeNumber) },
      result: v.strictObject({
        deadLetters: v.array(
          v.strictObject({
            ...place,
            messages: v.array(
              v.strictObject({
                id: v.string(),
                sentAt: v.string(),
                ageSeconds: v.number(),
                receives: v.number(),
                reason: v.string(),
                attributes: recordOf(v.string()),
                body: v.string(),
              }),
            ),
          }),
        ),
      }),
      run: async (session, args) => (await import('./show.ts')).deadLettersShow(session, args.name, args),
    }),
    command({
      name: 'redrive',
      description: 'send them where they belong: to the queue they came from, or to their delivery stream',
      args: { name, rate: flag('n', 'move at most n a second', positiveNumber) },
      result: v.strictObject({
        redriven: v.array(
          v.strictObject({
            ...place,
            to: v.array(v.string()),
            moved: v.number(),
            failed: v.number(),
            reasons: recordOf(v.number()),
          }),
        ),
        interrupted: v.boolean(),
      }),
      run: async (session, args) => (await import('./redrive.ts')).deadLettersRedrive(session, args.name, args),
    }),
    command({
      name: 'purge',
      description: 'delete them for good',
      args: { name, yes: toggle('do it') },
      result: v.strictObject({
        purged: v.array(v.strictObject({ ...place, deleted: v.number() })),
        failed: v.number(),
      }),
      run: async (session, args) => (await import('./purge.ts')).deadLettersPurge(session, args.name, args),
    }),
  ],
});
