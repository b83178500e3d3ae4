import * as v from 'valibot';
import { positional, requiredText, textOr, toggle } from '../line/args.ts';
import { command, group } from '../line/command.ts';

const queue = {
  name: v.string(),
  physicalName: v.string(),
  url: v.string(),
  visible: v.number(),
  inFlight: v.number(),
  delayed: v.number(),
};

/** `forks status|logs|bug`. */
export const stackCommands = [
  command({
    name: 'status',
    description: 'queues, dead letters, mappings, streams, stores; drift from the template',
    args: {},
    result: v.strictObject({
      stack: v.string(),
      endpoint: v.nullable(v.string()),
      queues: v.array(v.strictObject(queue)),
      deadLetters: v.array(v.strictObject({ ...queue, waiting: v.number() })),
      mappings: v.array(
        v.strictObject({
          name: v.string(),
          id: v.string(),
          state: v.string(),
          queue: v.string(),
          function: v.string(),
          batchSize: v.number(),
        }),
      ),
      streams: v.array(
        v.strictObject({ name: v.string(), physicalName: v.string(), status: v.string(), destination: v.string() }),
      ),
      stores: v.array(
        v.strictObject({
          name: v.string(),
          kind: v.picklist(['table', 'bucket', 'search']),
          physicalName: v.string(),
          holds: v.string(),
        }),
      ),
      drift: v.array(v.strictObject({ what: v.string(), is: v.string(), expected: v.string(), fix: v.string() })),
    }),
    run: async (session) => (await import('./status.ts')).status(session),
  }),
  command({
    name: 'logs',
    description: "a function's log lines",
    args: {
      function: positional('function', 'its logical id, its handler (store-order) or its physical name'),
      follow: toggle('go on until Ctrl-C'),
      since: textOr('1h', 't', 'from this time on: ISO 8601 with a zone, or a duration back from now'),
    },
    each: true,
    result: v.strictObject({ timestamp: v.string(), message: v.string() }),
    run: async (session, { function: wanted, ...flags }) => (await import('./logs.ts')).logs(session, wanted, flags),
  }),
  command({
    name: 'bug',
    description: "switch the exercise's bug in store-order",
    args: { wanted: positional('on|off', 'whether orders are stored corrupted') },
    result: v.strictObject({ function: v.string(), bug: v.picklist(['on', 'off']), changed: v.boolean() }),
    run: async (session, { wanted }) => (await import('./bug.ts')).bug(session, wanted),
  }),
];

/** `forks filter test`. */
export const filterCommands = group({
  name: 'filter',
  description: 'subscription filter policies',
  commands: [
    command({
      name: 'test',
      description: 'tell whether SNS would deliver an event to a subscription, and why; exit code 0 if so, else 1',
      args: {
        policy: requiredText('p', 'the filter policy, JSON text or a file'),
        event: requiredText('e', '{"Message","MessageAttributes"}, JSON text or a file'),
        scope: textOr('MessageAttributes', 'scope', 'MessageAttributes or MessageBody'),
      },
      result: v.strictObject({
        matched: v.boolean(),
        explanation: v.string(),
        decisions: v.array(
          v.strictObject({
            path: v.string(),
            operator: v.string(),
            condition: v.string(),
            seen: v.array(v.string()),
          }),
        ),
      }),
      run: async (session, flags) => (await import('./filter-test.ts')).filterTest(session, flags),
    }),
  ],
});
