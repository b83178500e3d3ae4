/**
 * The configuration documents of a bucket (policy, encryption, versioning, lifecycle, tags …) of Amazon S3.
 * They are given back as they were put or as the template declares them; versioning and CORS alone have an effect. What is not in the table is
 * refused by name.
 */

import { xmlElement } from '../endpoint/xml.ts';
import { checkedDocument } from './configuration/checked-document.ts';
import { ObjectError } from './errors.ts';
import type { ObjectOperation } from './object-operation.ts';
import { readRequestBody } from './request/request-body.ts';
import type { ObjectRoom } from './room.ts';
import { owner, xmlAnswer } from './xml-answer.ts';

interface Document {
  readonly noun: string;
  /** The answer when none is put: an error with its text, or a document. */
  readonly absent: { code: string; message: string } | { root: string; content: string };
  readonly deletable: boolean;
}

const DOCUMENTS: readonly Document[] = [
  {
    noun: 'BucketPolicy',
    deletable: true,
    absent: { code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist' },
  },
  {
    noun: 'BucketLifecycleConfiguration',
    deletable: true,
    absent: { code: 'NoSuchLifecycleConfiguration', message: 'The lifecycle configuration does not exist' },
  },
  { noun: 'BucketTagging', deletable: true, absent: { code: 'NoSuchTagSet', message: 'The TagSet does not exist' } },
  {
    noun: 'PublicAccessBlock',
    deletable: true,
    absent: {
      code: 'NoSuchPublicAccessBlockConfiguration',
      message: 'The public access block configuration was not found',
    },
  },
  {
    noun: 'BucketOwnershipControls',
    deletable: true,
    absent: { code: 'OwnershipControlsNotFoundError', message: 'The bucket ownership controls were not found' },
  },
  {
    noun: 'BucketCors',
    deletable: true,
    absent: { code: 'NoSuchCORSConfiguration', message: 'The CORS configuration does not exist' },
  },
  {
    noun: 'BucketEncryption',
    deletable: true,
    // Every bucket has encrypted with SSE-S3 since January 2023 (S3 guide, "Setting default server-side encryption").
    absent: {
      root: 'ServerSideEncryptionConfiguration',
      content:
        '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>',
    },
  },
  { noun: 'BucketVersioning', deletable: false, absent: { root: 'VersioningConfiguration', content: '' } },
  { noun: 'BucketLogging', deletable: false, absent: { root: 'BucketLoggingStatus', content: '' } },
  {
    noun: 'BucketNotificationConfiguration',
    deletable: false,
    absent: { root: 'NotificationConfiguration', content: '' },
  },
];

/** Get, Put and Delete of each document, and the fixed answers of GetBucketAcl and GetObjectAcl. */
export function bucketConfiguration({ context, store }: ObjectRoom): Record<string, ObjectOperation> {
  const operations: Record<string, ObjectOperation> = {};
  for (const { noun, absent, deletable } of DOCUMENTS) {
    operations[`Get${noun}`] = ({ bucket }) => {
      const body = store.document(bucket, noun);
      if (body !== undefined)
        return {
          status: 200,
          headers: {
            'content-type': noun === 'BucketPolicy' ? 'application/json' : 'application/xml',
            // What AWS takes for every lifecycle unless it is told otherwise (S3 API reference, GetBucketLifecycleConfiguration).
            ...(noun === 'BucketLifecycleConfiguration'
              ? { 'x-amz-transition-default-minimum-object-size': 'all_storage_classes_128K' }
              : {}),
          },
          body,
        };
      if ('root' in absent) return xmlAnswer(absent.root, absent.content);
      throw new ObjectError(absent.code, absent.message, { status: 404, elements: { BucketName: bucket } });
    };
    operations[`Put${noun}`] = async ({ bucket, request }) => {
      const { pieces } = await readRequestBody(request);
      const body = await checkedDocument(noun, Buffer.concat(pieces));
      // To put no tags is to delete them.
      store.saveDocument(bucket, noun, noun === 'BucketTagging' && !body.includes('<Tag>') ? undefined : body);
      return { status: noun === 'BucketPolicy' || noun === 'BucketTagging' ? 204 : 200 };
    };
    if (!deletable) continue;
    operations[`Delete${noun}`] = ({ bucket }) => {
      store.saveDocument(bucket, noun, undefined);
      return { status: 204 };
    };
  }
  const account = owner(context.accountId);
  const grant =
    '<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">' +
    `${xmlElement('ID', account.ID)}</Grantee><Permission>FULL_CONTROL</Permission></Grant>`;
  const acl: ObjectOperation = () =>
    xmlAnswer('AccessControlPolicy', `${xmlElement('Owner', account)}<AccessControlList>${grant}</AccessControlList>`);
  return { ...operations, GetBucketAcl: acl, GetObjectAcl: acl };
}
