/**
 * Tags and server-side encryption of streams (Firehose API reference).
 * Encryption is accepted without effect: buffers lie on this machine as they are.
 */
import * as v from 'valibot';
import type { Operations } from '../../endpoint/service.ts';
import { AwsError } from '../../errors.ts';
import type { FirehoseRoom } from '../firehose-room.ts';
import type { StreamDefinition, StreamRegistry } from '../stream-registry.ts';
import { encryptionSchema, tagsSchema, wholeNumber } from '../stream-schema.ts';
import { streamOf } from './find-stream.ts';
import { encryptionOf, tagsOf } from './stream-labels.ts';
import { parseInput } from './validation.ts';

const MAX_TAGS = 50;
const named = { DeliveryStreamName: v.string('Member must not be null') };

/** TagDeliveryStream, UntagDeliveryStream, ListTagsForDeliveryStream, StartDeliveryStreamEncryption and StopDeliveryStreamEncryption. */
export function tagOperations(room: FirehoseRoom, registry: StreamRegistry): Operations {
  const change = (name: string, changes: (definition: StreamDefinition) => Partial<StreamDefinition>) => {
    const stream = streamOf(room, name);
    const definition = { ...stream.definition, ...changes(stream.definition) };
    registry.save(definition);
    stream.update(definition);
    return {};
  };
  return {
    TagDeliveryStream(input) {
      const { DeliveryStreamName, Tags } = parseInput(v.object({ ...named, Tags: tagsSchema }), input);
      return change(DeliveryStreamName, ({ tags }) => {
        const merged = { ...tags, ...tagsOf(Tags) };
        if (Object.keys(merged).length > MAX_TAGS)
          throw new AwsError('LimitExceededException', `A stream may have at most ${MAX_TAGS} tags.`);
        return { tags: merged };
      });
    },
    UntagDeliveryStream(input) {
      const { DeliveryStreamName, TagKeys } = parseInput(v.object({ ...named, TagKeys: v.array(v.string()) }), input);
      return change(DeliveryStreamName, ({ tags }) => ({
        tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
      }));
    },
    ListTagsForDeliveryStream(input) {
      const schema = v.object({
        ...named,
        ExclusiveStartTagKey: v.optional(v.string(), ''),
        Limit: v.optional(wholeNumber(1, MAX_TAGS), MAX_TAGS),
      });
      const { DeliveryStreamName, ExclusiveStartTagKey, Limit } = parseInput(schema, input);
      const tags = Object.entries(streamOf(room, DeliveryStreamName).definition.tags)
        .filter(([key]) => key > ExclusiveStartTagKey)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([Key, Value]) => ({ Key, Value }));
      return { Tags: tags.slice(0, Limit), HasMoreTags: tags.length > Limit };
    },
    StartDeliveryStreamEncryption(input) {
      const schema = v.object({
        ...named,
        DeliveryStreamEncryptionConfigurationInput: v.optional(encryptionSchema, { KeyType: 'AWS_OWNED_CMK' }),
      });
      const { DeliveryStreamName, DeliveryStreamEncryptionConfigurationInput: key } = parseInput(schema, input);
      return change(DeliveryStreamName, () => ({ encryption: encryptionOf(key) }));
    },
    StopDeliveryStreamEncryption(input) {
      const { DeliveryStreamName } = parseInput(v.object(named), input);
      return change(DeliveryStreamName, () => ({ encryption: { Status: 'DISABLED' } }));
    },
  };
}
