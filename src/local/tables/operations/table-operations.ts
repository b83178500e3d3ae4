/**
 * DynamoDB's operations on tables. What AWS takes minutes for is done when the answer comes; the answer names the state
 * that AWS would name.
 */
import { randomUUID } from 'node:crypto';
import { AwsError } from '../../errors.ts';
import type { Definition, TableDefinition } from '../store/definitions.ts';
import { validationError } from '../table-errors.ts';
import { indexOf, keysOf, throughputOf } from './definition-parts.ts';
import { described } from './description.ts';
import { type Input, readInput } from './item-input.ts';
import type { TableOperation } from './item-operations.ts';
import { type SettingsInput, settingsOf, streamChange } from './settings.ts';
import { type CreateTableInput, checkNewTable } from './table-checks.ts';
import type { TableRoom } from './table-room.ts';
import { updateTable } from './update-table.ts';

type CreateInput = CreateTableInput & SettingsInput;

/** The operations on tables, under DynamoDB's names. They throw AwsError. */
export function tableOperations(room: TableRoom): Readonly<Record<string, TableOperation>> {
  return {
    CreateTable(body) {
      const table = createTable(room, readInput<CreateInput>('CreateTable', body));
      return { TableDescription: described(room, table, { table: 'CREATING' }) };
    },
    UpdateTable: (body) => updateTable(room, body),
    DeleteTable: (body) => deleteTable(room, tableOf(room, 'DeleteTable', body)),
    DescribeTable: (body) => ({ Table: described(room, tableOf(room, 'DescribeTable', body)) }),
    ListTables: (body) => listTables(room, readInput<ListInput>('ListTables', body)),
  };
}

/** The table that an input names. */
export function tableOf(room: TableRoom, operation: string, body: Input): TableDefinition {
  return room.namedTable(readInput<{ TableName: string }>(operation, body).TableName);
}

/** Throws for a table that cannot be made, be it for what it is or because there is one of its name. */
export function checkCreation(room: TableRoom, input: CreateTableInput): void {
  checkNewTable(input);
  if (room.definitions.get(input.TableName)) {
    throw new AwsError('ResourceInUseException', `Table already exists: ${input.TableName}`);
  }
}

/** Makes a table of an input that conforms to its shape; throws for one that cannot be made. */
export function createTable(room: TableRoom, input: CreateInput): TableDefinition {
  checkCreation(room, input);
  const now = room.context.clock.now();
  return room.definitions.add({
    ...plainDefinition(input, now),
    ...settingsOf(input),
    ...streamChange(input, undefined, now),
    tags: [...(input.Tags ?? [])],
  });
}

function plainDefinition(input: CreateInput, now: number): Definition {
  const local = input.LocalSecondaryIndexes ?? [];
  const global = input.GlobalSecondaryIndexes ?? [];
  const onDemand = input.BillingMode === 'PAY_PER_REQUEST';
  return {
    name: input.TableName,
    tableId: randomUUID(),
    createdAt: now,
    attributes: input.AttributeDefinitions.map((each) => ({ name: each.AttributeName, type: each.AttributeType })),
    keys: keysOf(input.KeySchema),
    indexes: [
      ...local.map((index, at) => indexOf(index, 'Local', at)),
      ...global.map((index, at) => indexOf(index, 'Global', local.length + at)),
    ],
    nextIndex: local.length + global.length,
    billingMode: onDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...(onDemand && { onDemandSince: now }),
    throughput: throughputOf(input.ProvisionedThroughput),
    tags: [],
    deletionProtection: false,
    pointInTimeRecovery: { enabled: false, since: 0, days: 35 },
  };
}

function deleteTable(room: TableRoom, table: TableDefinition): object {
  if (table.deletionProtection) {
    throw validationError(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
  }
  const TableDescription = described(room, table, { table: 'DELETING' });
  room.context.database.write(() => {
    room.items.clear(table);
    room.streams.clear(table);
    room.definitions.remove(table);
  });
  return { TableDescription };
}

interface ListInput {
  readonly Limit?: number;
  readonly ExclusiveStartTableName?: string;
}

function listTables(room: TableRoom, { Limit = 100, ExclusiveStartTableName = '' }: ListInput): object {
  const names = room.definitions
    .all()
    .map(({ name }) => name)
    .filter((name) => name > ExclusiveStartTableName);
  const page = names.slice(0, Limit);
  return { TableNames: page, ...(names.length > Limit && { LastEvaluatedTableName: page.at(-1) }) };
}
