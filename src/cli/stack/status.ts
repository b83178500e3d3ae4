import * as v from 'valibot';
import { backupState } from '../backup/backup-state.ts';
import { command } from '../line/command.ts';
import { fixText, formatStatus } from './status-text.ts';

const queue = {
  name: v.string(),
  physicalName: v.string(),
  url: v.string(),
  visible: v.number(),
  inFlight: v.number(),
  delayed: v.number(),
};

/** `forks status`: what the forks hold and do, and what differs from the template. */
export const status = command({
  name: 'status',
  description: 'queues, dead letters, what topics lost, mappings, streams, stores; drift from the template',
  args: {},
  result: v.strictObject({
    stack: v.string(),
    endpoint: v.nullable(v.string()),
    queues: v.array(v.strictObject(queue)),
    deadLetters: v.array(v.strictObject({ ...queue, waiting: v.number() })),
    topics: v.array(v.strictObject({ name: v.string(), topicArn: v.string(), lost: v.nullable(v.number()) })),
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
    paused: v.array(v.strictObject(backupState)),
    drift: v.array(v.strictObject({ what: v.string(), is: v.string(), expected: v.string(), fix: v.string() })),
  }),
  async run(session) {
    const { findDeployment } = await import('../../operator/stack/find-deployment.ts');
    const { readStatus } = await import('../../operator/status/status.ts');
    const read = await readStatus(session, await findDeployment(session));
    const drift = read.drift.map((differing) => ({ ...differing, fix: fixText(differing.fix) }));
    session.report({ ...read, drift }, formatStatus(read));
  },
});
