/** The inputs of DynamoDB's operations on items. Source: API reference; the order of the checks was recorded by dynalite. */
import * as common from './common-shapes.ts';
import { atLeast, atMost, maxLength, minLength, notNull, oneOf } from './rules.ts';
import { boolean, element, type InputShape, integer, list, map, memberValue, structure, text, value } from './shape.ts';

const SELECT = text(oneOf('SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'));

/** What each operation on items takes, under DynamoDB's names. */
export const itemShapes: Readonly<Record<string, InputShape>> = {
  GetItem: {
    members: {
      ReturnConsumedCapacity: common.returnConsumedCapacity,
      AttributesToGet: common.attributesToGet,
      TableName: common.itemTable,
      Key: common.requiredItem,
      ConsistentRead: boolean,
      ProjectionExpression: text(),
      ExpressionAttributeNames: common.attributeNames,
    },
  },
  PutItem: {
    members: {
      ReturnConsumedCapacity: common.returnConsumedCapacity,
      TableName: common.itemTable,
      Item: common.requiredItem,
      ConditionalOperator: common.conditionalOperator,
      Expected: common.expected,
      ReturnValues: common.returnValues,
      ReturnItemCollectionMetrics: common.returnItemCollectionMetrics,
      ConditionExpression: text(),
      ExpressionAttributeValues: common.item,
      ExpressionAttributeNames: common.attributeNames,
      ReturnValuesOnConditionCheckFailure: common.returnOnFailure,
    },
  },
  DeleteItem: {
    members: {
      ReturnConsumedCapacity: common.returnConsumedCapacity,
      TableName: common.itemTable,
      ReturnValues: common.returnValues,
      ReturnItemCollectionMetrics: common.returnItemCollectionMetrics,
      Key: common.requiredItem,
      ConditionalOperator: common.conditionalOperator,
      Expected: common.expected,
      ConditionExpression: text(),
      ExpressionAttributeValues: common.item,
      ExpressionAttributeNames: common.attributeNames,
      ReturnValuesOnConditionCheckFailure: common.returnOnFailure,
    },
  },
  UpdateItem: {
    members: {
      ReturnConsumedCapacity: common.returnConsumedCapacity,
      TableName: common.itemTable,
      ReturnItemCollectionMetrics: common.returnItemCollectionMetrics,
      ReturnValues: common.returnValues,
      Key: common.requiredItem,
      ConditionalOperator: common.conditionalOperator,
      Expected: common.expected,
      AttributeUpdates: map(
        'AttributeValueUpdate',
        element('AttributeValueUpdate', { Action: text(), Value: memberValue }),
      ),
      ConditionExpression: text(),
      UpdateExpression: text(),
      ExpressionAttributeValues: common.item,
      ExpressionAttributeNames: common.attributeNames,
      ReturnValuesOnConditionCheckFailure: common.returnOnFailure,
    },
  },
  Query: {
    members: {
      Select: SELECT,
      IndexName: common.indexName,
      ReturnConsumedCapacity: common.returnConsumedCapacity,
      QueryFilter: common.queryFilter,
      TableName: common.itemTable,
      ConditionalOperator: common.conditionalOperator,
      AttributesToGet: common.attributesToGet,
      Limit: integer(atLeast(1)),
      KeyConditions: common.keyConditions,
      ExclusiveStartKey: common.item,
      ConsistentRead: boolean,
      ScanIndexForward: boolean,
      KeyConditionExpression: text(),
      FilterExpression: text(),
      ProjectionExpression: text(),
      ExpressionAttributeValues: common.item,
      ExpressionAttributeNames: common.attributeNames,
    },
  },
  Scan: {
    members: {
      Select: SELECT,
      IndexName: common.indexName,
      TotalSegments: integer(atLeast(1), atMost(1_000_000)),
      ReturnConsumedCapacity: common.returnConsumedCapacity,
      TableName: common.itemTable,
      ConditionalOperator: common.conditionalOperator,
      ScanFilter: common.queryFilter,
      Segment: integer(atLeast(0), atMost(999_999)),
      Limit: integer(atLeast(1)),
      AttributesToGet: common.attributesToGet,
      ExclusiveStartKey: common.item,
      ConsistentRead: boolean,
      FilterExpression: text(),
      ProjectionExpression: text(),
      ExpressionAttributeValues: common.item,
      ExpressionAttributeNames: common.attributeNames,
    },
  },
  BatchGetItem: {
    members: {
      ReturnConsumedCapacity: common.returnConsumedCapacity,
      RequestItems: {
        kind: 'Map',
        className: 'KeysAndAttributes',
        rules: [notNull, minLength(1)],
        keys: common.tableKeys,
        of: element('KeysAndAttributes', {
          Keys: list(
            { kind: 'ParameterizedMap', className: 'AttributeValue', of: value },
            notNull,
            minLength(1),
            maxLength(100),
          ),
          AttributesToGet: common.attributesToGet,
          ConsistentRead: boolean,
          ProjectionExpression: text(),
          ExpressionAttributeNames: common.attributeNames,
        }),
      },
    },
  },
  BatchWriteItem: {
    members: {
      ReturnConsumedCapacity: common.returnConsumedCapacity,
      ReturnItemCollectionMetrics: common.returnItemCollectionMetrics,
      RequestItems: {
        kind: 'Map',
        className: 'java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>',
        rules: [notNull, minLength(1)],
        keys: common.tableKeys,
        values: [maxLength(25), minLength(1)],
        of: {
          kind: 'ParameterizedList',
          of: element('WriteRequest', {
            DeleteRequest: structure('DeleteRequest', { Key: common.requiredItem }),
            PutRequest: structure('PutRequest', { Item: common.requiredItem }),
          }),
        },
      },
    },
  },
};
