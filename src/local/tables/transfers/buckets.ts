/** The buckets that tables are exported to and imported from, as far as both need them. */
export interface Buckets {
  bucketExists(name: string): boolean;
  put(bucket: string, key: string, body: Uint8Array, options?: { contentType?: string }): Promise<void>;
  get(bucket: string, key: string): Promise<{ readonly body: Uint8Array | AsyncIterable<Uint8Array> } | undefined>;
  /** The keys that begin with a prefix. */
  keys(bucket: string, prefix: string): Iterable<string>;
}

/** How AWS tells of a bucket that is not there. */
export const NO_BUCKET = { FailureCode: 'S3NoSuchBucket', FailureMessage: 'The specified bucket does not exist' };
