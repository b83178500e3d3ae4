import { listArchive } from '../../aws/archive/list-archive.ts';
import type { Operator } from '../operator.ts';
import { type ArchiveRequest, openArchive } from './open-archive.ts';

/** The objects of an archive that can hold events of a window, and what lies among them that is none of the archive's. */
export interface ArchiveObjects {
  readonly bucket: string;
  readonly objects: ReadonlyArray<{ readonly key: string; readonly bytes: number; readonly arrivedAt: string }>;
  readonly bytes: number;
  readonly unreadable: ReadonlyArray<{ readonly key: string; readonly reason: string }>;
}

/** Lists the objects that can hold events of a window, by their arrival; `onProgress` is told how many are found. */
export async function listArchiveObjects(
  operator: Operator,
  request: ArchiveRequest,
  { onProgress }: { onProgress?: (objects: number) => void } = {},
): Promise<ArchiveObjects> {
  const { s3, archive, window } = await openArchive(operator, request);
  const objects: { key: string; bytes: number; arrivedAt: string }[] = [];
  const unreadable: { key: string; reason: string }[] = [];
  for await (const entry of listArchive(s3, archive, window)) {
    if (entry.kind === 'unreadable') unreadable.push({ key: entry.key, reason: entry.reason });
    else objects.push({ key: entry.key, bytes: entry.size, arrivedAt: new Date(entry.arrivedAt).toISOString() });
    onProgress?.(objects.length);
  }
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  return { bucket: archive.bucket, objects, bytes, unreadable };
}
