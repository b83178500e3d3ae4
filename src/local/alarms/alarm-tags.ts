/** TagResource, UntagResource and ListTagsForResource of the stand-in for CloudWatch, for alarms (API reference). */
import * as v from 'valibot';
import { arnOf } from '../../domain/arn.ts';
import type { LocalContext } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import { invalidValue, readRequest } from '../metrics/invalid-request.ts';
import type { AlarmStore } from './alarm-store.ts';

/** CloudWatch guide, tagging: at most 50 tags. */
const MAX_TAGS = 50;
const key = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const target = { ResourceARN: v.string() };
const tagSchema = v.object({
  ...target,
  Tags: v.array(v.object({ Key: key, Value: v.pipe(v.string(), v.maxLength(256)) })),
});
const untagSchema = v.object({ ...target, TagKeys: v.array(key) });
const listSchema = v.object(target);

/** The operations under AWS's names. */
export function tagOperations(
  context: LocalContext,
  store: Pick<AlarmStore, 'alarms' | 'tags' | 'saveTags'>,
): Operations {
  const alarmOf = (arn: string): string => {
    const found = store.alarms().find(({ name }) => arnOf(context, 'cloudwatch', `alarm:${name}`) === arn);
    if (found) return found.name;
    throw new AwsError('ResourceNotFoundException', `The resource ${arn} does not exist.`, { status: 404 });
  };
  return {
    TagResource(input) {
      const { ResourceARN, Tags } = readRequest(tagSchema, input);
      const name = alarmOf(ResourceARN);
      const tags = { ...store.tags(name), ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) };
      if (Object.keys(tags).length > MAX_TAGS) throw invalidValue(`At most ${MAX_TAGS} tags are taken.`);
      store.saveTags(name, tags);
      return {};
    },
    UntagResource(input) {
      const { ResourceARN, TagKeys } = readRequest(untagSchema, input);
      const name = alarmOf(ResourceARN);
      const kept = Object.entries(store.tags(name)).filter(([tag]) => !TagKeys.includes(tag));
      store.saveTags(name, Object.fromEntries(kept));
      return {};
    },
    ListTagsForResource(input) {
      const { ResourceARN } = readRequest(listSchema, input);
      return { Tags: Object.entries(store.tags(alarmOf(ResourceARN))).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}
