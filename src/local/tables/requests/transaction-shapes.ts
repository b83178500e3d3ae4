/** The inputs of DynamoDB's transactions. Source: API reference, TransactWriteItems and TransactGetItems. */
import * as common from './common-shapes.ts';
import { maxLength, minLength, notNull } from './rules.ts';
import { element, type InputShape, list, structure, text } from './shape.ts';

const CONDITION = {
  ExpressionAttributeNames: common.attributeNames,
  ExpressionAttributeValues: common.item,
  ReturnValuesOnConditionCheckFailure: common.returnOnFailure,
};

/** What the two transactions take. */
export const transactionShapes: Readonly<Record<string, InputShape>> = {
  TransactWriteItems: {
    members: {
      TransactItems: list(
        element('TransactWriteItem', {
          ConditionCheck: structure('ConditionCheck', {
            Key: common.requiredItem,
            TableName: common.itemTable,
            ConditionExpression: text(notNull),
            ...CONDITION,
          }),
          Put: structure('Put', {
            Item: common.requiredItem,
            TableName: common.itemTable,
            ConditionExpression: text(),
            ...CONDITION,
          }),
          Delete: structure('Delete', {
            Key: common.requiredItem,
            TableName: common.itemTable,
            ConditionExpression: text(),
            ...CONDITION,
          }),
          Update: structure('Update', {
            Key: common.requiredItem,
            UpdateExpression: text(notNull),
            TableName: common.itemTable,
            ConditionExpression: text(),
            ...CONDITION,
          }),
        }),
        notNull,
        minLength(1),
        maxLength(100),
      ),
      ReturnConsumedCapacity: common.returnConsumedCapacity,
      ReturnItemCollectionMetrics: common.returnItemCollectionMetrics,
      ClientRequestToken: text(minLength(1), maxLength(36)),
    },
  },
  TransactGetItems: {
    members: {
      TransactItems: list(
        element('TransactGetItem', {
          Get: structure(
            'Get',
            {
              Key: common.requiredItem,
              TableName: common.itemTable,
              ProjectionExpression: text(),
              ExpressionAttributeNames: common.attributeNames,
            },
            notNull,
          ),
        }),
        notNull,
        minLength(1),
        maxLength(100),
      ),
      ReturnConsumedCapacity: common.returnConsumedCapacity,
    },
  },
};
