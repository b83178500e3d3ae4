import { listArchive } from '../../aws/archive/list-archive.ts';
import { openArchive } from '../../operator/archive/open-archive.ts';
import type { Session } from '../line/session.ts';
import { formatTable } from '../line/table.ts';
import type { ArchiveFlags } from './archive-flags.ts';
import { archiveRequest } from './archive-request.ts';

/** `forks backup ls`: the objects that can hold events of a window. Exit code 1 when a foreign one is among them. */
export async function backupLs(session: Session, flags: ArchiveFlags): Promise<number> {
  const { s3, archive, window } = await openArchive(session, await archiveRequest(session, flags));
  const objects: { key: string; bytes: number; arrivedAt: string }[] = [];
  const unreadable: { key: string; reason: string }[] = [];
  for await (const entry of listArchive(s3, archive, window)) {
    if (entry.kind === 'unreadable') unreadable.push({ key: entry.key, reason: entry.reason });
    else objects.push({ key: entry.key, bytes: entry.size, arrivedAt: new Date(entry.arrivedAt).toISOString() });
    session.terminal.progress(`${objects.length} objects …`);
  }
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  session.report({ bucket: archive.bucket, objects, bytes, unreadable }, [
    ...formatTable(
      ['first arrival', 'bytes', 'object'],
      objects.map(({ key, arrivedAt, bytes: size }) => [arrivedAt, size, `s3://${archive.bucket}/${key}`]),
    ),
    `${objects.length} objects, ${bytes} bytes`,
    ...unreadable.map(({ key, reason }) => `FOREIGN  s3://${archive.bucket}/${key}: ${reason}`),
  ]);
  return unreadable.length > 0 ? 1 : 0;
}
