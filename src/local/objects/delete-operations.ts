/**
 * DeleteObject and DeleteObjects of Amazon S3: for good, behind a delete marker, or one version.
 * There are no locks, so nothing is kept from being deleted.
 */
import * as v from 'valibot';
import { xmlElement } from '../endpoint/xml.ts';
import { checkVersionId, versionHeader } from './configuration/versioning.ts';
import { objectError } from './errors.ts';
import type { ObjectOperation } from './object-operation.ts';
import { checkWriteConditions } from './request/preconditions.ts';
import { readRequestBody } from './request/request-body.ts';
import { readXml, xmlList } from './request/request-xml.ts';
import { type ObjectRoom, removeObject, removeVersion } from './room.ts';
import { NULL_VERSION, orderOfVersion } from './version-id.ts';
import { xmlAnswer } from './xml-answer.ts';

/** DeleteObjects takes up to 1,000 keys (S3 API reference). */
const MAX_DELETED = 1000;
const INTERNAL_ERROR = 'We encountered an internal error. Please try again.';
const NO_SUCH_VERSION = 'The specified version does not exist.';

/** The two operations that delete objects. */
export function deleteOperations(room: ObjectRoom): Record<string, ObjectOperation> {
  const { store } = room;
  return {
    DeleteObject({ bucket, key, request }) {
      const version = request.query.get('versionId');
      checkWriteConditions(store.find(bucket, key), { 'if-match': request.headers['if-match'] });
      if (version === null) {
        const marker = removeObject(room, bucket, key);
        return { status: 204, headers: marker ? markerHeaders(marker.version) : {} };
      }
      checkVersionId(version);
      const removed = removeVersion(room, bucket, key, version);
      if (removed?.isMarker) return { status: 204, headers: markerHeaders(version) };
      return { status: 204, headers: versionHeader(store, { bucket, version }) };
    },
    async DeleteObjects({ bucket, request, partial }) {
      const { pieces } = await readRequestBody(request);
      const input = v.safeParse(deleteSchema, (await readXml(Buffer.concat(pieces)))['Delete']);
      if (!input.success || input.output.Object.length > MAX_DELETED) throw objectError('MalformedXML');
      const quiet = input.output.Quiet === 'true';
      const results = input.output.Object.map((entry) => {
        const failed = partial?.failNext()
          ? { Code: 'InternalError', Message: INTERNAL_ERROR }
          : versionTrouble(entry.VersionId);
        if (failed) return xmlElement('Error', { ...entry, ...failed });
        const deleted = deleteEntry(room, bucket, entry);
        return quiet ? '' : xmlElement('Deleted', deleted);
      });
      return xmlAnswer('DeleteResult', results.join(''));
    },
  };
}

interface Entry {
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

const deleteSchema = v.object({
  Object: xmlList(v.object({ Key: v.string(), VersionId: v.optional(v.string()) })),
  Quiet: v.optional(v.string()),
});

function versionTrouble(version: string | undefined): { Code: string; Message: string } | undefined {
  if (version === undefined || version === NULL_VERSION || orderOfVersion(version) !== undefined) return undefined;
  return { Code: 'NoSuchVersion', Message: NO_SUCH_VERSION };
}

function deleteEntry(room: ObjectRoom, bucket: string, entry: Entry): object {
  if (entry.VersionId === undefined) {
    const marker = removeObject(room, bucket, entry.Key);
    return marker ? { ...entry, DeleteMarker: true, DeleteMarkerVersionId: marker.version } : entry;
  }
  const removed = removeVersion(room, bucket, entry.Key, entry.VersionId);
  return removed?.isMarker ? { ...entry, DeleteMarker: true, DeleteMarkerVersionId: removed.version } : entry;
}

function markerHeaders(version: string): Record<string, string> {
  return { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version };
}
