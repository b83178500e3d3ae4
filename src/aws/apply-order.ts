import { type AttributeValue, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { nameOf } from '../domain/errors.ts';
import type { OrderDelivery } from '../domain/order/order-delivery.ts';
import type { Outcome } from '../domain/order/order-outcome.ts';
import { standing } from '../domain/order/order-version.ts';

/** The send function of a DynamoDB client, as far as it is used here. */
export type SendUpdateItem = (command: UpdateItemCommand) => Promise<unknown>;

/** A row remembers so many replays of its version; then the next one alone, since to write a version twice is harmless. */
const MAX_REPLAYS = 100;

/**
 * Writes an order's row unless a later version of it stands there, or the same version was written by this replay before.
 * Each write is one conditional update, so that no crash can leave it half done, and no other delivery come between.
 */
export async function applyOrder({
  send,
  tableName,
  delivery,
}: {
  send: SendUpdateItem;
  tableName: string;
  delivery: OrderDelivery;
}): Promise<Outcome> {
  const row = await refusedBy(send, newerVersion(tableName, delivery));
  if (row === undefined) return 'applied';
  if (standing(delivery.version, row.Version?.S) === 'older') return 'stale';
  const replays = row.AppliedReplays?.SS ?? [];
  if (replays.includes(delivery.replayId)) return 'repeated';
  const now = await refusedBy(send, sameVersion(tableName, delivery, { full: replays.length >= MAX_REPLAYS }));
  if (now === undefined) return 'applied';
  return standing(delivery.version, now.Version?.S) === 'older' ? 'stale' : 'repeated';
}

/** Begins a version: only its own replays count from now on. */
function newerVersion(tableName: string, { item, version, replayId }: OrderDelivery): UpdateItemCommand {
  return update(tableName, item, {
    UpdateExpression: `${SET_FIELDS}, Version = :version, AppliedReplays = :replays`,
    ConditionExpression: 'attribute_not_exists(Version) OR Version < :above',
    values: { ':version': { S: version.text }, ':above': { S: version.above }, ':replays': { SS: [replayId] } },
  });
}

/** Writes the version that stands there once more, for a replay that has not written it yet. */
function sameVersion(
  tableName: string,
  { item, version, replayId }: OrderDelivery,
  { full }: { full: boolean },
): UpdateItemCommand {
  const [isSame, same] = version.timed
    ? ['Version = :same', version.text]
    : ['contains(Version, :same)', version.content];
  return update(tableName, item, {
    UpdateExpression: full ? `${SET_FIELDS}, AppliedReplays = :replays` : `${SET_FIELDS} ADD AppliedReplays :replays`,
    ConditionExpression: `${isSame} AND NOT contains(AppliedReplays, :replay)`,
    values: { ':same': { S: same }, ':replays': { SS: [replayId] }, ':replay': { S: replayId } },
  });
}

const SET_FIELDS =
  'SET PaymentId = :paymentId, PaymentAmount = :amount, PaymentCurrency = :currency, TotalQuantity = :quantity';

function update(
  tableName: string,
  { CustomerId, DateOrderId, PaymentId, PaymentAmount, PaymentCurrency, TotalQuantity }: OrderDelivery['item'],
  {
    values,
    ...expressions
  }: { UpdateExpression: string; ConditionExpression: string; values: Record<string, AttributeValue> },
): UpdateItemCommand {
  return new UpdateItemCommand({
    TableName: tableName,
    Key: { CustomerId: { S: CustomerId }, DateOrderId: { S: DateOrderId } },
    ...expressions,
    ExpressionAttributeValues: {
      ':paymentId': { S: PaymentId },
      ':amount': { N: PaymentAmount },
      ':currency': { S: PaymentCurrency },
      ':quantity': { N: TotalQuantity },
      ...values,
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
}

const Refusal = v.object({
  Item: v.object({
    Version: v.optional(v.object({ S: v.string() })),
    AppliedReplays: v.optional(v.object({ SS: v.array(v.string()) })),
  }),
});

/** The row by which a condition failed; undefined where the update was done. */
async function refusedBy(
  send: SendUpdateItem,
  command: UpdateItemCommand,
): Promise<v.InferOutput<typeof Refusal>['Item'] | undefined> {
  try {
    await send(command);
    return undefined;
  } catch (error) {
    if (nameOf(error) !== 'ConditionalCheckFailedException') throw error;
    return v.parse(Refusal, error).Item;
  }
}
