import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { nameOf } from '../domain/errors.ts';
import type { OrderItem } from '../domain/order/order-item.ts';

/** The send function of a DynamoDB client, as far as it is used here. */
export type SendUpdateItem = (command: UpdateItemCommand) => Promise<unknown>;

/**
 * Writes an order's row unless this replay of it (`original` for the first delivery) was written before: one
 * conditional update, so that no crash can leave it half done. Resolves to false for a repeated delivery.
 */
export async function applyOrder({
  send,
  tableName,
  item,
  replayId,
}: {
  send: SendUpdateItem;
  tableName: string;
  item: OrderItem;
  replayId: string;
}): Promise<boolean> {
  const { CustomerId, DateOrderId, PaymentId, PaymentAmount, PaymentCurrency, TotalQuantity } = item;
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: { CustomerId: { S: CustomerId }, DateOrderId: { S: DateOrderId } },
    UpdateExpression:
      'SET PaymentId = :paymentId, PaymentAmount = :amount, PaymentCurrency = :currency, TotalQuantity = :quantity ' +
      'ADD AppliedReplays :replays',
    ConditionExpression: 'attribute_not_exists(AppliedReplays) OR NOT contains(AppliedReplays, :replay)',
    ExpressionAttributeValues: {
      ':paymentId': { S: PaymentId },
      ':amount': { N: PaymentAmount },
      ':currency': { S: PaymentCurrency },
      ':quantity': { N: TotalQuantity },
      ':replays': { SS: [replayId] },
      ':replay': { S: replayId },
    },
  });
  try {
    await send(command);
    return true;
  } catch (error) {
    if (nameOf(error) === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
