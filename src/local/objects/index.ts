/**
 * The public door of the objects room, which stands in for Amazon S3 (REST, by path and by host name).
 * Buckets keep versions and let web pages in where they are to; policies, encryption, lifecycle and the like are kept and given back, and have no effect.
 */
import { join } from 'node:path';
import type { LocalContext } from '../context.ts';
import type { LocalService } from '../endpoint/service.ts';
import { type BodySource, openBodyFiles, piecesOf } from './body-files.ts';
import { declaredDocuments } from './configuration/declared.ts';
import { objectError } from './errors.ts';
import { checkBucketName } from './request/bucket-name.ts';
import { DEFAULT_ALGORITHM, growingSum, summed } from './request/checksums.ts';
import { createBucket, deleteBucket, type ObjectRoom, saveObject } from './room.ts';
import { createObjectService } from './service.ts';
import { openObjectStore } from './store.ts';
import type { StoredObject } from './versions.ts';

/** Keys that are read from the database at once. */
const PAGE = 1000;

export interface PutOptions {
  contentType?: string;
  contentEncoding?: string;
  /** User metadata without the `x-amz-meta-` before each name. */
  metadata?: Record<string, string>;
}

export interface Objects {
  /** The S3 REST API. It asks the fault gate itself, since only it knows which operation a request is. */
  readonly service: LocalService;
  /** Stores an object of any size once its bytes are on disk. Throws NoSuchBucket, or what the fault list says. */
  put(bucket: string, key: string, body: BodySource, options?: PutOptions): Promise<void>;
  /** An object with its bytes, or undefined. */
  get(
    bucket: string,
    key: string,
  ): Promise<{ object: StoredObject; body: Uint8Array | AsyncIterable<Uint8Array> } | undefined>;
  /** The keys of a bucket's objects that begin with a prefix, in their order. */
  keys(bucket: string, prefix: string): Iterable<string>;
  bucketExists(name: string): boolean;
  isEmpty(name: string): boolean;
  /** Throws InvalidBucketName; a bucket that is there already stays as it is. */
  createBucket(name: string): void;
  /** Keeps what a template declares of a bucket, by CloudFormation's names; what it declared before and does no more is taken back. */
  declareBucket(
    name: string,
    properties: Readonly<Record<string, unknown>>,
    previous?: Readonly<Record<string, unknown>>,
  ): void;
  /** Keeps a bucket's policy, or takes it back; a bucket that is gone has none. */
  declarePolicy(bucket: string, policy: object | undefined): void;
  /** Throws NoSuchBucket or BucketNotEmpty. */
  deleteBucket(name: string): void;
  /** Resolves once the files of replaced and deleted objects are gone. */
  close(): Promise<void>;
}

/** Opens the buckets and objects of the state folder. */
export function createObjects(context: LocalContext): Objects {
  const store = openObjectStore(context.database);
  const files = openBodyFiles(join(context.folder, 'objects'), store.bodyFiles());
  const room: ObjectRoom = { context, store, files };
  return {
    service: createObjectService(room),
    async put(bucket, key, body, { contentType = 'application/octet-stream', contentEncoding, metadata = {} } = {}) {
      await context.faults.pass('s3', 'PutObject', bucket);
      if (store.bucketCreated(bucket) === undefined) throw objectError('NoSuchBucket');
      const sum = await growingSum(DEFAULT_ALGORITHM);
      const written = await files.write(summed(piecesOf(body), sum));
      const headers: Record<string, string> = { 'content-type': contentType };
      if (contentEncoding !== undefined) headers['content-encoding'] = contentEncoding;
      for (const [name, value] of Object.entries(metadata)) headers[`x-amz-meta-${name.toLowerCase()}`] = value;
      saveObject(room, {
        bucket,
        key,
        body: written.file,
        size: written.size,
        etag: written.md5,
        modified: context.clock.now(),
        headers,
        checksums: { [DEFAULT_ALGORITHM]: await sum.digest() },
        tags: '',
        parts: [],
      });
    },
    async get(bucket, key) {
      const object = store.find(bucket, key);
      return object && { object, body: await files.read(object.body, 0, object.size - 1) };
    },
    *keys(bucket, prefix) {
      for (let page = store.page(bucket, prefix, '', PAGE); page.length > 0; ) {
        for (const { key } of page) yield key;
        page = store.page(bucket, prefix, page.at(-1)?.key ?? '', PAGE);
      }
    },
    bucketExists: (name) => store.bucketCreated(name) !== undefined,
    isEmpty: (name) => store.isEmpty(name),
    createBucket(name) {
      checkBucketName(name);
      createBucket(room, name);
    },
    declareBucket(name, properties, previous) {
      for (const [noun, body] of Object.entries(declaredDocuments(properties, previous)))
        store.saveDocument(name, noun, body);
    },
    declarePolicy(bucket, policy) {
      if (store.bucketCreated(bucket) !== undefined)
        store.saveDocument(bucket, 'BucketPolicy', policy && JSON.stringify(policy));
    },
    deleteBucket: (name) => deleteBucket(room, name),
    close: () => files.settled(),
  };
}
