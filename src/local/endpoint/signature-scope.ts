/**
 * Tells which AWS service a request is meant for, as AWS itself does by host name: here by the signature's credential scope.
 * Signatures are not verified: any credentials are accepted.
 */
import { bucketHost } from './bucket-host.ts';
import type { ServiceRequest } from './service.ts';

const CREDENTIAL = /Credential=[^/,\s]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/;
const PRESIGNED = /^[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request$/;

/** Target prefixes of the JSON protocols, for clients that do not sign. */
const TARGET_SCOPES: Readonly<Record<string, string>> = {
  AmazonSQS: 'sqs',
  DynamoDB_20120810: 'dynamodb',
  DynamoDBStreams_20120810: 'dynamodb',
  Firehose_20150804: 'firehose',
  Logs_20140328: 'logs',
  GraniteServiceVersion20100801: 'monitoring',
};

/** The service name in the signature (`sqs`, `s3`, …); without one by target (its prefix where that is not known), a bucket's host name or path, S3 being what is left. */
export function signatureScope(request: Pick<ServiceRequest, 'headers' | 'query' | 'path'>): string {
  const signed = CREDENTIAL.exec(request.headers.authorization ?? '')?.[1];
  if (signed) return signed;
  const presigned = PRESIGNED.exec(request.query.get('X-Amz-Credential') ?? '')?.[1];
  if (presigned) return presigned;
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const prefix = target.split('.')[0] ?? '';
    return Object.hasOwn(TARGET_SCOPES, prefix) ? (TARGET_SCOPES[prefix] ?? prefix) : prefix;
  }
  // A presigned address of the second version of signatures, which S3 alone still takes, has no Action.
  if (request.query.has('AWSAccessKeyId') && !request.query.has('Action')) return 's3';
  // Under a bucket's name every path is a key, whatever it looks like.
  if (bucketHost(request.headers.host).kind === 'bucket') return 's3';
  // The UnsubscribeURL of a notification is followed without a signature.
  if (request.query.get('Action') === 'Unsubscribe') return 'sns';
  if (/^\/2015-03-31\//.test(request.path)) return 'lambda';
  if (/^\/\d{12}\/[\w.-]+$/.test(request.path)) return 'sqs';
  return 's3';
}

/** True for what is asked of the stack itself, in trouble too. */
export function isOwnControl(request: Pick<ServiceRequest, 'headers' | 'path'>): boolean {
  return isOwn(request, '_local');
}

/** True where a path begins with a name of the stack's own; under the host name of a bucket it is that of a key. */
export function isOwn(
  { headers, path }: Pick<ServiceRequest, 'headers' | 'path'>,
  name: '_local' | '_search',
): boolean {
  return path.split('/', 2)[1] === name && bucketHost(headers.host).kind !== 'bucket';
}
