/**
 * Stands in for nothing: the tables of a given DynamoDB endpoint (`--dynamodb-endpoint`), such as DynamoDB Local.
 * Requests carry a signature with the key `local` that is not computed, so an endpoint that checks signatures refuses them.
 */
import { messageOf } from '../../domain/errors.ts';
import { AwsError } from '../errors.ts';
import type { TableEngine } from './engine.ts';

/** Sends each operation on to a URL; an endpoint that cannot be reached is an InternalServerError that names it. */
export function remoteTableEngine(url: string, region: string): TableEngine {
  const authorization = `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=local`;
  return {
    async call(target, operation, _input, text) {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': `${target}.${operation}`,
            'x-amz-date': '20260101T000000Z',
            authorization,
          },
          body: text,
        });
        return { status: response.status, body: await response.text() };
      } catch (cause) {
        throw new AwsError('InternalServerError', `The DynamoDB endpoint ${url} does not answer: ${messageOf(cause)}`, {
          status: 500,
          cause,
        });
      }
    },
  };
}
