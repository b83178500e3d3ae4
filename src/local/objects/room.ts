/** What the operations of the objects room share: its rows, its files, and the two changes that touch both. */
import type { LocalContext } from '../context.ts';
import type { BodyFiles } from './body-files.ts';
import { objectError } from './errors.ts';
import type { ObjectStore, StoredObject } from './store.ts';

export interface ObjectRoom {
  readonly context: LocalContext;
  readonly store: ObjectStore;
  readonly files: BodyFiles;
}

/** Makes an object visible whose body is written; the bucket may have gone meanwhile, and then the body goes too. */
export function saveObject({ context, store, files }: ObjectRoom, object: StoredObject): void {
  if (store.bucketCreated(object.bucket) === undefined) {
    files.remove(object.body, Promise.resolve());
    throw objectError('NoSuchBucket');
  }
  const replaced = store.save(object);
  if (replaced !== undefined) files.remove(replaced, context.database.committed());
}

/** Deletes an empty bucket with its unfinished uploads. Throws NoSuchBucket or BucketNotEmpty. */
export function deleteBucket({ context, store, files }: ObjectRoom, name: string): void {
  if (store.bucketCreated(name) === undefined) throw objectError('NoSuchBucket');
  if (!store.isEmpty(name)) throw objectError('BucketNotEmpty');
  const left = store.uploads(name).flatMap((upload) => store.removeUpload(upload.id));
  store.deleteBucket(name);
  for (const file of left) files.remove(file, context.database.committed());
}

/** Deletes an object if it is there, and its file once the deletion is on disk. */
export function removeObject({ context, store, files }: ObjectRoom, bucket: string, key: string): void {
  const file = store.remove(bucket, key);
  if (file !== undefined) files.remove(file, context.database.committed());
}
