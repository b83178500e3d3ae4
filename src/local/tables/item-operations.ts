/**
 * Stands in for DynamoDB's data plane at the edge of dynalite, adding what dynalite lacks: the old item of a failed condition.
 * That item is read after the check, so a change between the two shows the newer one; transactions and PartiQL are refused by name.
 */
import { isObject } from '../../domain/is-object.ts';
import type { EngineAnswer, TableEngine } from './dynalite-engine.ts';
import { type Input, member, members, parseObject, tableName } from './input.ts';
import { callEngine } from './time-to-live.ts';

/** The operations on items that dynalite does. */
export const itemOperations: ReadonlySet<string> = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
]);

/** Runs one operation on items; `text` is the JSON of `input` as it came. */
export async function runItemOperation(
  engine: TableEngine,
  operation: string,
  input: Input,
  text: string,
): Promise<EngineAnswer> {
  const table = input['TableName'];
  const byArn = typeof table === 'string' && table.startsWith('arn:');
  const answer = await engine.call(operation, byArn ? JSON.stringify({ ...input, TableName: tableName(input) }) : text);
  if (answer.status === 200 || input['ReturnValuesOnConditionCheckFailure'] !== 'ALL_OLD') return answer;
  const body = parseObject(answer.body);
  if (!String(body['__type']).endsWith('#ConditionalCheckFailedException')) return answer;
  const item = await currentItem(engine, tableName(input), input);
  return item ? { status: answer.status, body: JSON.stringify({ ...body, Item: item }) } : answer;
}

async function currentItem(engine: TableEngine, table: string, input: Input): Promise<Input | undefined> {
  const key = member(input, 'Key') ?? (await keyOf(engine, table, member(input, 'Item') ?? {}));
  const found = await callEngine(engine, 'GetItem', { TableName: table, Key: key, ConsistentRead: true });
  return isObject(found['Item']) ? found['Item'] : undefined;
}

async function keyOf(engine: TableEngine, table: string, item: Input): Promise<Input> {
  const description = member(await callEngine(engine, 'DescribeTable', { TableName: table }), 'Table') ?? {};
  return Object.fromEntries(
    members(description, 'KeySchema').map((key) => [String(key['AttributeName']), item[String(key['AttributeName'])]]),
  );
}
