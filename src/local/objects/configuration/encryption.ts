/**
 * How an object says that it is encrypted: as its request asks, else as its bucket does by default, else with S3's own key, as every
 * object since January 2023 (S3 guide, "Setting default server-side encryption"). Nothing is encrypted here.
 */
import type { ObjectStore } from '../store.ts';
import type { Texts } from '../texts.ts';

const ALGORITHM = 'x-amz-server-side-encryption';
const KEY_ID = 'x-amz-server-side-encryption-aws-kms-key-id';
const BUCKET_KEY = 'x-amz-server-side-encryption-bucket-key-enabled';

interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** The headers of an object to be written, with those of its encryption. A key is named by its ARN, whatever names it. */
export function withEncryption(
  store: Pick<ObjectStore, 'document'>,
  bucket: string,
  headers: Texts,
  place: Place,
): Texts {
  const asked = headers[ALGORITHM] === undefined ? { ...headers, ...defaultOf(store, bucket) } : { ...headers };
  const key = asked[KEY_ID];
  return key === undefined ? asked : { ...asked, [KEY_ID]: keyArn(key, place) };
}

/** What answers to a write say of its encryption. */
export function encryptionOf(headers: Texts): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith(ALGORITHM)));
}

function defaultOf(store: Pick<ObjectStore, 'document'>, bucket: string): Record<string, string> {
  const document = store.document(bucket, 'BucketEncryption') ?? '';
  const [, algorithm = 'AES256'] = /<SSEAlgorithm>([^<]*)</.exec(document) ?? [];
  if (algorithm === 'AES256') return { [ALGORITHM]: algorithm };
  const [, key] = /<KMSMasterKeyID>([^<]+)</.exec(document) ?? [];
  return {
    [ALGORITHM]: algorithm,
    ...(key === undefined ? {} : { [KEY_ID]: key }),
    ...(/<BucketKeyEnabled>true</i.test(document) ? { [BUCKET_KEY]: 'true' } : {}),
  };
}

function keyArn(key: string, { region, accountId }: Place): string {
  if (key.startsWith('arn:')) return key;
  return `arn:aws:kms:${region}:${accountId}:${key.startsWith('alias/') ? key : `key/${key}`}`;
}
