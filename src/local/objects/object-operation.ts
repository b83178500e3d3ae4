/**
 * The shape of every S3 operation of this room, between the rim that routes requests and the files that perform them.
 * It knows no XML and no HTTP beyond the request itself.
 */
import type { PartialFault } from '../context.ts';
import type { ServiceRequest, ServiceResponse } from '../endpoint/service.ts';

/** A request with what its path and parameters say. */
export interface ObjectCall {
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
  readonly request: ServiceRequest;
  /** Set when some entries of a batch are to fail. */
  readonly partial: PartialFault | undefined;
}

/** One S3 operation; throws AwsError. */
export type ObjectOperation = (call: ObjectCall) => ServiceResponse | Promise<ServiceResponse>;
