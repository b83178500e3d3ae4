import * as v from 'valibot';
import { createRunBatch, type RunBatch } from '../aws/batch/run-batch.ts';
import { createReplayMessages, type ReplayMessages } from '../aws/replay-messages.ts';
import { createTelemetry } from '../aws/report-batch.ts';
import type { InvocationContext } from '../aws/run-once.ts';
import { createSqsClient } from '../aws/sqs-client.ts';
import { forEachMessage, type PartialBatchResponse } from '../domain/batch-outcome.ts';
import { replayEntry } from '../domain/replay/replay-entry.ts';

const Config = v.object({ TOPIC_ARN: v.string(), DESTINATION_QUEUE_NAME: v.string() });
type Dependencies = { env: NodeJS.ProcessEnv; replayMessages: ReplayMessages; runBatch: RunBatch };

/** Sends what the replay buffer held to the destination queue and reports exactly what did not get there. */
export function createReplayEventsHandler({ env, replayMessages, runBatch }: Dependencies) {
  return async (event: unknown, context: InvocationContext): Promise<PartialBatchResponse> => {
    const { TOPIC_ARN: topicArn, DESTINATION_QUEUE_NAME: queueName } = v.parse(Config, env);
    return runBatch({ event, context, title: 'Replayed events' }, async (messages) => {
      const { results: entries, failures } = await forEachMessage(messages, (message) =>
        replayEntry(message, topicArn),
      );
      const unsent = await replayMessages(queueName, entries);
      return { counts: { replayed: entries.length - unsent.length }, failures: [...failures, ...unsent] };
    });
  };
}

const sqs = createSqsClient();
export const handler = createReplayEventsHandler({
  env: process.env,
  replayMessages: createReplayMessages({
    getQueueUrl: (command) => sqs.send(command),
    sendBatch: (command) => sqs.send(command),
  }),
  runBatch: createRunBatch({ client: sqs, env: process.env, ...createTelemetry() }),
});
