/** Limits of AWS's services that more than one room keeps to; one that a single file needs stands there. */

/** A message, and all messages of a batch together, attributes included (SNS API, Publish and PublishBatch). */
export const MAX_SNS_BYTES = 262_144;

/** The same of SQS, which took 256 KiB until August 2025 (SQS guide, message quotas). */
export const MAX_SQS_BYTES = 1_048_576;

/** Message attributes (SQS guide, message quotas); with raw delivery they are those of the published message too. */
export const MAX_SQS_ATTRIBUTES = 10;

/** Entries of a batch of SNS or SQS, and messages of one receive (SNS API, PublishBatch; SQS API, ReceiveMessage). */
export const MAX_BATCH_ENTRIES = 10;

/** A Firehose record before base64 (Firehose API, Record). */
export const MAX_RECORD_BYTES = 1_024_000;

/** Records and bytes of one call (Firehose API, PutRecordBatch). */
export const MAX_CALL_RECORDS = 500;
export const MAX_CALL_BYTES = 4 * 1024 * 1024;

/** What a function is invoked with, and what it answers (Lambda guide, quotas). */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
