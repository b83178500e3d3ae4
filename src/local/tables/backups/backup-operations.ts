/**
 * DynamoDB's backups on demand, and point-in-time recovery as far as it goes here: to the latest time.
 * A backup is there when the answer comes, though the answer says that it is being created. Source: API reference.
 */
import { AwsError } from '../../errors.ts';
import { indexParts, keySchema, provisionedUnits, tableArn } from '../operations/description.ts';
import { nameOfTable, readInput } from '../operations/item-input.ts';
import type { TableOperation } from '../operations/item-operations.ts';
import type { TableRoom } from '../operations/table-room.ts';
import type { Backup } from '../store/backup-store.ts';
import type { IndexDefinition, TableDefinition } from '../store/definitions.ts';
import { validationError } from '../table-errors.ts';
import { checkLatest, checkRecoverable, idAt } from './recovery.ts';
import { checkTarget, type Overrides, restore } from './restore.ts';

interface CreateInput {
  readonly TableName: string;
  readonly BackupName: string;
}

interface ListInput {
  readonly TableName?: string;
  readonly Limit?: number;
  readonly TimeRangeLowerBound?: number;
  readonly TimeRangeUpperBound?: number;
  readonly ExclusiveStartBackupArn?: string;
  readonly BackupType?: string;
}

interface PointInTimeInput extends Overrides {
  readonly SourceTableArn?: string;
  readonly SourceTableName?: string;
  readonly UseLatestRestorableTime?: boolean;
  readonly RestoreDateTime?: number;
}

/** The operations on backups, under DynamoDB's names. They throw AwsError. */
export function backupOperations(room: TableRoom): Readonly<Record<string, TableOperation>> {
  const backupOf = (operation: string, body: Parameters<TableOperation>[0]) => {
    const { BackupArn } = readInput<{ BackupArn: string }>(operation, body);
    const backup = room.backups.get(BackupArn);
    if (!backup) throw new AwsError('BackupNotFoundException', `Backup not found: ${BackupArn}`);
    return backup;
  };
  return {
    CreateBackup: (body) => createBackup(room, readInput<CreateInput>('CreateBackup', body)),
    DescribeBackup: (body) => ({ BackupDescription: described(room, backupOf('DescribeBackup', body), 'AVAILABLE') }),
    DeleteBackup(body) {
      const backup = backupOf('DeleteBackup', body);
      room.backups.remove(backup);
      return { BackupDescription: described(room, backup, 'DELETED') };
    },
    ListBackups: (body) => listBackups(room, readInput<ListInput>('ListBackups', body)),
    RestoreTableFromBackup(body) {
      const overrides = readInput<Overrides>('RestoreTableFromBackup', body);
      const backup = backupOf('RestoreTableFromBackup', body);
      checkTarget(room, overrides);
      const restored = {
        at: backup.createdAt,
        backupArn: backup.arn,
        tableArn: tableArn(room.context, backup.table.name),
      };
      return restore(room, { definition: backup.table, restored }, overrides, (table) =>
        room.backups.copyItems(backup, table),
      );
    },
    RestoreTableToPointInTime: (body) =>
      restoreToPointInTime(room, readInput<PointInTimeInput>('RestoreTableToPointInTime', body)),
  };
}

function createBackup(room: TableRoom, { TableName, BackupName: name }: CreateInput): object {
  const table = room.backedUpTable(TableName);
  const createdAt = room.context.clock.now();
  const { id: _, ...definition } = table;
  const { items, bytes } = room.items.count(table);
  const arn = `${tableArn(room.context, table.name)}/backup/${idAt(createdAt)}`;
  const backup = { arn, name, createdAt, table: definition, items, bytes };
  room.backups.add(backup, table);
  return { BackupDetails: details(backup, 'CREATING') };
}

function listBackups(room: TableRoom, input: ListInput): object {
  const { Limit = 100, ExclusiveStartBackupArn: start, TimeRangeLowerBound: from = 0, BackupType = 'ALL' } = input;
  const to = input.TimeRangeUpperBound ?? Number.POSITIVE_INFINITY;
  const all = ['USER', 'ALL'].includes(BackupType) ? room.backups.all(input.TableName) : [];
  const begun = all.slice(all.findIndex(({ arn }) => arn === start) + 1);
  const asked = begun.filter(({ createdAt }) => createdAt / 1000 >= from && createdAt / 1000 < to);
  const page = asked.slice(0, Limit);
  return {
    BackupSummaries: page.map((backup) => ({
      TableName: backup.table.name,
      TableId: backup.table.tableId,
      TableArn: tableArn(room.context, backup.table.name),
      ...details(backup, 'AVAILABLE'),
    })),
    ...(asked.length > Limit && { LastEvaluatedBackupArn: page.at(-1)?.arn }),
  };
}

function details({ arn, name, createdAt, bytes }: Backup, status: string): object {
  return {
    BackupArn: arn,
    BackupName: name,
    BackupSizeBytes: bytes,
    BackupStatus: status,
    BackupType: 'USER',
    BackupCreationDateTime: createdAt / 1000,
  };
}

function described(room: TableRoom, backup: Backup, status: string): object {
  const { table, items, bytes } = backup;
  return {
    BackupDetails: details(backup, status),
    SourceTableDetails: {
      TableName: table.name,
      TableId: table.tableId,
      TableArn: tableArn(room.context, table.name),
      TableSizeBytes: bytes,
      KeySchema: keySchema(table.keys),
      TableCreationDateTime: table.createdAt / 1000,
      ProvisionedThroughput: provisionedUnits(table.throughput),
      ...(table.onDemandThroughput && { OnDemandThroughput: table.onDemandThroughput }),
      ItemCount: items,
      BillingMode: table.billingMode,
    },
    SourceTableFeatureDetails: {
      ...features(table.indexes, 'Local'),
      ...features(table.indexes, 'Global'),
      ...(table.stream?.enabled && { StreamDescription: { StreamEnabled: true, StreamViewType: table.stream.view } }),
      ...(table.timeToLive !== undefined && {
        TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: table.timeToLive },
      }),
    },
  };
}

function features(indexes: readonly IndexDefinition[], kind: 'Local' | 'Global'): object {
  const of = indexes.filter((index) => index.kind === kind);
  if (of.length === 0) return {};
  return {
    [`${kind}SecondaryIndexes`]: of.map((index) => ({
      ...indexParts(index),
      ...(index.throughput && { ProvisionedThroughput: provisionedUnits(index.throughput) }),
    })),
  };
}

function restoreToPointInTime(room: TableRoom, input: PointInTimeInput): object {
  const source = sourceOf(room, input);
  checkTarget(room, input);
  checkRecoverable(source);
  if (!input.UseLatestRestorableTime && input.RestoreDateTime === undefined) {
    throw validationError('Must specify either RestoreDateTime or UseLatestRestorableTime');
  }
  const now = room.context.clock.now();
  if (input.RestoreDateTime !== undefined && !input.UseLatestRestorableTime) checkLatest(input.RestoreDateTime, now);
  const restored = { at: now, tableArn: tableArn(room.context, source.name) };
  return restore(room, { definition: source, restored }, input, (table) => room.items.copy(source, table));
}

function sourceOf(room: TableRoom, { SourceTableName, SourceTableArn }: PointInTimeInput): TableDefinition {
  const given = SourceTableName ?? SourceTableArn ?? '';
  const source = room.definitions.get(nameOfTable(given));
  if (!source) throw new AwsError('SourceTableNotFoundException', `Source table not found: ${given}`);
  return source;
}
