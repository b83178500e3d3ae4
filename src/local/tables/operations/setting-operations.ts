/**
 * DynamoDB's operations on what a table is set to: time to live, backups, tags, resource policies, limits.
 * Point-in-time recovery restores a table as it is now, and no earlier one.
 */
import { createHash } from 'node:crypto';
import { AwsError } from '../../errors.ts';
import type { TableDefinition } from '../store/definitions.ts';
import { validationError } from '../table-errors.ts';
import { nameOfTable, readInput } from './item-input.ts';
import type { TableOperation } from './item-operations.ts';
import { tableOf } from './table-operations.ts';
import { expiryOf, type TableRoom } from './table-room.ts';

interface TimeToLiveInput {
  readonly TableName: string;
  readonly TimeToLiveSpecification: { readonly Enabled: boolean; readonly AttributeName: string };
}

interface BackupsInput {
  readonly TableName: string;
  readonly PointInTimeRecoverySpecification: {
    readonly PointInTimeRecoveryEnabled: boolean;
    readonly RecoveryPeriodInDays?: number;
  };
}

interface PolicyInput {
  readonly ResourceArn: string;
  readonly Policy: string;
  readonly ExpectedRevisionId?: string;
}

/** The operations on settings, under DynamoDB's names. They throw AwsError. */
export function settingOperations(room: TableRoom): Readonly<Record<string, TableOperation>> {
  return {
    UpdateTimeToLive: (body) => updateTimeToLive(room, readInput<TimeToLiveInput>('UpdateTimeToLive', body)),
    DescribeTimeToLive: (body) => {
      const { timeToLive } = tableOf(room, 'DescribeTimeToLive', body);
      const status =
        timeToLive === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive };
      return { TimeToLiveDescription: status };
    },
    DescribeContinuousBackups: (body) => {
      const { TableName } = readInput<BackupsInput>('DescribeContinuousBackups', body);
      return backups(room.backedUpTable(TableName), room.context.clock.now());
    },
    UpdateContinuousBackups: (body) => updateBackups(room, readInput<BackupsInput>('UpdateContinuousBackups', body)),
    PutResourcePolicy: (body) => putPolicy(room, readInput<PolicyInput>('PutResourcePolicy', body)),
    GetResourcePolicy: (body) => {
      const { ResourceArn } = readInput<PolicyInput>('GetResourcePolicy', body);
      const policy = ofArn(room, ResourceArn).policies?.[ResourceArn];
      if (!policy) throw policyNotFound(ResourceArn);
      return { Policy: policy.text, RevisionId: policy.revision };
    },
    DeleteResourcePolicy: (body) => deletePolicy(room, readInput<PolicyInput>('DeleteResourcePolicy', body)),
    DescribeLimits: () => ({
      AccountMaxReadCapacityUnits: 80_000,
      AccountMaxWriteCapacityUnits: 80_000,
      TableMaxReadCapacityUnits: 40_000,
      TableMaxWriteCapacityUnits: 40_000,
    }),
    DescribeEndpoints: () => ({
      Endpoints: [{ Address: `dynamodb.${room.context.region}.amazonaws.com`, CachePeriodInMinutes: 1440 }],
    }),
  };
}

function updateTimeToLive(room: TableRoom, { TableName, TimeToLiveSpecification: wanted }: TimeToLiveInput): object {
  const table = room.namedTable(TableName);
  const { AttributeName, Enabled } = wanted;
  if (Enabled && table.timeToLive !== undefined) throw validationError('TimeToLive is already enabled');
  if (!Enabled && table.timeToLive === undefined) throw validationError('TimeToLive is already disabled');
  const { timeToLive: _, ...without } = table;
  const changed = Enabled ? { ...table, timeToLive: AttributeName } : without;
  room.context.database.write(() => {
    room.definitions.save(changed);
    room.items.noteExpiries(changed, (item) => expiryOf(changed, item));
  });
  return { TimeToLiveSpecification: { AttributeName, Enabled } };
}

function updateBackups(room: TableRoom, { TableName, PointInTimeRecoverySpecification: wanted }: BackupsInput): object {
  const table = room.backedUpTable(TableName);
  const now = room.context.clock.now();
  const enabled = wanted.PointInTimeRecoveryEnabled;
  const since = enabled && table.pointInTimeRecovery.enabled ? table.pointInTimeRecovery.since : now;
  const changed = { ...table, pointInTimeRecovery: { enabled, since, days: wanted.RecoveryPeriodInDays ?? 35 } };
  room.definitions.save(changed);
  return backups(changed, now);
}

function backups({ pointInTimeRecovery: recovery }: TableDefinition, now: number): object {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: recovery.enabled
        ? {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays: recovery.days,
            EarliestRestorableDateTime: Math.floor(recovery.since / 1000),
            LatestRestorableDateTime: Math.floor(now / 1000),
          }
        : { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  };
}

function putPolicy(room: TableRoom, { ResourceArn, Policy, ExpectedRevisionId }: PolicyInput): object {
  const table = ofArn(room, ResourceArn);
  const current = table.policies?.[ResourceArn];
  checkRevision(table, current, ExpectedRevisionId);
  if (current?.text === Policy) return { RevisionId: current.revision };
  const revision = createHash('sha256')
    .update(`${current?.revision ?? ''}${Policy}`)
    .digest('hex')
    .slice(0, 32);
  const policies = { ...table.policies, [ResourceArn]: { text: Policy, revision } };
  room.definitions.save({ ...table, policies });
  return { RevisionId: revision };
}

function deletePolicy(room: TableRoom, { ResourceArn, ExpectedRevisionId }: PolicyInput): object {
  const table = ofArn(room, ResourceArn);
  const current = table.policies?.[ResourceArn];
  if (!current) return {};
  checkRevision(table, current, ExpectedRevisionId);
  const rest = Object.entries(table.policies ?? {}).filter(([arn]) => arn !== ResourceArn);
  room.definitions.save({ ...table, policies: Object.fromEntries(rest) });
  return { RevisionId: current.revision };
}

/** A change that expects a revision is refused when it is another, or none is expected and there is one. */
function checkRevision(table: TableDefinition, current: { revision: string } | undefined, expected?: string): void {
  if (expected === undefined || expected === (current?.revision ?? 'NO_POLICY')) return;
  if (expected === 'NO_POLICY') {
    throw policyNotFound(
      `Requested policy update expecting none to be present for table ${table.name}, but a policy exists with revision id ${current?.revision}.`,
    );
  }
  throw policyNotFound(
    `Requested update for policy with revision id ${expected}, but the policy associated to target table ${table.name} has revision id ${current?.revision}.`,
  );
}

function policyNotFound(arn: string): AwsError {
  return new AwsError(
    'PolicyNotFoundException',
    `Resource-based policy not found for the provided ResourceArn: ${arn}`,
  );
}

function ofArn(room: TableRoom, arn: string): TableDefinition {
  return room.namedTable(nameOfTable(arn));
}
