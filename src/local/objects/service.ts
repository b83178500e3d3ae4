/**
 * The rim of the objects room: routes a REST request to its S3 operation and writes errors as S3's XML.
 * It verifies no signature.
 */

import type { LocalService, ServiceRequest, ServiceResponse } from '../endpoint/service.ts';
import { xmlElement } from '../endpoint/xml.ts';
import { AwsError } from '../errors.ts';
import { bucketConfiguration } from './bucket-configuration.ts';
import { bucketOperations } from './bucket-operations.ts';
import { copyOperations } from './copy-operations.ts';
import { crossOriginHeaders, pagesAllowed, preflight } from './cross-origin.ts';
import { deleteOperations } from './delete-operations.ts';
import { ObjectError, objectError } from './errors.ts';
import { listOperations } from './list-operations.ts';
import { multipartOperations } from './multipart-operations.ts';
import { objectAttributes } from './object-attributes.ts';
import type { ObjectOperation } from './object-operation.ts';
import { objectOperations } from './object-operations.ts';
import { nameOperation } from './request/operation-name.ts';
import { checkPresignedExpiry } from './request/presigned-expiry.ts';
import { requestAddress } from './request/request-address.ts';
import type { ObjectRoom } from './room.ts';
import { taggingOperations } from './tagging-operations.ts';
import { versionListing } from './version-listing.ts';

/** Which of its hosts answered, as S3 says in `x-amz-id-2` and in errors; here there is one. */
const HOST_ID = 'local';

/** S3 over HTTP; an operation it lacks is NotImplemented by its name, and is never taken for another. */
export function createObjectService(room: ObjectRoom): LocalService {
  const operations: Readonly<Record<string, ObjectOperation>> = {
    ...bucketOperations(room),
    ...bucketConfiguration(room),
    ...listOperations(room),
    ...objectOperations(room),
    ...objectAttributes(room),
    ...copyOperations(room),
    ...deleteOperations(room),
    ...taggingOperations(room),
    ...versionListing(room),
    ...multipartOperations(room),
  };
  const addressOf = (request: ServiceRequest) =>
    requestAddress(request, (name) => room.store.bucketCreated(name) !== undefined);
  const perform = async ({ bucket, key }: Address, request: ServiceRequest): Promise<ServiceResponse> => {
    if (request.method === 'OPTIONS') return preflight(room.store, { bucket, key }, request);
    checkPresignedExpiry(request, room.context.clock);
    const operation = nameOperation(request, bucket, key);
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!run) throw objectError('NotImplemented', `The local stack does not implement the S3 operation ${operation}.`);
    const partial = await room.context.faults.pass('s3', operation, bucket || undefined);
    if (bucket !== '' && operation !== 'CreateBucket' && room.store.bucketCreated(bucket) === undefined)
      throw objectError('NoSuchBucket');
    return run({ operation, bucket, key, request, partial });
  };
  return {
    scope: 's3',
    handle: (request) =>
      orError(request, async () => {
        const address = addressOf(request);
        const answer = await orError(request, () => perform(address, request), address);
        const forPages = await crossOriginHeaders(room.store, address, request);
        return { ...answer, headers: { ...answer.headers, ...forPages } };
      }),
    async pagesAllowed(request) {
      try {
        return await pagesAllowed(room.store, addressOf(request), request);
      } catch {
        // A request that means no bucket is refused whoever sends it.
        return () => false;
      }
    },
  };
}

interface Address {
  readonly bucket: string;
  readonly key: string;
}

async function orError(
  request: ServiceRequest,
  answer: () => Promise<ServiceResponse>,
  address?: Address,
): Promise<ServiceResponse> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return errorAnswer(error, request, address);
  }
}

/** What S3 tells of the bucket or key that an error is about, beside what the error says itself. */
const ABOUT: Readonly<Record<string, (address: Address) => Record<string, string>>> = {
  BucketAlreadyOwnedByYou: ({ bucket }) => ({ BucketName: bucket }),
  BucketNotEmpty: ({ bucket }) => ({ BucketName: bucket }),
  InvalidBucketName: ({ bucket }) => ({ BucketName: bucket }),
  NoSuchBucket: ({ bucket }) => ({ BucketName: bucket }),
  NoSuchKey: ({ key }) => ({ Key: key }),
};

function errorAnswer(error: AwsError, request: ServiceRequest, address?: Address): ServiceResponse {
  const { elements = {}, headers = {} } = error instanceof ObjectError ? error : {};
  if (error.status === 304 || request.method === 'HEAD') return { status: error.status, headers };
  const about = address ? ABOUT[error.code]?.(address) : undefined;
  const body = xmlElement('Error', {
    ...{ Code: error.code, Message: error.message, ...about, ...elements },
    ...{ RequestId: request.requestId, HostId: HOST_ID },
  });
  return {
    status: error.status,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}
