import { Logger } from '@aws-lambda-powertools/logger';
import { createDynamoDbClient } from '../aws/dynamodb-client.ts';
import { publishEvent, type SendPublish } from '../aws/publish-event.ts';
import { createRunOnce, type InvocationContext, type RunOnce } from '../aws/run-once.ts';
import { createSnsClient } from '../aws/sns-client.ts';
import { idempotencyKey, parseApiRequest } from '../domain/api/api-request.ts';
import { type ApiResponse, acceptedOrder, jsonResponse, refusalOf } from '../domain/api/api-response.ts';
import { checkoutConfig } from '../domain/order/checkout-config.ts';
import { checkoutMessage } from '../domain/order/checkout-message.ts';

type Log = Pick<Logger, 'info'>;
type Dependencies = { env: NodeJS.ProcessEnv; now: () => number; send: SendPublish; runOnce: RunOnce; logger: Log };

/** Publishes a posted order, once per idempotency key, and answers 202, or says what is wrong with it. */
export function createAcceptCheckoutHandler({ env, now, send, runOnce, logger }: Dependencies) {
  return async (event: unknown, context: InvocationContext): Promise<ApiResponse> => {
    const { topicArn, tableName, options } = checkoutConfig(env);
    try {
      const request = parseApiRequest(event);
      const order = checkoutMessage(request.body, now(), options);
      const key = idempotencyKey(request, order.orderId);
      const run = async () => acceptedOrder(order, await publishEvent({ send, topicArn, ...order }));
      const payloads = { payload: order.payload, formerPayload: request.body };
      const answer = await runOnce({ tableName, context, key, ...payloads, run });
      logger.info('Accepted an order', { orderId: order.orderId });
      return jsonResponse(202, answer);
    } catch (error) {
      return refusalOf(error);
    }
  };
}

const sns = createSnsClient();
export const handler = createAcceptCheckoutHandler({
  env: process.env,
  now: Date.now,
  send: (command) => sns.send(command),
  runOnce: createRunOnce(createDynamoDbClient()),
  logger: new Logger(),
});
