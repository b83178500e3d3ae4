/** Which operation of the S3 API a REST request is (S3 API reference, "Actions"). */
import { decodePercent } from '../../endpoint/percent-decoding.ts';
import type { ServiceRequest } from '../../endpoint/service.ts';
import { objectError } from '../errors.ts';

/** Bucket and key of a path-style address, decoded; empty where there is none. Throws InvalidURI. */
export function splitPath(path: string): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const [decodedBucket, decodedKey] = [decodePercent(bucket), decodePercent(key)];
  if (decodedBucket === undefined || decodedKey === undefined) throw objectError('InvalidURI');
  return { bucket: decodedBucket, key: decodedKey };
}

/** Parameters that say how to answer, not what to do. */
const PLAIN = new Set([
  ...['prefix', 'delimiter', 'marker', 'max-keys', 'encoding-type', 'list-type', 'continuation-token', 'start-after'],
  ...['fetch-owner', 'versionId', 'uploadId', 'partNumber', 'max-uploads', 'key-marker', 'upload-id-marker'],
  ...['part-number-marker', 'max-parts', 'version-id-marker', 'x-id', 'max-buckets', 'bucket-region'],
]);
const SIGNATURE = /^(x-amz-.*|response-.*|awsaccesskeyid|signature|expires)$/i;

/** The sub-resources of a bucket, and the noun in the names of their operations. */
const BUCKET_NOUNS: Readonly<Record<string, string>> = {
  abac: 'BucketAbac',
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  analytics: 'BucketAnalyticsConfiguration',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  'intelligent-tiering': 'BucketIntelligentTieringConfiguration',
  inventory: 'BucketInventoryConfiguration',
  lifecycle: 'BucketLifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  metadataConfiguration: 'BucketMetadataConfiguration',
  metadataTable: 'BucketMetadataTableConfiguration',
  metrics: 'BucketMetricsConfiguration',
  notification: 'BucketNotificationConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  session: 'Session',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};

const OBJECT_NOUNS: Readonly<Record<string, string>> = {
  acl: 'ObjectAcl',
  annotation: 'ObjectAnnotation',
  attributes: 'ObjectAttributes',
  'legal-hold': 'ObjectLegalHold',
  renameObject: 'RenameObject',
  restore: 'RestoreObject',
  retention: 'ObjectRetention',
  select: 'SelectObjectContent',
  tagging: 'ObjectTagging',
  torrent: 'ObjectTorrent',
};

const VERBS: Readonly<Record<string, string>> = {
  GET: 'Get',
  HEAD: 'Head',
  PUT: 'Put',
  DELETE: 'Delete',
  POST: 'Post',
};

/** AWS's name of the operation. A sub-resource always gives a name of its own, so it never reaches the bucket or the object. */
export function nameOperation(request: ServiceRequest, bucket: string, key: string): string {
  const { method, query } = request;
  const verb = VERBS[method];
  if (verb === undefined) throw objectError('MethodNotAllowed');
  if (bucket === '') return method === 'GET' ? 'ListBuckets' : unknown(`${method} /`);
  const subresource = [...query.keys()].find((name) => !PLAIN.has(name) && !SIGNATURE.test(name));
  return key === '' ? bucketOperation(request, verb, subresource) : objectOperation(request, verb, subresource);
}

function bucketOperation({ method, query }: ServiceRequest, verb: string, subresource: string | undefined): string {
  if (subresource === undefined) {
    if (method === 'GET') return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
    if (method === 'PUT') return 'CreateBucket';
    if (method === 'POST') return 'PostObject';
    return `${verb}Bucket`;
  }
  if (subresource === 'delete' && method === 'POST') return 'DeleteObjects';
  if (subresource === 'uploads' && method === 'GET') return 'ListMultipartUploads';
  if (subresource === 'versions' && method === 'GET') return 'ListObjectVersions';
  const noun = BUCKET_NOUNS[subresource];
  return noun === undefined ? unknown(`${method} ?${subresource} on a bucket`) : `${verb}${noun}`;
}

function objectOperation(request: ServiceRequest, verb: string, subresource: string | undefined): string {
  const { method, query, headers } = request;
  if (subresource !== undefined) {
    if (subresource === 'uploads' && method === 'POST') return 'CreateMultipartUpload';
    const noun = OBJECT_NOUNS[subresource];
    if (noun === undefined) return unknown(`${method} ?${subresource} on an object`);
    return noun.endsWith('Object') || noun === 'SelectObjectContent' ? noun : `${verb}${noun}`;
  }
  const copied = headers['x-amz-copy-source'] !== undefined;
  if (query.has('uploadId')) {
    if (method === 'PUT') return copied ? 'UploadPartCopy' : 'UploadPart';
    if (method === 'POST') return 'CompleteMultipartUpload';
    if (method === 'DELETE') return 'AbortMultipartUpload';
    return method === 'GET' ? 'ListParts' : unknown(`${method} ?uploadId`);
  }
  if (query.has('partNumber') && method !== 'GET' && method !== 'HEAD')
    return unknown(`${method} ?partNumber without uploadId`);
  if (method === 'PUT') return copied ? 'CopyObject' : 'PutObject';
  return method === 'POST' ? unknown('POST on an object') : `${verb}Object`;
}

function unknown(what: string): never {
  throw objectError('NotImplemented', `The local stack does not implement ${what} of S3.`);
}
