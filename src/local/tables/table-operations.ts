/**
 * Stands in for DynamoDB's control plane at the edge of dynalite: tables, tags, time to live, backups' settings.
 * Streams, replicas, transactions, PartiQL and backups are refused by name; limits and billing modes have no effect.
 */
import { arnOf } from '../../domain/arn.ts';
import type { LocalContext } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { TableEngine } from './dynalite-engine.ts';
import { type Input, member, members, tableName } from './input.ts';
import { plainDefinition, type TableDefinition, type TableDefinitions } from './table-definitions.ts';
import { notDone, tableNotFound, validationError } from './table-errors.ts';
import { callEngine } from './time-to-live.ts';

export type TableOperation = (input: Input) => Promise<object>;

/** The members of CreateTable and UpdateTable that the edge keeps; dynalite sees only the rest. */
const EDGE_MEMBERS = new Set([
  'Tags',
  'SSESpecification',
  'DeletionProtectionEnabled',
  'TableClass',
  'StreamSpecification',
  'OnDemandThroughput',
  'WarmThroughput',
  'ResourcePolicy',
]);

/** The operations that the edge answers itself, under DynamoDB's names; they throw AwsError. */
export function tableOperations(deps: {
  context: Pick<LocalContext, 'clock' | 'region' | 'accountId'>;
  definitions: TableDefinitions;
  engine: () => TableEngine;
}): Readonly<Record<string, TableOperation>> {
  const { definitions, context } = deps;
  const call = (operation: string, input: object) => callEngine(deps.engine(), operation, input);
  const tableArn = (name: string) => arnOf(context, 'dynamodb', `table/${name}`);
  const known = (name: string): TableDefinition => {
    const definition = definitions.get(name);
    if (!definition) throw tableNotFound(name);
    return definition;
  };
  const described = (name: string, table: Input): Input => {
    const kept = definitions.get(name) ?? plainDefinition(name);
    return {
      ...table,
      TableArn: tableArn(name),
      DeletionProtectionEnabled: kept.deletionProtection,
      ...(kept.tableClass === undefined ? {} : { TableClassSummary: { TableClass: kept.tableClass } }),
      ...(kept.encryption === undefined ? {} : { SSEDescription: encryptionOf(kept.encryption) }),
    };
  };
  const describe = async (name: string) =>
    described(name, member(await call('DescribeTable', { TableName: name }), 'Table') ?? {});
  const settled = async (name: string, reached: (table: Input | undefined) => boolean) => {
    while (!reached(await describe(name).catch(ignoreMissing))) await new Promise(setImmediate);
  };
  const byArn = (input: Input) => known(tableName({ TableName: input['ResourceArn'] }));

  return {
    async CreateTable(input) {
      const name = tableName(input);
      refuseStreams(input);
      const created = await call('CreateTable', withoutEdge({ ...input, TableName: name }));
      await settled(name, (table) => table?.['TableStatus'] === 'ACTIVE');
      definitions.save({ ...plainDefinition(name), ...edgeChanges(input), tags: tagsOf(input) });
      return { TableDescription: described(name, member(created, 'TableDescription') ?? {}) };
    },
    async UpdateTable(input) {
      const name = tableName(input);
      refuseStreams(input);
      const rest = withoutEdge({ ...input, TableName: name });
      const changes = Object.keys(rest).filter((key) => key !== 'TableName' && key !== 'AttributeDefinitions');
      const updated = changes.length === 0 ? undefined : await call('UpdateTable', rest);
      definitions.save({ ...known(name), ...edgeChanges(input) });
      const table = updated && member(updated, 'TableDescription');
      return { TableDescription: table ? described(name, table) : await describe(name) };
    },
    async DeleteTable(input) {
      const name = tableName(input);
      if (definitions.get(name)?.deletionProtection) {
        throw validationError(
          'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
        );
      }
      const deleted = await call('DeleteTable', { TableName: name });
      await settled(name, (table) => table === undefined);
      const description = described(name, member(deleted, 'TableDescription') ?? {});
      definitions.remove(name);
      return { TableDescription: description };
    },
    async DescribeTable(input) {
      return { Table: await describe(tableName(input)) };
    },
    async ListTables(input) {
      const limit = typeof input['Limit'] === 'number' ? input['Limit'] : 100;
      const after = typeof input['ExclusiveStartTableName'] === 'string' ? input['ExclusiveStartTableName'] : '';
      const names = definitions
        .all()
        .map((definition) => definition.name)
        .filter((name) => name > after);
      const page = names.slice(0, limit);
      return { TableNames: page, ...(names.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}) };
    },
    async UpdateTimeToLive(input) {
      const definition = known(tableName(input));
      const specification = member(input, 'TimeToLiveSpecification') ?? {};
      const attribute = specification['AttributeName'];
      const enabled = specification['Enabled'] === true;
      if (typeof attribute !== 'string' || attribute === '') {
        throw validationError('1 validation error detected: TimeToLiveSpecification.AttributeName must not be null');
      }
      if (enabled && definition.timeToLive !== undefined) throw validationError('TimeToLive is already enabled');
      if (!enabled && definition.timeToLive === undefined) throw validationError('TimeToLive is already disabled');
      definitions.save({ ...definition, timeToLive: enabled ? attribute : undefined });
      return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
    },
    async DescribeTimeToLive(input) {
      const { timeToLive } = known(tableName(input));
      const status =
        timeToLive === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive };
      return { TimeToLiveDescription: status };
    },
    async DescribeContinuousBackups(input) {
      return backups(known(tableName(input)), context.clock.now());
    },
    async UpdateContinuousBackups(input) {
      const definition = known(tableName(input));
      const wanted = member(input, 'PointInTimeRecoverySpecification') ?? {};
      const enabled = wanted['PointInTimeRecoveryEnabled'] === true;
      const since =
        enabled && definition.pointInTimeRecovery.enabled ? definition.pointInTimeRecovery.since : context.clock.now();
      const days = Number(wanted['RecoveryPeriodInDays'] ?? 35);
      const updated = { ...definition, pointInTimeRecovery: { enabled, since, days } };
      definitions.save(updated);
      return backups(updated, context.clock.now());
    },
    async TagResource(input) {
      const definition = byArn(input);
      definitions.save({ ...definition, tags: { ...definition.tags, ...tagsOf(input) } });
      return {};
    },
    async UntagResource(input) {
      const definition = byArn(input);
      const keys = input['TagKeys'];
      const gone = new Set(Array.isArray(keys) ? keys : []);
      definitions.save({
        ...definition,
        tags: Object.fromEntries(Object.entries(definition.tags).filter(([key]) => !gone.has(key))),
      });
      return {};
    },
    async ListTagsOfResource(input) {
      return { Tags: Object.entries(byArn(input).tags).map(([Key, Value]) => ({ Key, Value })) };
    },
    async DescribeLimits() {
      return {
        AccountMaxReadCapacityUnits: 80_000,
        AccountMaxWriteCapacityUnits: 80_000,
        TableMaxReadCapacityUnits: 40_000,
        TableMaxWriteCapacityUnits: 40_000,
      };
    },
  };
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
  throw error;
}

function refuseStreams(input: Input): void {
  if (member(input, 'StreamSpecification')?.['StreamEnabled'] === true) throw notDone('Streams (StreamSpecification)');
  if (Array.isArray(input['ReplicaUpdates']) && input['ReplicaUpdates'].length > 0)
    throw notDone('replicas (ReplicaUpdates)');
}

function withoutEdge(input: Input): Input {
  return Object.fromEntries(Object.entries(input).filter(([key]) => !EDGE_MEMBERS.has(key)));
}

function edgeChanges(input: Input): Partial<TableDefinition> {
  const protection = input['DeletionProtectionEnabled'];
  const encryption = member(input, 'SSESpecification');
  const tableClass = input['TableClass'];
  return {
    ...(typeof protection === 'boolean' ? { deletionProtection: protection } : {}),
    ...(encryption ? { encryption } : {}),
    ...(typeof tableClass === 'string' ? { tableClass } : {}),
  };
}

function tagsOf(input: Input): Record<string, string> {
  return Object.fromEntries(members(input, 'Tags').map((tag) => [String(tag['Key']), String(tag['Value'])]));
}

function encryptionOf(specification: Input): Input {
  const enabled = specification['Enabled'] === true || specification['SSEEnabled'] === true;
  const key = specification['KMSMasterKeyId'];
  return {
    Status: enabled ? 'ENABLED' : 'DISABLED',
    ...(enabled ? { SSEType: 'KMS' } : {}),
    ...(typeof key === 'string' ? { KMSMasterKeyArn: key } : {}),
  };
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
