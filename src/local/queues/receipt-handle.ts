/**
 * Receipt handles as SQS gives them: opaque text, another for each receive of the same message.
 * They are not signed: whoever can reach the local stack may delete its messages.
 */

/** What a handle says: the row, which receive of it, and the message it must still hold. */
export interface ReceiptHandle {
  readonly row: number;
  readonly receive: number;
  readonly messageId: string;
}

/** The handle of one receive of one message. */
export function formatReceiptHandle(row: number, receive: number, messageId: string): string {
  return Buffer.from(`AQEB ${row} ${receive} ${messageId}`, 'latin1').toString('base64');
}

/** Reads a handle; undefined when no queue gave it out. */
export function parseReceiptHandle(handle: string): ReceiptHandle | undefined {
  const [mark, row, receive, messageId] = Buffer.from(handle, 'base64').toString('latin1').split(' ');
  if (mark !== 'AQEB' || row === undefined || receive === undefined || messageId === undefined) return undefined;
  return { row: Number(row), receive: Number(receive), messageId };
}
