import { FirehoseClient } from '@aws-sdk/client-firehose';
import { REQUEST_TIMES } from './request-times.ts';

/** A Firehose client that tries once: put-records resends what failed, entry by entry, within the time left. */
export function createFirehoseClient(): FirehoseClient {
  return new FirehoseClient({ maxAttempts: 1, requestHandler: REQUEST_TIMES });
}
