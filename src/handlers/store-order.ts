import * as v from 'valibot';
import { applyOrder, type SendUpdateItem } from '../aws/apply-order.ts';
import { createRunBatch, type RunBatch } from '../aws/batch/run-batch.ts';
import { createDynamoDbClient } from '../aws/dynamodb-client.ts';
import { createTelemetry, type Telemetry } from '../aws/report-batch.ts';
import { reportReplays } from '../aws/report-replays.ts';
import type { InvocationContext } from '../aws/run-once.ts';
import { createSqsClient } from '../aws/sqs-client.ts';
import { forEachMessage } from '../domain/batch-outcome.ts';
import { orderDelivery } from '../domain/order/order-delivery.ts';
import { outcomeCounts } from '../domain/order/order-outcome.ts';

const Config = v.object({ TOPIC_ARN: v.string(), ORDERS_TABLE_NAME: v.string(), BUG_ENABLED: v.optional(v.string()) });
type Dependencies = { env: NodeJS.ProcessEnv; send: SendUpdateItem; runBatch: RunBatch } & Pick<Telemetry, 'logger'>;

/** Stores the orders of a batch, the latest version of each, once per replay; an order that cannot be stored fails alone. */
export function createStoreOrderHandler({ env, send, runBatch, logger }: Dependencies) {
  return async (event: unknown, context: InvocationContext) => {
    const { TOPIC_ARN: topicArn, ORDERS_TABLE_NAME: tableName, BUG_ENABLED } = v.parse(Config, env);
    return runBatch({ event, context, title: 'Stored orders' }, async (messages) => {
      const { results, failures } = await forEachMessage(messages, async (message) => {
        const delivery = orderDelivery(message, { topicArn, bugEnabled: BUG_ENABLED === 'true' });
        return { ...delivery, outcome: await applyOrder({ send, tableName, delivery }) };
      });
      reportReplays({ logger }, { messages, results, failures });
      return { counts: outcomeCounts(results), failures };
    });
  };
}

const dynamodb = createDynamoDbClient();
const telemetry = createTelemetry();
export const handler = createStoreOrderHandler({
  env: process.env,
  send: (command) => dynamodb.send(command),
  runBatch: createRunBatch({ client: createSqsClient(), env: process.env, ...telemetry }),
  logger: telemetry.logger,
});
