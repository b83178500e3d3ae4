import * as v from 'valibot';
import { applyOrder, type SendUpdateItem } from '../aws/apply-order.ts';
import { createDynamoDbClient } from '../aws/dynamodb-client.ts';
import { createTelemetry, reportBatch, type Telemetry } from '../aws/report-batch.ts';
import { reportReplays } from '../aws/report-replays.ts';
import { forEachMessage, type PartialBatchResponse } from '../domain/batch-outcome.ts';
import { orderDelivery } from '../domain/order/order-delivery.ts';
import { outcomeCounts } from '../domain/order/order-outcome.ts';
import { parseSqsEvent } from '../domain/sqs-event.ts';

const Config = v.object({
  TOPIC_ARN: v.string(),
  ORDERS_TABLE_NAME: v.string(),
  BUG_ENABLED: v.optional(v.string(), 'false'),
});

/** Stores the orders of a batch, the latest version of each, once per replay; an order that cannot be stored fails alone. */
export function createStoreOrderHandler({
  env,
  send,
  ...telemetry
}: { env: NodeJS.ProcessEnv; send: SendUpdateItem } & Telemetry) {
  return async (event: unknown): Promise<PartialBatchResponse> => {
    const { TOPIC_ARN: topicArn, ORDERS_TABLE_NAME: tableName, BUG_ENABLED } = v.parse(Config, env);
    const messages = parseSqsEvent(event);
    const { results, failures } = await forEachMessage(messages, async (message) => {
      const delivery = orderDelivery(message, { topicArn, bugEnabled: BUG_ENABLED === 'true' });
      return { ...delivery, outcome: await applyOrder({ send, tableName, delivery }) };
    });
    reportReplays(telemetry, { messages, results, failures });
    return reportBatch(telemetry, 'Stored orders', outcomeCounts(results), failures);
  };
}

const dynamodb = createDynamoDbClient();
export const handler = createStoreOrderHandler({
  env: process.env,
  send: (command) => dynamodb.send(command),
  ...createTelemetry(),
});
