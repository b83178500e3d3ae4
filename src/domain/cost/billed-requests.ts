/** How many requests SNS and SQS bill for sending so many bytes: one for each 64 KB (Amazon SQS and Amazon SNS pricing). */
export function billedRequests(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / REQUEST_BYTES));
}

/** The requests that an event counts for when it is sent. */
export function sendRequests(bytesPerEvent: number): number {
  return billedRequests(bytesPerEvent + AROUND_BODY_BYTES);
}

/** What a queue's consumer is billed for an event: a receive and a delete for ten, each 64 KB of what is received. */
export function consumeRequests(bytesPerEvent: number): number {
  return Math.max(0.1, (bytesPerEvent + AROUND_BODY_BYTES) / REQUEST_BYTES) + 0.1;
}

const REQUEST_BYTES = 65_536;
/** Attributes, or a notification's other members, around a body. */
const AROUND_BODY_BYTES = 1000;
