/**
 * The inputs of DynamoDB's operations as typed values, once they conform to their shapes.
 */
import type { AttributeUpdates } from '../legacy/attribute-updates.ts';
import type { LegacyConditions } from '../legacy/comparison.ts';
import type { ExpectedAttribute } from '../legacy/expected.ts';
import { backupShapes } from '../requests/backup-shapes.ts';
import { conform } from '../requests/conform.ts';
import { itemShapes } from '../requests/item-shapes.ts';
import { partiqlShapes } from '../requests/partiql-shapes.ts';
import { tableShapes } from '../requests/table-shapes.ts';
import { transactionShapes } from '../requests/transaction-shapes.ts';
import { transferShapes } from '../requests/transfer-shapes.ts';
import { validate } from '../requests/validate.ts';
import type { Item } from '../values/attribute-value.ts';

export type Input = Readonly<Record<string, unknown>>;

/** The expressions of a request with what they need, and the legacy parameters in their place. */
export interface ExpressionInput {
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
  readonly AttributesToGet?: readonly string[];
  readonly Expected?: Readonly<Record<string, ExpectedAttribute>>;
  readonly AttributeUpdates?: AttributeUpdates;
  readonly QueryFilter?: LegacyConditions;
  readonly ScanFilter?: LegacyConditions;
  readonly KeyConditions?: LegacyConditions;
  readonly ConditionalOperator?: string;
}

/** The input of any operation on items; what an operation does not take is never there. */
export interface ItemInput extends ExpressionInput {
  readonly TableName: string;
  readonly Key: Item;
  readonly Item: Item;
  readonly ReturnValues?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
  readonly ReturnConsumedCapacity?: string;
  readonly ReturnItemCollectionMetrics?: string;
  readonly ConsistentRead?: boolean;
}

/** The input of Query and Scan. */
export interface PageInput extends ItemInput {
  readonly IndexName?: string;
  readonly Limit?: number;
  readonly Select?: string;
  readonly ExclusiveStartKey?: Item;
  readonly ScanIndexForward?: boolean;
  readonly Segment?: number;
  readonly TotalSegments?: number;
}

const SHAPES = {
  ...itemShapes,
  ...transactionShapes,
  ...partiqlShapes,
  ...tableShapes,
  ...backupShapes,
  ...transferShapes,
};

/** Reads a JSON body as an operation's input; a table's ARN stands for its name. Throws as DynamoDB does. */
export function readInput<T = Input>(operation: string, body: Input): T {
  const shape = Object.hasOwn(SHAPES, operation) ? SHAPES[operation] : undefined;
  if (!shape) throw new Error(`no shape for ${operation}`);
  const input: Record<string, unknown> = conform(withTableNames(body), shape.members);
  validate<T>(input, shape);
  return input;
}

/** The name in a table's ARN; any other text is a name already. */
export function nameOfTable(nameOrArn: string): string {
  return /^arn:[^:]*:dynamodb:/.test(nameOrArn)
    ? (nameOrArn.split(':table/')[1]?.split('/')[0] ?? nameOrArn)
    : nameOrArn;
}

function withTableNames(body: Input): Input {
  const name = body['TableName'];
  return typeof name === 'string' && name.startsWith('arn:') ? { ...body, TableName: nameOfTable(name) } : body;
}
