/**
 * Stands in for AWS::Lambda::EventSourceMapping of a queue.
 * Streams, Kafka, provisioned pollers and failure destinations are not performed.
 */
import { arnOf } from '../../domain/arn.ts';
import type { EventSourceMappingDefinition } from '../lambda/mappings/event-source-mapping.ts';
import { physicalName, stableUuid } from './physical-name.ts';
import { defineResource } from './provider.ts';
import { accepted, flag, listOf, objectOf, oneOf, performed, required, text, type Values, whole } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

const table = {
  EventSourceArn: required(text, 'replaces'),
  FunctionName: required(text),
  BatchSize: performed(whole),
  MaximumBatchingWindowInSeconds: performed(whole),
  Enabled: performed(flag),
  FunctionResponseTypes: performed(listOf(oneOf('ReportBatchItemFailures'))),
  ScalingConfig: performed(objectOf({ MaximumConcurrency: performed(whole) })),
  FilterCriteria: performed(objectOf({ Filters: performed(listOf(objectOf({ Pattern: required(text) }))) })),
  KmsKeyArn: accepted(),
  MetricsConfig: accepted(),
  LoggingConfig: accepted(),
  Tags: accepted(),
};

/** A mapping; its UUID follows from the stack and its logical id. */
export const eventSourceMapping = defineResource({
  type: 'AWS::Lambda::EventSourceMapping',
  attributes: ['Id', 'EventSourceMappingArn'],
  table,
  create(properties, { engines, stackName, logicalId }) {
    const uuid = stableUuid(physicalName(stackName, logicalId, 256));
    return engines.functions.mappings.create({ uuid, ...settings(properties) });
  },
  update: (uuid, properties, { engines }) => engines.functions.mappings.update(uuid, settings(properties)),
  delete: (uuid, { engines }) => unlessGone(() => engines.functions.mappings.remove(uuid)),
  async exists(uuid, { engines }) {
    return (await unlessGone(() => engines.functions.mappings.get(uuid))) !== undefined;
  },
  describe: (uuid, _properties, context) => ({
    ref: uuid,
    attributes: { Id: uuid, EventSourceMappingArn: arnOf(context, 'lambda', `event-source-mapping:${uuid}`) },
  }),
});

function settings(properties: Values<typeof table>): EventSourceMappingDefinition {
  return {
    functionName: properties.FunctionName,
    queueArn: properties.EventSourceArn,
    batchSize: properties.BatchSize ?? 10,
    windowSeconds: properties.MaximumBatchingWindowInSeconds ?? 0,
    enabled: properties.Enabled ?? true,
    maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
    responseTypes: properties.FunctionResponseTypes ?? [],
    filterCriteria: properties.FilterCriteria,
  };
}
