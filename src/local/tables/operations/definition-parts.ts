/**
 * Keys, capacity and indexes of an input as they are kept.
 */
import type { IndexDefinition, Keys, Throughput } from '../store/definitions.ts';
import type { IndexInput, KeySchemaElement, ThroughputInput } from './table-checks.ts';

/** The keys of a key schema, the partition key first. */
export function keysOf(schema: readonly KeySchemaElement[]): Keys {
  const of = (type: string) => schema.filter((each) => each.KeyType === type).map((each) => each.AttributeName);
  return { hashes: of('HASH'), ranges: of('RANGE') };
}

/** Provisioned capacity as it is kept; none is provisioned on demand. */
export function throughputOf(input: ThroughputInput | undefined): Throughput {
  return { read: input?.ReadCapacityUnits ?? 0, write: input?.WriteCapacityUnits ?? 0, decreases: 0 };
}

/** An index as it is kept. */
export function indexOf(input: IndexInput, kind: 'Local' | 'Global', number: number): IndexDefinition {
  const { ProjectionType = 'ALL', NonKeyAttributes = [] } = input.Projection;
  return {
    number,
    name: input.IndexName,
    kind,
    keys: keysOf(input.KeySchema),
    projection: { type: ProjectionType, names: [...NonKeyAttributes] },
    ...(kind === 'Global' && { throughput: throughputOf(input.ProvisionedThroughput) }),
    ...(input.OnDemandThroughput && { onDemandThroughput: input.OnDemandThroughput }),
    ...(input.WarmThroughput && { warmThroughput: input.WarmThroughput }),
  };
}
