import { nameOperation, splitPath } from '../../../../src/local/objects/request/operation-name.ts';
import { requestOf } from '../rest-room.ts';

const nameOf = (line: string, headers: Record<string, string> = {}) => {
  const request = requestOf(line, headers);
  const { bucket, key } = splitPath(request.path);
  return nameOperation(request, bucket, key);
};

test.each([
  ['/', '', ''],
  ['/bucket', 'bucket', ''],
  ['/bucket/', 'bucket', ''],
  ['/bucket/key', 'bucket', 'key'],
  ['/bucket/a/b/', 'bucket', 'a/b/'],
  ['/bucket//key', 'bucket', '/key'],
  ['/bucket/a%2Fb%20%C3%BC+', 'bucket', 'a/b ü+'],
  ['/bucket/a%0Ab', 'bucket', 'a\nb'],
  ['/bucket/a\nb', 'bucket', 'a\nb'],
  ['/b%2Du/k', 'b-u', 'k'],
  ['bucket/key', '', ''],
])('the path %j is of bucket "%s" and key %j', (path, bucket, key) => {
  expect(splitPath(path)).toEqual({ bucket, key });
});

test.each(['/bucket/%zz', '/%zz/key'])('the path %s cannot be read', (path) => {
  expect(() => splitPath(path)).toThrow(
    expect.objectContaining({ code: 'InvalidURI', status: 400, message: "Couldn't parse the specified URI." }),
  );
});

// S3 API reference, "Actions": the method, the bucket or key, and the sub-resource name the operation.
const nouns: [string, string][] = [
  ['abac', 'BucketAbac'],
  ['accelerate', 'BucketAccelerateConfiguration'],
  ['acl', 'BucketAcl'],
  ['analytics', 'BucketAnalyticsConfiguration'],
  ['cors', 'BucketCors'],
  ['encryption', 'BucketEncryption'],
  ['intelligent-tiering', 'BucketIntelligentTieringConfiguration'],
  ['inventory', 'BucketInventoryConfiguration'],
  ['lifecycle', 'BucketLifecycleConfiguration'],
  ['location', 'BucketLocation'],
  ['logging', 'BucketLogging'],
  ['metadataConfiguration', 'BucketMetadataConfiguration'],
  ['metadataTable', 'BucketMetadataTableConfiguration'],
  ['metrics', 'BucketMetricsConfiguration'],
  ['notification', 'BucketNotificationConfiguration'],
  ['object-lock', 'ObjectLockConfiguration'],
  ['ownershipControls', 'BucketOwnershipControls'],
  ['policy', 'BucketPolicy'],
  ['policyStatus', 'BucketPolicyStatus'],
  ['publicAccessBlock', 'PublicAccessBlock'],
  ['replication', 'BucketReplication'],
  ['requestPayment', 'BucketRequestPayment'],
  ['session', 'Session'],
  ['tagging', 'BucketTagging'],
  ['versioning', 'BucketVersioning'],
  ['website', 'BucketWebsite'],
];

test.each(nouns)('?%s on a bucket is of %s', (name, noun) => {
  const verbs = { GET: 'Get', HEAD: 'Head', PUT: 'Put', DELETE: 'Delete', POST: 'Post' };

  for (const [method, verb] of Object.entries(verbs)) expect(nameOf(`${method} /b?${name}`)).toBe(`${verb}${noun}`);
});

test.each([
  ['GET /', 'ListBuckets'],
  ['GET /?max-buckets=1', 'ListBuckets'],
  ['GET /b', 'ListObjects'],
  ['GET /b?list-type=1', 'ListObjects'],
  ['GET /b?list-type=2', 'ListObjectsV2'],
  ['PUT /b', 'CreateBucket'],
  ['HEAD /b', 'HeadBucket'],
  ['DELETE /b', 'DeleteBucket'],
  ['POST /b', 'PostObject'],
  ['POST /b?delete', 'DeleteObjects'],
  ['GET /b?uploads', 'ListMultipartUploads'],
  ['GET /b?versions', 'ListObjectVersions'],
  ['GET /b/k', 'GetObject'],
  ['HEAD /b/k', 'HeadObject'],
  ['GET /b/k?partNumber=1', 'GetObject'],
  ['HEAD /b/k?partNumber=1', 'HeadObject'],
  ['PUT /b/k', 'PutObject'],
  ['DELETE /b/k', 'DeleteObject'],
  ['POST /b/k?uploads', 'CreateMultipartUpload'],
  ['PUT /b/k?uploadId=1&partNumber=1', 'UploadPart'],
  ['POST /b/k?uploadId=1', 'CompleteMultipartUpload'],
  ['DELETE /b/k?uploadId=1', 'AbortMultipartUpload'],
  ['GET /b/k?uploadId=1', 'ListParts'],
  ['GET /b/k?acl', 'GetObjectAcl'],
  ['PUT /b/k?annotation', 'PutObjectAnnotation'],
  ['GET /b/k?attributes', 'GetObjectAttributes'],
  ['PUT /b/k?legal-hold', 'PutObjectLegalHold'],
  ['PUT /b/k?renameObject', 'RenameObject'],
  ['POST /b/k?restore', 'RestoreObject'],
  ['GET /b/k?retention', 'GetObjectRetention'],
  ['POST /b/k?select&select-type=2', 'SelectObjectContent'],
  ['DELETE /b/k?tagging', 'DeleteObjectTagging'],
  ['GET /b/k?torrent', 'GetObjectTorrent'],
])('%s is %s', (line, operation) => {
  expect(nameOf(line)).toBe(operation);
});

test('a copy is known by its source', () => {
  const from = { 'x-amz-copy-source': 'b/other' };

  expect(nameOf('PUT /b/k', from)).toBe('CopyObject');
  expect(nameOf('PUT /b/k?uploadId=1&partNumber=1', from)).toBe('UploadPartCopy');
  expect(nameOf('GET /b/k', from)).toBe('GetObject');
});

test.each([
  ...['prefix', 'delimiter', 'marker', 'max-keys', 'encoding-type', 'continuation-token', 'start-after', 'fetch-owner'],
  ...['versionId', 'max-uploads', 'key-marker', 'upload-id-marker', 'part-number-marker', 'max-parts'],
  ...['version-id-marker', 'x-id', 'max-buckets', 'bucket-region', 'X-Amz-Signature', 'x-amz-date'],
  ...['response-content-type', 'AWSAccessKeyId', 'Signature', 'Expires', 'list-type', 'uploadId', 'partNumber'],
])('?%s is no sub-resource of a bucket', (name) => {
  expect(nameOf(`DELETE /b?${name}=2`)).toBe('DeleteBucket');
});

test.each([
  ['PUT /', 'PUT /'],
  ['GET /b?something', 'GET ?something on a bucket'],
  ['GET /b?delete', 'GET ?delete on a bucket'],
  ['PUT /b?uploads', 'PUT ?uploads on a bucket'],
  ['PUT /b?versions', 'PUT ?versions on a bucket'],
  ['GET /b?xx-amz-date', 'GET ?xx-amz-date on a bucket'],
  ['GET /b?expiresx', 'GET ?expiresx on a bucket'],
  ['GET /b?x-amz', 'GET ?x-amz on a bucket'],
  ['GET /b/k?something', 'GET ?something on an object'],
  ['GET /b/k?uploads', 'GET ?uploads on an object'],
  ['HEAD /b/k?uploadId=1', 'HEAD ?uploadId'],
  ['PUT /b/k?partNumber=1', 'PUT ?partNumber without uploadId'],
  ['POST /b/k', 'POST on an object'],
])('%s is refused by name', (line, what) => {
  expect(() => nameOf(line)).toThrow(
    expect.objectContaining({
      code: 'NotImplemented',
      status: 501,
      message: `The local stack does not implement ${what} of S3.`,
    }),
  );
});

test('a method that S3 does not know is not allowed', () => {
  expect(() => nameOf('PATCH /b/k')).toThrow(
    expect.objectContaining({
      code: 'MethodNotAllowed',
      status: 405,
      message: 'The specified method is not allowed against this resource.',
    }),
  );
});
