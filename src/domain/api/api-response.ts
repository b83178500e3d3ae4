import {
  InvalidDocumentError,
  KeyReusedError,
  MessageTooLargeError,
  type Problem,
  RequestInProgressError,
} from '../errors.ts';
import type { CheckoutMessage } from '../order/checkout-message.ts';

/** What API Gateway sends back (payload format 2.0). */
export interface ApiResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** An answer of JSON text. */
export function jsonResponse(statusCode: number, json: string): ApiResponse {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: json };
}

/** What the sender of an order that was published gets, as JSON: the order's id as it was sent, and the message's. */
export function acceptedOrder({ orderIdJson }: Pick<CheckoutMessage, 'orderIdJson'>, messageId: string): string {
  return `{"id":${orderIdJson},"messageId":${JSON.stringify(messageId)}}`;
}

/** The answer for a request that is at fault; throws on whatever else went wrong, which is ours to mend. */
export function refusalOf(error: unknown): ApiResponse {
  if (error instanceof InvalidDocumentError) return errorResponse(400, error.message, error.problems);
  if (error instanceof RequestInProgressError) return errorResponse(409, error.message);
  if (error instanceof MessageTooLargeError) return errorResponse(413, error.message);
  if (error instanceof KeyReusedError) return errorResponse(422, error.message);
  throw error;
}

/** What is wrong, and for a bad document every problem with its path. */
function errorResponse(statusCode: number, message: string, problems?: readonly Problem[]): ApiResponse {
  return jsonResponse(statusCode, JSON.stringify({ message, problems }));
}
