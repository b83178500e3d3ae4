import { FirehoseClient } from '@aws-sdk/client-firehose';

/** A Firehose client that tries once: put-records resends what failed, entry by entry, within the time left. */
export function createFirehoseClient(): FirehoseClient {
  return new FirehoseClient({ maxAttempts: 1 });
}
