/**
 * Tells which AWS service a request is meant for, as AWS itself does by host name: here by the signature's credential scope.
 * Signatures are not verified: any credentials are accepted.
 */
import type { ServiceRequest } from './service.ts';

const CREDENTIAL = /Credential=[^/,\s]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/;
const PRESIGNED = /^[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request$/;

/** Target prefixes of the JSON protocols, for clients that do not sign. */
const TARGET_SCOPES: Readonly<Record<string, string>> = {
  AmazonSQS: 'sqs',
  DynamoDB_20120810: 'dynamodb',
  Firehose_20150804: 'firehose',
  Logs_20140328: 'logs',
  GraniteServiceVersion20100801: 'monitoring',
};

/** The service name in the signature (`sqs`, `s3`, …); without one by target or path, S3 being what is left. */
export function signatureScope(request: Pick<ServiceRequest, 'headers' | 'query' | 'path'>): string {
  const signed = CREDENTIAL.exec(request.headers.authorization ?? '')?.[1];
  if (signed) return signed;
  const presigned = PRESIGNED.exec(request.query.get('X-Amz-Credential') ?? '')?.[1];
  if (presigned) return presigned;
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return TARGET_SCOPES[target.split('.')[0] ?? ''] ?? 'unknown';
  // The UnsubscribeURL of a notification is followed without a signature.
  if (request.query.get('Action') === 'Unsubscribe') return 'sns';
  if (/^\/2015-03-31\//.test(request.path)) return 'lambda';
  if (/^\/\d{12}\/[\w.-]+$/.test(request.path)) return 'sqs';
  return 's3';
}
