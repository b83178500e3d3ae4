/**
 * Whether a bucket keeps versions, and what a request says of one (S3 guide, "Using versioning in S3 buckets").
 * MFA delete is refused by name.
 */
import * as v from 'valibot';
import { xmlElement } from '../../endpoint/xml.ts';
import { ObjectError, objectError } from '../errors.ts';
import { readXml } from '../request/request-xml.ts';
import type { ObjectStore } from '../store.ts';
import { NULL_VERSION, orderOfVersion } from '../version-id.ts';
import type { StoredVersion } from '../versions.ts';
import { xmlDocument } from '../xml-answer.ts';

const DOCUMENT = 'BucketVersioning';

/** Enabled, Suspended, or undefined for a bucket that never kept versions. */
export function versioningOf(
  store: Pick<ObjectStore, 'document'>,
  bucket: string,
): 'Enabled' | 'Suspended' | undefined {
  const [, status] = /<Status>(Enabled|Suspended)<\/Status>/.exec(store.document(bucket, DOCUMENT) ?? '') ?? [];
  return status === 'Enabled' || status === 'Suspended' ? status : undefined;
}

const configurationSchema = v.object({
  Status: v.optional(v.picklist(['Enabled', 'Suspended'])),
  MfaDelete: v.optional(v.string()),
});

/** The document to keep of a PutBucketVersioning. Throws MalformedXML, IllegalVersioningConfigurationException. */
export async function versioningDocument(body: Buffer): Promise<string> {
  const given = (await readXml(body))['VersioningConfiguration'];
  const input = v.safeParse(configurationSchema, given === '' ? {} : given);
  if (!input.success) throw objectError('MalformedXML');
  const { Status, MfaDelete } = input.output;
  if (MfaDelete === 'Enabled')
    throw objectError('NotImplemented', 'The local stack does not implement MFA delete of S3.');
  if (Status === undefined)
    throw new ObjectError('IllegalVersioningConfigurationException', 'The Versioning element must be specified');
  return xmlDocument('VersioningConfiguration', xmlElement('Status', Status));
}

/** What a request asks for: an object, or one of its versions. */
interface Asked {
  readonly bucket: string;
  readonly key: string;
  readonly version: string | null;
  readonly method: string;
}

/** The version that a reader asks for, or the newest. Throws NoSuchKey, NoSuchVersion, InvalidArgument, MethodNotAllowed for a delete marker. */
export function readableVersion(store: ObjectStore, asked: Asked): StoredVersion {
  const found = askedVersion(store, asked);
  if (!found.isMarker) return found;
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': found.version };
  if (asked.version === null) throw objectError('NoSuchKey', undefined, { elements: { Key: asked.key }, headers });
  throw notAllowedOnMarker(asked.method, {
    ...{ ...headers, allow: 'DELETE', 'last-modified': new Date(found.modified).toUTCString() },
  });
}

/** The same for who reads or changes what a version is tagged with: a delete marker has no tags, the newest no more than another. */
export function taggedVersion(store: ObjectStore, asked: Asked): StoredVersion {
  const found = askedVersion(store, asked);
  if (!found.isMarker) return found;
  throw notAllowedOnMarker(asked.method, { 'x-amz-delete-marker': 'true', 'x-amz-version-id': found.version });
}

function askedVersion(store: ObjectStore, { bucket, key, version }: Asked): StoredVersion {
  if (version !== null) checkVersionId(version);
  const found = version === null ? store.latest(bucket, key) : store.version(bucket, key, version);
  if (found) return found;
  throw version === null
    ? objectError('NoSuchKey', undefined, { elements: { Key: key } })
    : objectError('NoSuchVersion', undefined, { elements: { Key: key, VersionId: version } });
}

function notAllowedOnMarker(method: string, headers: Record<string, string>): ObjectError {
  return objectError('MethodNotAllowed', undefined, {
    elements: { Method: method, ResourceType: 'DeleteMarker' },
    headers,
  });
}

/** Throws InvalidArgument for an id that was never given to a version. */
export function checkVersionId(version: string): void {
  if (version === NULL_VERSION || orderOfVersion(version) !== undefined) return;
  throw objectError('InvalidArgument', 'Invalid version id specified', {
    elements: { ArgumentName: 'versionId', ArgumentValue: version },
  });
}

/** The header that names a version, which buckets that never kept any do not send. */
export function versionHeader(
  store: Pick<ObjectStore, 'document'>,
  { bucket, version }: { bucket: string; version: string },
): Record<string, string> {
  return versioningOf(store, bucket) === undefined ? {} : { 'x-amz-version-id': version };
}
