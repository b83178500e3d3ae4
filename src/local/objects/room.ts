/** What the operations of the objects room share: its rows, its files, and the changes that touch both. */
import type { LocalContext } from '../context.ts';
import type { BodyFiles } from './body-files.ts';
import { CREATED_WITH } from './configuration/declared.ts';
import { withEncryption } from './configuration/encryption.ts';
import { versioningOf } from './configuration/versioning.ts';
import { objectError } from './errors.ts';
import type { ObjectStore } from './store.ts';
import { NULL_VERSION } from './version-id.ts';
import type { NewObject, StoredVersion } from './versions.ts';

export interface ObjectRoom {
  readonly context: LocalContext;
  readonly store: ObjectStore;
  readonly files: BodyFiles;
}

/**
 * Makes an object visible whose body is written, as the newest version of its key; the bucket may have gone meanwhile, and then the
 * body goes too.
 */
export function saveObject({ context, store, files }: ObjectRoom, object: NewObject): StoredVersion {
  if (store.bucketCreated(object.bucket) === undefined) {
    files.remove(object.body, Promise.resolve());
    throw objectError('NoSuchBucket');
  }
  const headers = withEncryption(store, object.bucket, object.headers, context);
  const { added, replaced } = store.add({ ...object, headers }, versioningOf(store, object.bucket) === 'Enabled');
  if (replaced !== undefined) files.remove(replaced, context.database.committed());
  return added;
}

/** Creates a bucket with what every new one has; false where it is there already. */
export function createBucket({ context, store }: ObjectRoom, name: string): boolean {
  return context.database.write(() => {
    const isNew = store.createBucket(name, context.clock.now());
    if (isNew) for (const [noun, body] of Object.entries(CREATED_WITH)) store.saveDocument(name, noun, body);
    return isNew;
  });
}

/** Deletes an empty bucket with its unfinished uploads. Throws NoSuchBucket or BucketNotEmpty. */
export function deleteBucket({ context, store, files }: ObjectRoom, name: string): void {
  if (store.bucketCreated(name) === undefined) throw objectError('NoSuchBucket');
  if (!store.isEmpty(name))
    throw versioningOf(store, name) === undefined
      ? objectError('BucketNotEmpty')
      : objectError(
          'BucketNotEmpty',
          'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
        );
  const left = store.uploads(name).flatMap((upload) => store.removeUpload(upload.id));
  store.deleteBucket(name);
  for (const file of left) files.remove(file, context.database.committed());
}

/**
 * Takes an object away: for good where its bucket never kept versions, else behind a delete marker, which is returned
 * (S3 guide, "Deleting object versions from a versioning-enabled bucket").
 */
export function removeObject(room: ObjectRoom, bucket: string, key: string): StoredVersion | undefined {
  const { context, store, files } = room;
  const versioning = versioningOf(store, bucket);
  if (versioning === undefined) {
    removeVersion(room, bucket, key, NULL_VERSION);
    return undefined;
  }
  const { added, replaced } = store.addMarker({ bucket, key, modified: context.clock.now() }, versioning === 'Enabled');
  if (replaced !== undefined) files.remove(replaced, context.database.committed());
  return added;
}

/** Removes one version for good, if it is there, and its file once that is on disk. */
export function removeVersion(
  { context, store, files }: ObjectRoom,
  bucket: string,
  key: string,
  version: string,
): StoredVersion | undefined {
  const removed = store.removeVersion(bucket, key, version);
  if (removed !== undefined && !removed.isMarker) files.remove(removed.body, context.database.committed());
  return removed;
}
