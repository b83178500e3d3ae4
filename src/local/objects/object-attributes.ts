/** GetObjectAttributes of Amazon S3: what of an object is asked for, without its body. */
import { xmlElement } from '../endpoint/xml.ts';
import { readableVersion, versionHeader } from './configuration/versioning.ts';
import { objectError } from './errors.ts';
import type { ObjectCall, ObjectOperation } from './object-operation.ts';
import { countArgument } from './request/count-argument.ts';
import { checksumElements, checksumType, partChecksumElements } from './request/object-headers.ts';
import type { ObjectRoom } from './room.ts';
import type { StoredObject } from './versions.ts';
import { xmlAnswer } from './xml-answer.ts';

/** A page holds up to 1,000 parts (S3 API reference, GetObjectAttributes). */
const MAX_LISTED = 1000;

const ATTRIBUTES: Readonly<Record<string, (object: StoredObject, call: ObjectCall) => string>> = {
  ETag: ({ etag }) => xmlElement('ETag', etag),
  Checksum: ({ checksums }) => {
    // How many parts it is of is not told here, as was recorded of S3.
    const elements = checksumElements(checksums).replace(/-\d+</g, '<');
    return elements === '' ? '' : `<Checksum>${elements}</Checksum>`;
  },
  ObjectParts: objectParts,
  StorageClass: ({ headers }) => xmlElement('StorageClass', headers['x-amz-storage-class'] ?? 'STANDARD'),
  ObjectSize: ({ size }) => xmlElement('ObjectSize', size),
};

/** The operation that asks for attributes. */
export function objectAttributes({ store }: ObjectRoom): Record<string, ObjectOperation> {
  return {
    GetObjectAttributes(call) {
      const asked = askedAttributes(call);
      const object = readableVersion(store, {
        ...{ ...call, version: call.request.query.get('versionId'), method: call.request.method },
      });
      const elements = Object.entries(ATTRIBUTES).map(([name, write]) => (asked.has(name) ? write(object, call) : ''));
      return xmlAnswer('GetObjectAttributesResponse', elements.join(''), {
        ...{ 'last-modified': new Date(object.modified).toUTCString(), ...versionHeader(store, object) },
      });
    },
  };
}

function askedAttributes({ request }: ObjectCall): Set<string> {
  const header = String(request.headers['x-amz-object-attributes'] ?? '');
  const asked = new Set(header.split(',').map((name) => name.trim()));
  if ([...asked].every((name) => Object.hasOwn(ATTRIBUTES, name))) return asked;
  throw objectError('InvalidArgument', 'Invalid attribute name specified.', {
    elements: { ArgumentName: 'x-amz-object-attributes', ArgumentValue: header },
  });
}

/** Each part is told where each has a checksum of its own; of others only how many there are. */
function objectParts({ parts, checksums }: StoredObject, { request }: ObjectCall): string {
  if (parts.length === 0) return '';
  const count = xmlElement('PartsCount', parts.length);
  if (checksumType(checksums) !== 'COMPOSITE') return `<ObjectParts>${count}</ObjectParts>`;
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : null;
  };
  const marker = countArgument('part-number-marker', header('x-amz-part-number-marker'), 0);
  const limit = Math.min(countArgument('max-parts', header('x-amz-max-parts'), MAX_LISTED), MAX_LISTED);
  const left = parts.filter(({ number }) => number > marker);
  const page = left.slice(0, limit);
  const listed = page.map((part) => `<Part>${partChecksumElements(part.checksums)}${partElements(part)}</Part>`);
  return `<ObjectParts>${count}${xmlElement('PartNumberMarker', marker)}${xmlElement('NextPartNumberMarker', page.at(-1)?.number ?? marker)}${xmlElement('MaxParts', limit)}${xmlElement('IsTruncated', left.length > limit)}${listed.join('')}</ObjectParts>`;
}

function partElements({ number, size }: { number: number; size: number }): string {
  return xmlElement('PartNumber', number) + xmlElement('Size', size);
}
