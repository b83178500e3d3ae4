/** ListObjectVersions of Amazon S3: every version and delete marker of a bucket, of each key the newest first. */
import { xmlElement } from '../endpoint/xml.ts';
import { checkVersionId } from './configuration/versioning.ts';
import { objectError } from './errors.ts';
import { encoded, listedObject, listingHead, listPage, prefixElements } from './listing.ts';
import type { ObjectCall, ObjectOperation } from './object-operation.ts';
import type { ObjectRoom } from './room.ts';
import type { ObjectStore } from './store.ts';
import { orderOfVersion } from './version-id.ts';
import type { StoredVersion, VersionPosition } from './versions.ts';
import { owner, xmlAnswer } from './xml-answer.ts';

/** The listing of versions. */
export function versionListing({ store, context }: ObjectRoom): Record<string, ObjectOperation> {
  const account = owner(context.accountId);
  return {
    ListObjectVersions(call) {
      const { query } = call.request;
      const page = listPage(call, positionOf(store, call), (...asked) => store.versionPage(call.bucket, ...asked));
      const { last } = page;
      const next = typeof last === 'string' ? last : last?.key;
      const entries = page.versions.map((version) =>
        xmlElement(version.isMarker ? 'DeleteMarker' : 'Version', { ...listedVersion(call, version), Owner: account }),
      );
      return xmlAnswer(
        'ListVersionsResult',
        listingHead(call, page) +
          xmlElement('KeyMarker', encoded(call, query.get('key-marker') ?? '')) +
          xmlElement('VersionIdMarker', query.get('version-id-marker') ?? '') +
          xmlElement('NextKeyMarker', next && encoded(call, next)) +
          xmlElement('NextVersionIdMarker', typeof last === 'string' ? undefined : last?.version) +
          entries.join('') +
          prefixElements(call, page),
      );
    },
  };
}

function listedVersion(call: ObjectCall, version: StoredVersion): object {
  const { LastModified, Key, ...content } = listedObject(call, version);
  const { version: VersionId, isLatest: IsLatest } = version;
  return { Key, VersionId, IsLatest, LastModified, ...(version.isMarker ? {} : content) };
}

/** Where the listing goes on: without a version behind every version of the key. Throws InvalidArgument. */
function positionOf(store: ObjectStore, { bucket, request }: ObjectCall): VersionPosition {
  const key = request.query.get('key-marker') ?? '';
  const version = request.query.get('version-id-marker') ?? '';
  if (version === '') return { key, order: 0 };
  if (key === '')
    throw objectError('InvalidArgument', 'A version-id marker cannot be specified without a key marker.', {
      elements: { ArgumentName: 'version-id-marker', ArgumentValue: version },
    });
  checkVersionId(version);
  // Who deletes page after page goes on behind a version that is gone; of `null` the place is gone with it, and none is passed over.
  const order = store.version(bucket, key, version)?.order ?? orderOfVersion(version) ?? Number.MAX_SAFE_INTEGER;
  return { key, order };
}
