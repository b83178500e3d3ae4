/** What a local service offers the one AWS endpoint: one handler, given the request whole. */
import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came over the wire; `path` is still percent-encoded and begins with a slash. */
export interface ServiceRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly requestId: string;
  /** Aborted when the client goes away before it is answered; a long poll then takes no message. */
  readonly signal?: AbortSignal | undefined;
}

/** What goes back; the endpoint sends it only once the database has committed. */
export interface ServiceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export interface LocalService {
  /** The name in the signature's credential scope: `sqs`, `sns`, `s3`, `dynamodb`, `firehose`, `lambda`, `cloudformation`, `logs`, `monitoring`. */
  readonly scope: string;
  handle(request: ServiceRequest): Promise<ServiceResponse>;
  /** Whether pages of an origin may send this request; `*` asks whether every page may. Without it, none of another site may. */
  pagesAllowed?(request: ServiceRequest): Promise<(origin: string) => boolean>;
}

/** One API operation: AWS's own input and output shapes, with every blob as base64 text. Throws AwsError. */
export type Operation = (input: Record<string, unknown>, request: ServiceRequest) => object | Promise<object>;

/** The operations of a service under AWS's names. */
export type Operations = Readonly<Record<string, Operation>>;
