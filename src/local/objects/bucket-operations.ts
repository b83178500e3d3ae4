/**
 * CreateBucket, DeleteBucket, HeadBucket, ListBuckets and GetBucketLocation of Amazon S3.
 * Buckets lie in the stack's own Region, whatever LocationConstraint says.
 */
import { xmlElement } from '../endpoint/xml.ts';
import { objectError } from './errors.ts';
import type { ObjectOperation } from './object-operation.ts';
import { checkBucketName } from './request/bucket-name.ts';
import { readXml } from './request/request-xml.ts';
import { createBucket, deleteBucket, type ObjectRoom } from './room.ts';
import { owner, xmlAnswer } from './xml-answer.ts';

/** The operations on whole buckets. */
export function bucketOperations(room: ObjectRoom): Record<string, ObjectOperation> {
  const { context, store } = room;
  return {
    async CreateBucket({ bucket, request }) {
      checkBucketName(bucket);
      // What was meant for an object whose bucket stands in a host name unknown here would else make a bucket of its key.
      if (request.body.length > 0 && !('CreateBucketConfiguration' in (await readXml(request.body))))
        throw objectError('MalformedXML');
      const created = createBucket(room, bucket);
      // In us-east-1 alone a second creation by the owner succeeds (S3 API reference, CreateBucket).
      if (!created && context.region !== 'us-east-1') throw objectError('BucketAlreadyOwnedByYou');
      return { status: 200, headers: { location: `/${bucket}` } };
    },
    DeleteBucket({ bucket }) {
      deleteBucket(room, bucket);
      return { status: 204 };
    },
    HeadBucket: () => ({ status: 200, headers: { 'x-amz-bucket-region': context.region } }),
    ListBuckets: () =>
      xmlAnswer(
        'ListAllMyBucketsResult',
        xmlElement('Owner', owner(context.accountId)) +
          xmlElement('Buckets', {
            '#Bucket': store.buckets().map(({ name, created }) => ({ Name: name, CreationDate: new Date(created) })),
          }),
      ),
    GetBucketLocation: () => xmlAnswer('LocationConstraint', context.region === 'us-east-1' ? '' : context.region),
  };
}
