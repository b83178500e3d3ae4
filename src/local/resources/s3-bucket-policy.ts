/**
 * Stands in for AWS::S3::BucketPolicy.
 * The policy is given back by the API; nothing is authorised locally, so it has no effect.
 */
import { defineResource } from './provider.ts';
import { accepted, document, required, text } from './shapes.ts';

/** The policy of a bucket. */
export const bucketPolicy = defineResource({
  type: 'AWS::S3::BucketPolicy',
  effect: 'accepted',
  table: { Bucket: { ...required(text, 'replaces'), effect: 'accepted' }, PolicyDocument: accepted(document) },
  create({ Bucket, PolicyDocument }, { engines, generatedName }) {
    engines.objects.declarePolicy(Bucket, PolicyDocument);
    return generatedName(64);
  },
  update: (_id, { Bucket, PolicyDocument }, { engines }) => engines.objects.declarePolicy(Bucket, PolicyDocument),
  delete: (_id, { engines }, { Bucket }) => engines.objects.declarePolicy(Bucket, undefined),
  describe: (physicalId) => ({ ref: physicalId }),
});
