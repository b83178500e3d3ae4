import { createRunBatch, type RunBatch } from '../aws/batch/run-batch.ts';
import { createFirehoseClient } from '../aws/firehose-client.ts';
import { createPutRecords, type PutRecords } from '../aws/put-records.ts';
import { createTelemetry } from '../aws/report-batch.ts';
import type { InvocationContext } from '../aws/run-once.ts';
import { createSqsClient } from '../aws/sqs-client.ts';
import type { PartialBatchResponse } from '../domain/batch-outcome.ts';
import { forwarderConfig } from '../domain/framing/forwarder-config.ts';
import { failuresOf, frameBatch } from '../domain/framing/frame-batch.ts';

type Dependencies = { env: NodeJS.ProcessEnv; putRecords: PutRecords; runBatch: RunBatch };

/** Puts the events of a batch to a delivery stream and reports exactly the messages that did not get through. */
export function createForwardToFirehoseHandler({ env, putRecords, runBatch }: Dependencies) {
  return async (event: unknown, context: InvocationContext): Promise<PartialBatchResponse> => {
    const { streamName, ...framing } = forwarderConfig(env);
    return runBatch({ event, context, title: 'Forwarded events' }, async (messages, remainingMs) => {
      const { records, failures } = await frameBatch(messages, framing);
      const failed = await putRecords({ streamName, records, remainingMs });
      return {
        counts: { events: messages.length, records: records.length },
        failures: [...failures, ...failuresOf(records, failed)],
      };
    });
  };
}

const firehose = createFirehoseClient();
export const handler = createForwardToFirehoseHandler({
  env: process.env,
  putRecords: createPutRecords({ send: (command, options) => firehose.send(command, options) }),
  runBatch: createRunBatch({ client: createSqsClient(), env: process.env, ...createTelemetry() }),
});
