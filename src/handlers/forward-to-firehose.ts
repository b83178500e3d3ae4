import { createFirehoseClient } from '../aws/firehose-client.ts';
import { createPutRecords, type PutRecords } from '../aws/put-records.ts';
import { createTelemetry, reportBatch, type Telemetry } from '../aws/report-batch.ts';
import type { PartialBatchResponse } from '../domain/batch-outcome.ts';
import { forwarderConfig } from '../domain/framing/forwarder-config.ts';
import { frameBatch } from '../domain/framing/frame-batch.ts';
import { parseSqsEvent } from '../domain/sqs-event.ts';

/** Puts the events of a batch to a delivery stream and reports exactly the messages that did not get through. */
export function createForwardToFirehoseHandler({
  env,
  putRecords,
  ...telemetry
}: { env: NodeJS.ProcessEnv; putRecords: PutRecords } & Telemetry) {
  return async (event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<PartialBatchResponse> => {
    const { streamName, ...framing } = forwarderConfig(env);
    const messages = parseSqsEvent(event);
    const { records, failures } = await frameBatch(messages, framing);
    const remainingMs = () => context.getRemainingTimeInMillis();
    for (const { index, reason } of await putRecords({ streamName, records, remainingMs })) {
      for (const messageId of records[index]?.messageIds ?? []) failures.push({ messageId, reason });
    }
    const counts = { events: messages.length, records: records.length };
    return reportBatch(telemetry, 'Forwarded events', counts, failures);
  };
}

const firehose = createFirehoseClient();
export const handler = createForwardToFirehoseHandler({
  env: process.env,
  putRecords: createPutRecords({ send: (command, options) => firehose.send(command, options) }),
  ...createTelemetry(),
});
