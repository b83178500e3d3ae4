/** What Firehose bills for a record: a multiple of 5 KB, and one even for nothing (Amazon Data Firehose pricing, Direct PUT). */
export function billedRecordBytes(bytes: number): number {
  return Math.ceil(Math.max(1, bytes) / STEP_BYTES) * STEP_BYTES;
}

const STEP_BYTES = 5 * 1024;
