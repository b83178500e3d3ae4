/** The inputs of DynamoDB's operations on statements. Source: API reference, ExecuteStatement and the two beside it. */
import * as common from './common-shapes.ts';
import { atLeast, maxLength, minLength, notNull } from './rules.ts';
import { boolean, element, type InputShape, integer, list, type Members, text, value } from './shape.ts';

const STATEMENT: Members = {
  Statement: text(notNull, minLength(1), maxLength(8192)),
  Parameters: list(value, minLength(1)),
  ReturnValuesOnConditionCheckFailure: common.returnOnFailure,
};

/** What each operation on statements takes, under DynamoDB's names. */
export const partiqlShapes: Readonly<Record<string, InputShape>> = {
  ExecuteStatement: {
    members: {
      ...STATEMENT,
      ConsistentRead: boolean,
      NextToken: text(minLength(1), maxLength(32_768)),
      ReturnConsumedCapacity: common.returnConsumedCapacity,
      Limit: integer(atLeast(1)),
    },
  },
  BatchExecuteStatement: {
    members: {
      Statements: list(
        element('BatchStatementRequest', { ...STATEMENT, ConsistentRead: boolean }),
        notNull,
        minLength(1),
        maxLength(25),
      ),
      ReturnConsumedCapacity: common.returnConsumedCapacity,
    },
  },
  ExecuteTransaction: {
    members: {
      TransactStatements: list(element('ParameterizedStatement', STATEMENT), notNull, minLength(1), maxLength(100)),
      ClientRequestToken: text(minLength(1), maxLength(36)),
      ReturnConsumedCapacity: common.returnConsumedCapacity,
    },
  },
};
