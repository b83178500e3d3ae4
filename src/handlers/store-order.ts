import * as v from 'valibot';
import { applyOrder, type SendUpdateItem } from '../aws/apply-order.ts';
import { createDynamoDbClient } from '../aws/dynamodb-client.ts';
import { createTelemetry, reportBatch, type Telemetry } from '../aws/report-batch.ts';
import { forEachMessage, type PartialBatchResponse } from '../domain/batch-outcome.ts';
import { parseStorableOrder } from '../domain/order/order.ts';
import { orderItem } from '../domain/order/order-item.ts';
import { replayIdOf } from '../domain/replay/replay-id.ts';
import { parseSqsEvent } from '../domain/sqs-event.ts';

const Config = v.object({ ORDERS_TABLE_NAME: v.string(), BUG_ENABLED: v.optional(v.string(), 'false') });

/** Stores the orders of a batch, each once per replay; an order that cannot be stored fails alone. */
export function createStoreOrderHandler({
  env,
  send,
  ...telemetry
}: { env: NodeJS.ProcessEnv; send: SendUpdateItem } & Telemetry) {
  return async (event: unknown): Promise<PartialBatchResponse> => {
    const { ORDERS_TABLE_NAME: tableName, BUG_ENABLED } = v.parse(Config, env);
    const bugEnabled = BUG_ENABLED === 'true';
    const { results, failures } = await forEachMessage(parseSqsEvent(event), (message) => {
      const item = orderItem(parseStorableOrder(message.body), { bugEnabled });
      return applyOrder({ send, tableName, item, replayId: replayIdOf(message) });
    });
    const stored = results.filter((applied) => applied).length;
    return reportBatch(telemetry, 'Stored orders', { stored, repeated: results.length - stored }, failures);
  };
}

const dynamodb = createDynamoDbClient();
export const handler = createStoreOrderHandler({
  env: process.env,
  send: (command) => dynamodb.send(command),
  ...createTelemetry(),
});
