/**
 * DynamoDB's UpdateTable: capacity, billing, global indexes, stream and settings. Texts recorded by dynalite and moto.
 */
import { AwsError } from '../../errors.ts';
import type { IndexDefinition, TableDefinition, Throughput } from '../store/definitions.ts';
import { invalidParameters, notDone, validationError } from '../table-errors.ts';
import { indexOf } from './definition-parts.ts';
import { described } from './description.ts';
import { type Input, readInput } from './item-input.ts';
import { type SettingsInput, settingsOf, streamChange } from './settings.ts';
import {
  type AttributeDefinition,
  checkGlobalCount,
  checkNewIndex,
  checkUnits,
  type IndexInput,
  type ThroughputInput,
} from './table-checks.ts';
import type { TableRoom } from './table-room.ts';

interface IndexUpdate {
  readonly Update?: { readonly IndexName: string; readonly ProvisionedThroughput?: ThroughputInput } & Record<
    'OnDemandThroughput' | 'WarmThroughput',
    Readonly<Record<string, unknown>> | undefined
  >;
  readonly Create?: IndexInput;
  readonly Delete?: { readonly IndexName: string };
}

interface UpdateInput extends SettingsInput {
  readonly TableName: string;
  readonly ProvisionedThroughput?: ThroughputInput;
  readonly BillingMode?: 'PROVISIONED' | 'PAY_PER_REQUEST';
  readonly AttributeDefinitions?: readonly AttributeDefinition[];
  readonly GlobalSecondaryIndexUpdates?: readonly IndexUpdate[];
  readonly ReplicaUpdates?: readonly object[];
}

type States = Map<string, 'CREATING' | 'UPDATING' | 'DELETING'>;

/** Carries out an UpdateTable; throws AwsError. */
export function updateTable(room: TableRoom, body: Input): object {
  const input = readInput<UpdateInput>('UpdateTable', body);
  checkUpdate(input);
  const table = room.namedTable(input.TableName);
  checkBilling(input, table);
  const states: States = new Map();
  const now = room.context.clock.now();
  const changed: TableDefinition = {
    ...table,
    ...settingsOf(input),
    ...streamChange(input, table.stream, now),
    ...capacityAfter(input, table, now),
    ...indexesAfter(input, table, states, now),
  };
  checkIndexCapacity(input, changed, states);
  room.context.database.write(() => {
    room.definitions.save(changed);
    for (const index of table.indexes) if (states.get(index.name) === 'DELETING') room.items.removeIndex(table, index);
    for (const index of changed.indexes)
      if (states.get(index.name) === 'CREATING') room.items.fillIndex(changed, index);
  });
  return { TableDescription: described(room, inTransition(table, changed), { table: 'UPDATING', indexes: states }) };
}

/** A table as AWS describes it while it is changed: capacity is the old one, an index that goes is still there. */
function inTransition(table: TableDefinition, changed: TableDefinition): TableDefinition {
  const { read, write, decreases } = changed.billingMode === table.billingMode ? table.throughput : changed.throughput;
  return {
    ...changed,
    throughput: { ...changed.throughput, read, write, decreases },
    indexes: [...changed.indexes, ...table.indexes.filter(isGone(changed))],
  };
}

function isGone(changed: TableDefinition): (index: IndexDefinition) => boolean {
  return (index) => !changed.indexes.some((each) => each.number === index.number);
}

function checkUpdate(input: UpdateInput): void {
  if (input.ReplicaUpdates && input.ReplicaUpdates.length > 0) throw notDone('replicas (ReplicaUpdates)');
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  const settings = Object.keys(settingsOf(input)).length > 0 || input.StreamSpecification !== undefined;
  if (!input.ProvisionedThroughput && !input.BillingMode && updates.length === 0 && !settings) {
    throw validationError(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
    );
  }
  if (input.BillingMode === 'PROVISIONED' && !input.ProvisionedThroughput) {
    throw invalidParameters('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  }
  if (input.ProvisionedThroughput) checkUnits(input.ProvisionedThroughput);
  checkIndexUpdates(updates);
}

function checkIndexUpdates(updates: readonly IndexUpdate[]): void {
  const names = new Set<string>();
  for (const { Update, Create, Delete } of updates) {
    const name = Update?.IndexName ?? Create?.IndexName ?? Delete?.IndexName;
    if (name === undefined) {
      throw invalidParameters(
        'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
      );
    }
    if (names.has(name)) {
      throw invalidParameters(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${name}`,
      );
    }
    names.add(name);
  }
}

function checkBilling({ ProvisionedThroughput, BillingMode }: UpdateInput, table: TableDefinition): void {
  if (ProvisionedThroughput && (BillingMode ?? table.billingMode) === 'PAY_PER_REQUEST') {
    throw invalidParameters(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  }
}

function capacityAfter(input: UpdateInput, table: TableDefinition, now: number): Partial<TableDefinition> {
  const { BillingMode: mode, ProvisionedThroughput: wanted } = input;
  if (mode === 'PAY_PER_REQUEST') {
    if (table.billingMode === mode) return {};
    return { billingMode: mode, onDemandSince: now, throughput: { ...table.throughput, read: 0, write: 0 } };
  }
  return {
    ...(mode && { billingMode: mode }),
    ...(wanted && { throughput: changedThroughput(table.throughput, wanted, now) }),
  };
}

function changedThroughput(current: Throughput, wanted: ThroughputInput, now: number): Throughput {
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = wanted;
  if (read === current.read && write === current.write) {
    throw validationError(
      `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${current.read}. Requested ReadCapacityUnits: ${read}. Current WriteCapacityUnits provisioned for the table: ${current.write}. Requested WriteCapacityUnits: ${write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
  }
  const increases = read > current.read || write > current.write;
  return {
    ...current,
    read,
    write,
    ...(increases ? { increasedAt: now } : { decreasedAt: now, decreases: current.decreases + 1 }),
  };
}

function indexesAfter(input: UpdateInput, table: TableDefinition, states: States, now: number) {
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  if (updates.length === 0) return {};
  const moving = updates.filter(({ Create, Delete }) => Create ?? Delete).length;
  if (moving > 1 || updates.length > 5) {
    throw new AwsError(
      'LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  }
  let changed: Pick<TableDefinition, 'indexes' | 'nextIndex' | 'attributes'> = table;
  for (const update of updates) changed = afterIndexUpdate(update, { ...table, ...changed }, input, states, now);
  return { indexes: changed.indexes, nextIndex: changed.nextIndex, attributes: changed.attributes };
}

function afterIndexUpdate(
  { Update, Create, Delete }: IndexUpdate,
  table: TableDefinition,
  input: UpdateInput,
  states: States,
  now: number,
): Pick<TableDefinition, 'indexes' | 'nextIndex' | 'attributes'> {
  if (Create) {
    states.set(Create.IndexName, 'CREATING');
    return withIndex(Create, table, input);
  }
  const name = Update?.IndexName ?? Delete?.IndexName ?? '';
  checkIndexUnits(Update?.ProvisionedThroughput);
  const index = table.indexes.find((each) => each.name === name && each.kind === 'Global');
  if (!index) {
    const found = `Requested resource not found: Index: ${name} not found for table: ${table.name}`;
    throw Delete
      ? new AwsError('ResourceNotFoundException', found)
      : validationError(`The table does not have the specified index: ${name}`);
  }
  states.set(name, Delete ? 'DELETING' : 'UPDATING');
  if (Delete) return { ...table, indexes: table.indexes.filter((each) => each !== index) };
  const changed = changedIndex(index, Update, now);
  return { ...table, indexes: table.indexes.map((each) => (each === index ? changed : each)) };
}

function checkIndexUnits(wanted: ThroughputInput | undefined): void {
  if (!wanted || Math.max(wanted.ReadCapacityUnits, wanted.WriteCapacityUnits) <= 1_000_000_000_000) return;
  throw validationError(
    'This operation cannot be performed with given input values. Please contact DynamoDB service team for more info: Action Blocked: IndexUpdate',
  );
}

function changedIndex(index: IndexDefinition, update: IndexUpdate['Update'], now: number): IndexDefinition {
  const wanted = update?.ProvisionedThroughput;
  const current = index.throughput ?? { read: 0, write: 0, decreases: 0 };
  return {
    ...index,
    ...(wanted && { throughput: changedThroughput(current, wanted, now) }),
    ...(update?.OnDemandThroughput && { onDemandThroughput: update.OnDemandThroughput }),
    ...(update?.WarmThroughput && { warmThroughput: update.WarmThroughput }),
  };
}

/** The table with one index more; what the index's key needs may be defined with it. */
function withIndex(index: IndexInput, table: TableDefinition, { AttributeDefinitions = [] }: UpdateInput) {
  if (table.indexes.some((each) => each.name === index.IndexName)) {
    throw validationError(`Attempting to create an index which already exists: ${index.IndexName}`);
  }
  const known = table.attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));
  const added = AttributeDefinitions.filter(
    (each) => !table.attributes.some(({ name }) => name === each.AttributeName),
  );
  checkNewIndex(index, [...known, ...added]);
  checkGlobalCount(table.indexes.filter((each) => each.kind === 'Global').length + 1);
  if (table.billingMode === 'PROVISIONED' && !index.ProvisionedThroughput) {
    throw invalidParameters(`ProvisionedThroughput must be specified for index: ${index.IndexName}`);
  }
  return {
    indexes: [...table.indexes, indexOf(index, 'Global', table.nextIndex)],
    nextIndex: table.nextIndex + 1,
    attributes: [...table.attributes, ...added.map((each) => ({ name: each.AttributeName, type: each.AttributeType }))],
  };
}

/** A table that gets provisioned capacity needs it for each global index too. */
function checkIndexCapacity({ BillingMode }: UpdateInput, table: TableDefinition, states: States): void {
  if (BillingMode !== 'PROVISIONED') return;
  const without = table.indexes.filter(({ kind, name }) => kind === 'Global' && !states.has(name));
  const bare = without.filter(({ throughput }) => !throughput || throughput.read === 0);
  if (bare.length > 0) {
    throw invalidParameters(
      `ProvisionedThroughput must be specified for index: ${bare.map(({ name }) => name).join(',')}`,
    );
  }
}
