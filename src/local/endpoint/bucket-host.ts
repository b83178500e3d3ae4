/**
 * The host names by which S3 is asked: stands in for the DNS names under which AWS leads to a bucket.
 * It knows the names of general purpose buckets alone (https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html);
 * websites, access points, control and directory buckets have names of their own, which are none of these.
 */

/** What a host name says of the bucket that is meant. */
export type BucketHost =
  /** S3 itself, or this machine: the path begins with the bucket. */
  | { readonly kind: 'path' }
  /** The path is the key. `otherwise` is what the name would mean if the label `s3` were part of the bucket's name. */
  | { readonly kind: 'bucket'; readonly bucket: string; readonly otherwise?: string }
  /** A name of AWS that is not one of S3's. */
  | { readonly kind: 'foreign'; readonly name: string };

/** `s3`, `s3-fips`, `s3-accelerate`, `s3-external-1`, `s3-eu-west-1` or `s3.dualstack.eu-west-1`, behind the bucket's name if there is one. */
const S3_NAME =
  /^(?:(?<bucket>.+)\.)?s3(?:-fips|-accelerate|-external-1|[.-][a-z]{2}(?:-[a-z]+){1,3}-\d)?(?:\.dualstack)?(?:\.[a-z]{2}(?:-[a-z]+){1,3}-\d)?\.(?<domain>amazonaws\.com(?:\.cn)?|localhost)$/;

/**
 * Reads the header Host; any case, with or without a port. A name that is neither AWS's nor below localhost is this machine's.
 * @example
 * bucketHost('orders.s3.eu-west-1.amazonaws.com:4566'); // { kind: 'bucket', bucket: 'orders' }
 */
export function bucketHost(header: string | undefined): BucketHost {
  const name = (header ?? '').toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  const local = name.endsWith('.localhost') ? name.slice(0, -'.localhost'.length) : undefined;
  const { bucket, domain } = S3_NAME.exec(name)?.groups ?? {};
  if (domain !== undefined) {
    if (local === undefined) return bucket === undefined ? { kind: 'path' } : { kind: 'bucket', bucket };
    return bucket === undefined ? { kind: 'path' } : { kind: 'bucket', bucket, otherwise: local };
  }
  if (local !== undefined) return { kind: 'bucket', bucket: local };
  return /(?:^|\.)amazonaws\.com(?:\.cn)?$/.test(name) ? { kind: 'foreign', name } : { kind: 'path' };
}
