/**
 * CreateDeliveryStream, DescribeDeliveryStream, ListDeliveryStreams, UpdateDestination and DeleteDeliveryStream of Firehose.
 * A stream is ACTIVE when it is created and gone when it is deleted; what it held is discarded then, as on AWS.
 */
import * as v from 'valibot';
import type { Operations } from '../../endpoint/service.ts';
import { AwsError } from '../../errors.ts';
import type { BufferStore } from '../buffer-store.ts';
import type { FirehoseRoom } from '../firehose-room.ts';
import { newSeed } from '../record-id.ts';
import type { Stream } from '../stream.ts';
import { planStream, refused } from '../stream-plan.ts';
import type { StreamDefinition, StreamRegistry } from '../stream-registry.ts';
import {
  type Destination,
  destinationSchema,
  encryptionSchema,
  streamNameSchema,
  tagsSchema,
  wholeNumber,
} from '../stream-schema.ts';
import { DESTINATION_ID, describeStream } from './describe-stream.ts';
import { updateDestination } from './destination-update.ts';
import { streamOf } from './find-stream.ts';
import { encryptionOf, tagsOf } from './stream-labels.ts';
import { parseInput } from './validation.ts';

const createSchema = v.looseObject({
  DeliveryStreamName: streamNameSchema,
  DeliveryStreamType: v.optional(v.string(), 'DirectPut'),
  DeliveryStreamEncryptionConfigurationInput: v.optional(encryptionSchema),
  Tags: v.optional(tagsSchema, []),
});

const named = { DeliveryStreamName: v.string('Member must not be null') };

/** The operations on whole streams; `open` starts one. */
export function streamOperations(
  room: FirehoseRoom,
  registry: StreamRegistry,
  store: BufferStore,
  open: (definition: StreamDefinition) => Stream,
): Operations {
  const { context, streams } = room;
  return {
    CreateDeliveryStream(input) {
      const settings = parseInput(createSchema, input);
      const name = settings.DeliveryStreamName;
      if (streams.has(name))
        throw new AwsError(
          'ResourceInUseException',
          `Firehose ${name} under accountId ${context.accountId} already exists`,
        );
      if (settings.DeliveryStreamType !== 'DirectPut')
        throw refused(
          `DeliveryStreamType ${settings.DeliveryStreamType} is not implemented by the local stack, which has DirectPut.`,
        );
      const destination = destinationOf(input);
      planStream(destination);
      const now = context.clock.now();
      const key = settings.DeliveryStreamEncryptionConfigurationInput;
      const definition = registry.insert({
        ...{ name, destination, seed: newSeed(), version: 1, created: now, updated: now, tags: tagsOf(settings.Tags) },
        encryption: key ? encryptionOf(key) : { Status: 'DISABLED' },
      });
      streams.set(name, open(definition));
      return { DeliveryStreamARN: definition.arn };
    },
    DescribeDeliveryStream(input) {
      const { DeliveryStreamName } = parseInput(v.object(named), input);
      return { DeliveryStreamDescription: describeStream(streamOf(room, DeliveryStreamName).definition) };
    },
    ListDeliveryStreams(input) {
      const schema = v.object({
        Limit: v.optional(wholeNumber(1, 10_000), 10),
        DeliveryStreamType: v.optional(v.string()),
        ExclusiveStartDeliveryStreamName: v.optional(v.string(), ''),
      });
      const { Limit, DeliveryStreamType, ExclusiveStartDeliveryStreamName } = parseInput(schema, input);
      const fits = DeliveryStreamType === undefined || DeliveryStreamType === 'DirectPut';
      const names = [...streams.keys()].sort().filter((name) => fits && name > ExclusiveStartDeliveryStreamName);
      return { DeliveryStreamNames: names.slice(0, Limit), HasMoreDeliveryStreams: names.length > Limit };
    },
    UpdateDestination(input) {
      const schema = v.looseObject({
        ...named,
        CurrentDeliveryStreamVersionId: v.string('Member must not be null'),
        DestinationId: v.string('Member must not be null'),
      });
      const { DeliveryStreamName, CurrentDeliveryStreamVersionId, DestinationId } = parseInput(schema, input);
      const stream = streamOf(room, DeliveryStreamName);
      const { definition } = stream;
      if (DestinationId !== DESTINATION_ID) throw refused(`Destination Id ${DestinationId} not found`);
      if (CurrentDeliveryStreamVersionId !== String(definition.version))
        throw new AwsError(
          'ConcurrentModificationException',
          `Cannot update firehose: ${definition.name} since the current version id: ${definition.version} and specified version id: ${CurrentDeliveryStreamVersionId} do not match`,
        );
      const destination = updateDestination(definition.destination, input);
      planStream(destination);
      const changed = { ...definition, destination, version: definition.version + 1, updated: context.clock.now() };
      registry.save(changed);
      stream.update(changed);
      return {};
    },
    DeleteDeliveryStream(input) {
      const { DeliveryStreamName } = parseInput(v.object(named), input);
      const stream = streamOf(room, DeliveryStreamName);
      stream.stop();
      streams.delete(DeliveryStreamName);
      context.database.write(() => {
        store.clear(stream.definition.id);
        registry.remove(stream.definition.id);
      });
      return {};
    },
  };
}

const KINDS = [
  'S3DestinationConfiguration',
  'ExtendedS3DestinationConfiguration',
  'AmazonopensearchserviceDestinationConfiguration',
] as const;

/** The one destination of CreateDeliveryStream; any other kind is refused by its name. */
function destinationOf(input: Record<string, unknown>): Destination {
  const given = Object.keys(input).filter(
    (name) => /(Destination|Source)Configuration$/.test(name) && input[name] !== undefined,
  );
  const sources = given.filter(
    (name) => name.endsWith('SourceConfiguration') && name !== 'DirectPutSourceConfiguration',
  );
  const destinations = given.filter((name) => name.endsWith('DestinationConfiguration'));
  const foreign = [...sources, ...destinations.filter((name) => !KINDS.some((kind) => kind === name))];
  if (foreign.length > 0)
    throw refused(`${foreign.join(', ')} is not implemented by the local stack, which has ${KINDS.join(', ')}.`);
  const [kind] = destinations;
  if (kind === undefined || destinations.length > 1)
    throw refused('Exactly one destination configuration is supported for a Firehose');
  return parseInput(destinationSchema, { kind, settings: input[kind] });
}
