/**
 * Tables as DescribeTable, CreateTable, UpdateTable and DeleteTable describe them.
 */
import { arnOf } from '../../../domain/arn.ts';
import type { IndexDefinition, Keys, TableDefinition, Throughput } from '../store/definitions.ts';
import type { ThroughputInput } from './table-checks.ts';
import type { RoomContext, TableRoom } from './table-room.ts';

/** Which states a table and its global indexes are told to be in; unless said otherwise all is active. */
export interface Told {
  readonly table?: 'CREATING' | 'UPDATING' | 'DELETING';
  /** The state of each global index by its name. */
  readonly indexes?: ReadonlyMap<string, 'CREATING' | 'UPDATING' | 'DELETING'>;
}

/** The ARN of a table. */
export function tableArn(context: Pick<RoomContext, 'region' | 'accountId'>, name: string): string {
  return arnOf(context, 'dynamodb', `table/${name}`);
}

/** The description of a table; its counts are those of this moment. */
export function described(room: TableRoom, table: TableDefinition, told: Told = {}): Record<string, unknown> {
  const arn = tableArn(room.context, table.name);
  const deleting = told.table === 'DELETING';
  const counted = told.table === 'CREATING' && !table.restored ? { items: 0, bytes: 0 } : room.items.count(table);
  return {
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    TableName: table.name,
    KeySchema: keySchema(table.keys),
    TableStatus: told.table ?? 'ACTIVE',
    CreationDateTime: table.createdAt / 1000,
    ProvisionedThroughput: throughput(table.throughput),
    TableSizeBytes: counted.bytes,
    ItemCount: counted.items,
    TableArn: arn,
    TableId: table.tableId,
    ...billing(table, told),
    ...indexes(room, table, 'Local', told, deleting),
    ...(deleting ? {} : indexes(room, table, 'Global', told, deleting)),
    ...streamOf(table, arn),
    ...restoreOf(table),
    ...(table.encryption && encryptionOf(table.encryption, room.context)),
    ...(table.tableClass !== undefined && { TableClassSummary: { TableClass: table.tableClass } }),
    ...(table.onDemandThroughput && { OnDemandThroughput: table.onDemandThroughput }),
    ...(table.warmThroughput && { WarmThroughput: { ...table.warmThroughput, Status: 'ACTIVE' } }),
    ...((told.table !== 'CREATING' || table.deletionProtection) && {
      DeletionProtectionEnabled: table.deletionProtection,
    }),
  };
}

/** The ARN of a table's stream. */
export function streamArn(context: RoomContext, table: TableDefinition): string | undefined {
  return table.stream && `${tableArn(context, table.name)}/stream/${table.stream.label}`;
}

/** A key as DynamoDB writes it. */
export function keySchema({ hashes, ranges }: Keys): object[] {
  return [
    ...hashes.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' })),
    ...ranges.map((AttributeName) => ({ AttributeName, KeyType: 'RANGE' })),
  ];
}

/** Provisioned capacity as a request asks for it. */
export function provisionedUnits({ read, write }: Pick<Throughput, 'read' | 'write'>): ThroughputInput {
  return { ReadCapacityUnits: read, WriteCapacityUnits: write };
}

/** What an index is made of, as DynamoDB tells it of tables and of backups. */
export function indexParts({ name, keys, projection: { type, names } }: IndexDefinition): object {
  return {
    IndexName: name,
    KeySchema: keySchema(keys),
    Projection: { ProjectionType: type, ...(names.length > 0 && { NonKeyAttributes: names }) },
  };
}

function throughput({ decreases, increasedAt, decreasedAt, ...units }: Throughput): object {
  return {
    ...(increasedAt !== undefined && { LastIncreaseDateTime: increasedAt / 1000 }),
    ...(decreasedAt !== undefined && { LastDecreaseDateTime: decreasedAt / 1000 }),
    NumberOfDecreasesToday: decreases,
    ...provisionedUnits(units),
  };
}

function billing({ billingMode, onDemandSince, createdAt }: TableDefinition, told: Told): object {
  if (billingMode === 'PROVISIONED' && onDemandSince === undefined) return {};
  const since = told.table === 'CREATING' ? undefined : (onDemandSince ?? createdAt);
  const dated = since === undefined ? {} : { LastUpdateToPayPerRequestDateTime: since / 1000 };
  return {
    BillingModeSummary: { BillingMode: billingMode, ...dated },
    TableThroughputModeSummary: { TableThroughputMode: billingMode, ...dated },
  };
}

function indexes(room: TableRoom, table: TableDefinition, kind: 'Local' | 'Global', told: Told, deleting: boolean) {
  const of = table.indexes.filter((index) => index.kind === kind);
  if (of.length === 0) return {};
  return { [`${kind}SecondaryIndexes`]: of.map((index) => describedIndex(room, table, index, told, deleting)) };
}

function describedIndex(
  room: TableRoom,
  table: TableDefinition,
  index: IndexDefinition,
  told: Told,
  deleting: boolean,
): object {
  const { items, bytes } =
    told.table === 'CREATING' || deleting ? { items: 0, bytes: 0 } : room.items.count(table, index);
  const state = told.indexes?.get(index.name) ?? (told.table === 'CREATING' ? 'CREATING' : 'ACTIVE');
  return {
    ...indexParts(index),
    IndexSizeBytes: bytes,
    ItemCount: items,
    IndexArn: `${tableArn(room.context, table.name)}/index/${index.name}`,
    ...(index.kind === 'Global' && { IndexStatus: state }),
    ...(index.throughput && { ProvisionedThroughput: throughput(index.throughput) }),
    ...(index.onDemandThroughput && { OnDemandThroughput: index.onDemandThroughput }),
    ...(index.warmThroughput && { WarmThroughput: { ...index.warmThroughput, Status: 'ACTIVE' } }),
  };
}

function streamOf({ stream }: TableDefinition, arn: string): object {
  if (!stream) return {};
  return {
    ...(stream.enabled && { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.view } }),
    LatestStreamLabel: stream.label,
    LatestStreamArn: `${arn}/stream/${stream.label}`,
  };
}

/** A table is restored when the answer comes that says so. */
function restoreOf({ restored }: TableDefinition): object {
  if (!restored) return {};
  return {
    RestoreSummary: {
      ...(restored.backupArn !== undefined && { SourceBackupArn: restored.backupArn }),
      ...(restored.tableArn !== undefined && { SourceTableArn: restored.tableArn }),
      RestoreDateTime: restored.at / 1000,
      RestoreInProgress: false,
    },
  };
}

/** CloudFormation's name for the switch is SSEEnabled, the API's is Enabled. */
function encryptionOf(specification: Readonly<Record<string, unknown>>, context: RoomContext): object {
  const enabled = specification['Enabled'] === true || specification['SSEEnabled'] === true;
  // Under a key of AWS's own, which is the default, nothing is told.
  if (!enabled) return {};
  const key = specification['KMSMasterKeyId'];
  const KMSMasterKeyArn = typeof key === 'string' ? key : arnOf(context, 'kms', 'alias/aws/dynamodb');
  return { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn } };
}
