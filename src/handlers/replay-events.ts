import * as v from 'valibot';
import { createReplayMessages, type ReplayMessages } from '../aws/replay-messages.ts';
import { createTelemetry, reportBatch, type Telemetry } from '../aws/report-batch.ts';
import { createSqsClient } from '../aws/sqs-client.ts';
import { forEachMessage, type PartialBatchResponse } from '../domain/batch-outcome.ts';
import { replayEntry } from '../domain/replay/replay-entry.ts';
import { parseSqsEvent } from '../domain/sqs-event.ts';

const Config = v.object({ TOPIC_ARN: v.string(), DESTINATION_QUEUE_NAME: v.string() });

/** Sends what the replay buffer held to the destination queue and reports exactly what did not get there. */
export function createReplayEventsHandler({
  env,
  replayMessages,
  ...telemetry
}: { env: NodeJS.ProcessEnv; replayMessages: ReplayMessages } & Telemetry) {
  return async (event: unknown): Promise<PartialBatchResponse> => {
    const { TOPIC_ARN: topicArn, DESTINATION_QUEUE_NAME: queueName } = v.parse(Config, env);
    const { results: entries, failures } = await forEachMessage(parseSqsEvent(event), (message) =>
      replayEntry(message, topicArn),
    );
    const unsent = await replayMessages(queueName, entries);
    const counts = { replayed: entries.length - unsent.length };
    return reportBatch(telemetry, 'Replayed events', counts, [...failures, ...unsent]);
  };
}

const sqs = createSqsClient();
export const handler = createReplayEventsHandler({
  env: process.env,
  replayMessages: createReplayMessages({
    getQueueUrl: (command) => sqs.send(command),
    sendBatch: (command) => sqs.send(command),
  }),
  ...createTelemetry(),
});
