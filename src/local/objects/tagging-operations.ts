/** The tags of an object, or of one of its versions, in Amazon S3. */
import * as v from 'valibot';
import { xmlElement } from '../endpoint/xml.ts';
import { taggedVersion, versionHeader } from './configuration/versioning.ts';
import { objectError } from './errors.ts';
import type { ObjectCall, ObjectOperation } from './object-operation.ts';
import { checkedTags } from './request/object-tags.ts';
import { readRequestBody } from './request/request-body.ts';
import { readXml, xmlList } from './request/request-xml.ts';
import type { ObjectRoom } from './room.ts';
import { xmlAnswer } from './xml-answer.ts';

/** Get, Put and Delete of an object's tags. */
export function taggingOperations({ store }: ObjectRoom): Record<string, ObjectOperation> {
  const asked = (call: ObjectCall) =>
    taggedVersion(store, { ...call, version: call.request.query.get('versionId'), method: call.request.method });
  return {
    GetObjectTagging(call) {
      const object = asked(call);
      const tags = [...new URLSearchParams(object.tags)];
      const set = tags.map(([Key, Value]) => xmlElement('Tag', { Key, Value })).join('');
      return xmlAnswer('Tagging', `<TagSet>${set}</TagSet>`, versionHeader(store, object));
    },
    async PutObjectTagging(call) {
      const { pieces } = await readRequestBody(call.request);
      const input = v.safeParse(taggingSchema, (await readXml(Buffer.concat(pieces)))['Tagging']);
      if (!input.success) throw objectError('MalformedXML');
      const object = asked(call);
      store.saveTags(object, checkedTags(input.output.TagSet.Tag.map(({ Key, Value }) => [Key, Value])));
      return { status: 200, headers: versionHeader(store, object) };
    },
    DeleteObjectTagging(call) {
      const object = asked(call);
      store.saveTags(object, '');
      return { status: 204, headers: versionHeader(store, object) };
    },
  };
}

const tagSchema = v.object({ Key: v.string(), Value: v.string() });
const noTags = v.pipe(
  v.literal(''),
  v.transform(() => ({ Tag: [] })),
);
const taggingSchema = v.object({ TagSet: v.union([noTags, v.object({ Tag: xmlList(tagSchema) })]) });
