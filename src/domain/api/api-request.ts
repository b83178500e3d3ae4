import * as v from 'valibot';
import { decodeUtf8 } from '../decode-utf8.ts';
import { InvalidDocumentError } from '../errors.ts';
import { recordOf } from '../record-of.ts';

/** What a POST to the shop's API asks for. */
export interface ApiRequest {
  body: string;
  /** Empty without an `Idempotency-Key` header. */
  idempotencyKey: string;
  /** The IAM principal or the `sub` of the JWT; empty where the API authorizes nobody. */
  caller: string;
}

/**
 * Reads an HTTP API event of payload format 2.0 (API Gateway guide, working with Lambda proxy integrations). A body in
 * base64 is decoded whatever its content type; throws an InvalidDocumentError for none, or one that is not UTF-8.
 */
export function parseApiRequest(event: unknown): ApiRequest {
  const { body = '', isBase64Encoded, headers, requestContext } = v.parse(ApiEvent, event);
  const { iam, jwt } = requestContext?.authorizer ?? {};
  const key = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'idempotency-key')?.[1];
  const text = isBase64Encoded ? decode(body ?? '') : (body ?? '');
  if (text.trim() === '') throw new InvalidDocumentError([{ path: '', message: 'the body must not be empty' }]);
  return { body: text, idempotencyKey: key?.trim() ?? '', caller: iam?.userArn ?? jwt?.claims['sub'] ?? '' };
}

/**
 * What stands for a request: its `Idempotency-Key`, or without one the order's id, for this caller alone. A header and
 * an order's id never stand for each other.
 */
export function idempotencyKey({ caller, idempotencyKey }: ApiRequest, orderId: string): string[] {
  return idempotencyKey === '' ? [caller, 'order', orderId] : [caller, 'header', idempotencyKey];
}

const ApiEvent = v.object({
  body: v.nullish(v.string()),
  isBase64Encoded: v.optional(v.boolean(), false),
  headers: v.nullish(recordOf(v.string())),
  requestContext: v.optional(
    v.object({
      authorizer: v.optional(
        v.object({
          iam: v.nullish(v.object({ userArn: v.nullish(v.string()) })),
          jwt: v.nullish(v.object({ claims: recordOf(v.string()) })),
        }),
      ),
    }),
  ),
});

function decode(base64: string): string {
  const text = decodeUtf8(Buffer.from(base64, 'base64'));
  if (text === undefined) throw new InvalidDocumentError([{ path: '', message: 'the body must be UTF-8' }]);
  return text;
}
