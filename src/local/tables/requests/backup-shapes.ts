/** The inputs of DynamoDB's operations on backups. Source: API reference. */
import * as common from './common-shapes.ts';
import { atLeast, atMost, maxLength, minLength, nameCharacters, notNull, oneOf } from './rules.ts';
import { boolean, type InputShape, integer, type Members, text } from './shape.ts';
import { tableShapes } from './table-shapes.ts';

const BACKUP_ARN = text(notNull, minLength(37), maxLength(1024));
const created: Members = tableShapes['CreateTable']?.members ?? {};

/** What a restore may make another thing of than it was. */
const OVERRIDES: Members = Object.fromEntries(
  Object.entries({
    BillingModeOverride: created['BillingMode'],
    GlobalSecondaryIndexOverride: created['GlobalSecondaryIndexes'],
    LocalSecondaryIndexOverride: created['LocalSecondaryIndexes'],
    ProvisionedThroughputOverride: created['ProvisionedThroughput'],
    OnDemandThroughputOverride: created['OnDemandThroughput'],
    SSESpecificationOverride: created['SSESpecification'],
  }).flatMap(([name, shape]) => (shape ? [[name, shape]] : [])),
);

/** What each operation on backups takes, under DynamoDB's names. */
export const backupShapes: Readonly<Record<string, InputShape>> = {
  CreateBackup: {
    members: {
      TableName: common.itemTable,
      BackupName: text(notNull, nameCharacters, minLength(3), maxLength(255)),
    },
  },
  DescribeBackup: { members: { BackupArn: BACKUP_ARN } },
  DeleteBackup: { members: { BackupArn: BACKUP_ARN } },
  ListBackups: {
    members: {
      TableName: text(nameCharacters, minLength(3), maxLength(255)),
      Limit: integer(atLeast(1), atMost(100)),
      TimeRangeLowerBound: common.time,
      TimeRangeUpperBound: common.time,
      ExclusiveStartBackupArn: text(minLength(37), maxLength(1024)),
      BackupType: text(oneOf('USER', 'SYSTEM', 'AWS_BACKUP', 'ALL')),
    },
  },
  RestoreTableFromBackup: {
    members: { TargetTableName: common.itemTable, BackupArn: BACKUP_ARN, ...OVERRIDES },
  },
  RestoreTableToPointInTime: {
    members: {
      SourceTableArn: text(),
      SourceTableName: text(nameCharacters, minLength(3), maxLength(255)),
      TargetTableName: common.itemTable,
      UseLatestRestorableTime: boolean,
      RestoreDateTime: common.time,
      ...OVERRIDES,
    },
  },
};
