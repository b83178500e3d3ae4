/**
 * A new table out of what another one was: keys, indexes, capacity and encryption, and none of the settings that AWS leaves out.
 * Source: DynamoDB guide, "Restoring a DynamoDB table from a backup".
 */
import { randomUUID } from 'node:crypto';
import { AwsError } from '../../errors.ts';
import { indexOf, keysOf, throughputOf } from '../operations/definition-parts.ts';
import { described, provisionedUnits } from '../operations/description.ts';
import type { IndexInput, ThroughputInput } from '../operations/table-checks.ts';
import type { TableRoom } from '../operations/table-room.ts';
import type { Definition, IndexDefinition, TableDefinition } from '../store/definitions.ts';
import { validationError } from '../table-errors.ts';

/** What a restore makes another thing of than it was. */
export interface Overrides {
  readonly TargetTableName: string;
  readonly BillingModeOverride?: 'PROVISIONED' | 'PAY_PER_REQUEST';
  readonly GlobalSecondaryIndexOverride?: readonly IndexInput[];
  readonly LocalSecondaryIndexOverride?: readonly IndexInput[];
  readonly ProvisionedThroughputOverride?: ThroughputInput;
  readonly OnDemandThroughputOverride?: Readonly<Record<string, unknown>>;
  readonly SSESpecificationOverride?: Readonly<Record<string, unknown>>;
}

/** Throws when there is a table of the name that is to be restored to. */
export function checkTarget(room: TableRoom, { TargetTableName: name }: Overrides): void {
  if (!room.definitions.get(name)) return;
  throw new AwsError('TableAlreadyExistsException', `Table already exists: ${name}`);
}

/** Makes the table, has its items copied and its indexes filled, and answers its description. */
export function restore(
  room: TableRoom,
  from: { readonly definition: Definition; readonly restored: NonNullable<Definition['restored']> },
  overrides: Overrides,
  copyItems: (table: TableDefinition) => void,
): object {
  const definition = restoredDefinition(from.definition, overrides, room.context.clock.now());
  return room.context.database.write(() => {
    const table = room.definitions.add({ ...definition, restored: from.restored });
    copyItems(table);
    for (const index of table.indexes) room.items.fillIndex(table, index);
    return { TableDescription: described(room, table, { table: 'CREATING' }) };
  });
}

function restoredDefinition(source: Definition, overrides: Overrides, now: number): Definition {
  const {
    stream: _stream,
    timeToLive: _timeToLive,
    policies: _policies,
    onDemandSince: _onDemandSince,
    restored: _restored,
    ...kept
  } = source;
  const billingMode = overrides.BillingModeOverride ?? source.billingMode;
  const onDemand = billingMode === 'PAY_PER_REQUEST';
  const wanted = overrides.ProvisionedThroughputOverride;
  if (!onDemand && !wanted && source.billingMode !== 'PROVISIONED') {
    throw validationError(
      'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  }
  return {
    ...kept,
    name: overrides.TargetTableName,
    tableId: randomUUID(),
    createdAt: now,
    indexes: restoredIndexes(source, overrides),
    billingMode,
    ...(onDemand && { onDemandSince: now }),
    throughput: onDemand ? throughputOf(undefined) : throughputOf(wanted ?? provisionedUnits(source.throughput)),
    ...(overrides.OnDemandThroughputOverride && { onDemandThroughput: overrides.OnDemandThroughputOverride }),
    ...(overrides.SSESpecificationOverride && { encryption: overrides.SSESpecificationOverride }),
    tags: [],
    deletionProtection: false,
    pointInTimeRecovery: { enabled: false, since: 0, days: 35 },
  };
}

/** All indexes, or those that are named, with the capacity that is given; a restore adds none. */
function restoredIndexes(source: Definition, overrides: Overrides): IndexDefinition[] {
  const named = { Local: overrides.LocalSecondaryIndexOverride, Global: overrides.GlobalSecondaryIndexOverride };
  for (const [kind, inputs] of Object.entries(named)) {
    const foreign = inputs?.find(
      (input) => !source.indexes.some((index) => index.kind === kind && sameIndex(index, input)),
    );
    if (foreign) {
      throw validationError(
        `One or more parameter values were invalid: The table does not have the specified index: ${foreign.IndexName}`,
      );
    }
  }
  return source.indexes.flatMap((index) => {
    const inputs = named[index.kind];
    const input = inputs?.find(({ IndexName }) => IndexName === index.name);
    if (!inputs) return [index];
    return input ? [indexOf(input, index.kind, index.number)] : [];
  });
}

function sameIndex(index: IndexDefinition, input: IndexInput): boolean {
  return index.name === input.IndexName && JSON.stringify(index.keys) === JSON.stringify(keysOf(input.KeySchema));
}
