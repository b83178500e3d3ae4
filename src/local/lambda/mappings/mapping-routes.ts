/**
 * The Lambda API's operations on event source mappings (Lambda API reference).
 * Settings that only streams have are refused by name.
 */

import * as v from 'valibot';
import { arnOf } from '../../../domain/arn.ts';
import type { LocalContext } from '../../context.ts';
import { AwsError } from '../../errors.ts';
import { functionArn } from '../functions/function-definition.ts';
import type { RestRoute } from '../rest-route.ts';
import type { EventSourceMapping, EventSourceMappingDefinition, EventSourceMappings } from './event-source-mapping.ts';

const settingsEntries = {
  FunctionName: v.optional(v.string()),
  EventSourceArn: v.optional(v.string()),
  BatchSize: v.optional(v.number()),
  MaximumBatchingWindowInSeconds: v.optional(v.number()),
  Enabled: v.optional(v.boolean()),
  FunctionResponseTypes: v.optional(v.array(v.string())),
  ScalingConfig: v.optional(v.object({ MaximumConcurrency: v.optional(v.number()) })),
  FilterCriteria: v.optional(v.record(v.string(), v.unknown())),
  UUID: v.optional(v.string()),
};
const settingsSchema = v.object(settingsEntries);
const queueArn = /^arn:aws[\w-]*:sqs:[\w-]+:\d{12}:[\w.-]+$/;

/** The routes for mappings. */
export function mappingRoutes({
  context,
  mappings,
}: {
  context: LocalContext;
  mappings: EventSourceMappings;
}): RestRoute[] {
  const show = (mapping: EventSourceMapping) => description(mapping, context);
  return [
    {
      operation: 'CreateEventSourceMapping',
      method: 'POST',
      path: /^\/2015-03-31\/event-source-mappings$/,
      run: ({ input }) => {
        const settings = parseSettings(input);
        const { FunctionName, EventSourceArn } = settings;
        if (EventSourceArn === undefined)
          throw new AwsError('InvalidParameterValueException', 'Unrecognized event source.');
        if (!queueArn.test(EventSourceArn)) {
          throw new AwsError(
            'InvalidParameterValueException',
            `The local stack maps SQS queues only, not ${EventSourceArn}.`,
          );
        }
        if (FunctionName === undefined) {
          throw new AwsError(
            'ValidationException',
            "1 validation error detected: Value null at 'functionName' failed to satisfy constraint: Member must not be null",
          );
        }
        const uuid = mappings.create({
          batchSize: 10,
          windowSeconds: 0,
          enabled: true,
          responseTypes: [],
          ...changesOf(settings),
          functionName: FunctionName,
          queueArn: EventSourceArn,
        });
        return { status: 202, json: show(mappings.get(uuid)) };
      },
    },
    {
      operation: 'ListEventSourceMappings',
      method: 'GET',
      path: /^\/2015-03-31\/event-source-mappings$/,
      run: ({ request }) => {
        const filter = {
          functionName: request.query.get('FunctionName') ?? undefined,
          queueArn: request.query.get('EventSourceArn') ?? undefined,
        };
        const found = mappings.list(filter);
        const from = Number(request.query.get('Marker') ?? 0);
        const to = from + Number(request.query.get('MaxItems') ?? 100);
        return {
          status: 200,
          json: {
            EventSourceMappings: found.slice(from, to).map(show),
            ...(to < found.length ? { NextMarker: String(to) } : {}),
          },
        };
      },
    },
    {
      operation: 'GetEventSourceMapping',
      method: 'GET',
      path: /^\/2015-03-31\/event-source-mappings\/([^/]+)$/,
      run: ({ id }) => ({ status: 200, json: show(mappings.get(id)) }),
    },
    {
      operation: 'UpdateEventSourceMapping',
      method: 'PUT',
      path: /^\/2015-03-31\/event-source-mappings\/([^/]+)$/,
      run: ({ id, input }) => ({ status: 202, json: show(mappings.update(id, changesOf(parseSettings(input)))) }),
    },
    {
      operation: 'DeleteEventSourceMapping',
      method: 'DELETE',
      path: /^\/2015-03-31\/event-source-mappings\/([^/]+)$/,
      run: ({ id }) => ({ status: 202, json: show(mappings.remove(id)) }),
    },
  ];
}

function parseSettings(input: Readonly<Record<string, unknown>>): v.InferOutput<typeof settingsSchema> {
  const other = Object.keys(input).find((key) => !Object.hasOwn(settingsEntries, key));
  if (other !== undefined)
    throw new AwsError(
      'InvalidParameterValueException',
      `The local stack does not perform ${other} of an event source mapping.`,
    );
  const parsed = v.safeParse(settingsSchema, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${JSON.stringify(issue.input)}' at '${v.getDotPath(issue)}' failed to satisfy constraint: ${issue.message}`,
  );
}

/** `{}` for ScalingConfig or FilterCriteria takes the setting away. */
function changesOf(settings: v.InferOutput<typeof settingsSchema>): Partial<EventSourceMappingDefinition> {
  return {
    ...(settings.FunctionName === undefined ? {} : { functionName: settings.FunctionName }),
    ...(settings.BatchSize === undefined ? {} : { batchSize: settings.BatchSize }),
    ...(settings.MaximumBatchingWindowInSeconds === undefined
      ? {}
      : { windowSeconds: settings.MaximumBatchingWindowInSeconds }),
    ...(settings.Enabled === undefined ? {} : { enabled: settings.Enabled }),
    ...(settings.FunctionResponseTypes === undefined ? {} : { responseTypes: settings.FunctionResponseTypes }),
    ...(settings.ScalingConfig === undefined ? {} : { maximumConcurrency: settings.ScalingConfig.MaximumConcurrency }),
    ...(settings.FilterCriteria === undefined
      ? {}
      : { filterCriteria: Object.keys(settings.FilterCriteria).length > 0 ? settings.FilterCriteria : undefined }),
  };
}

function description(mapping: EventSourceMapping, { region, accountId }: LocalContext) {
  return {
    UUID: mapping.uuid,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowSeconds,
    EventSourceArn: mapping.queueArn,
    EventSourceMappingArn: arnOf({ region, accountId }, 'lambda', `event-source-mapping:${mapping.uuid}`),
    FunctionArn: functionArn(mapping.functionName, { region, accountId }),
    FunctionResponseTypes: mapping.responseTypes,
    LastModified: mapping.modifiedAt / 1000,
    State: mapping.state,
    StateTransitionReason: 'USER_INITIATED',
    ...(mapping.maximumConcurrency === undefined
      ? {}
      : { ScalingConfig: { MaximumConcurrency: mapping.maximumConcurrency } }),
    ...(mapping.filterCriteria === undefined ? {} : { FilterCriteria: mapping.filterCriteria }),
  };
}
