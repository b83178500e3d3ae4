import { listArchiveObjects } from '../../operator/archive/list-objects.ts';
import type { Session } from '../line/session.ts';
import { formatTable } from '../line/table.ts';
import type { ArchiveFlags } from './archive-flags.ts';
import { archiveRequest } from './archive-request.ts';

/** `forks backup ls`: the objects that can hold events of a window. Exit code 1 when a foreign one is among them. */
export async function backupLs(session: Session, flags: ArchiveFlags): Promise<number> {
  const onProgress = (objects: number) => session.terminal.progress(`${objects} objects …`);
  const found = await listArchiveObjects(session, await archiveRequest(session, flags), { onProgress });
  const { bucket, objects, bytes, unreadable } = found;
  session.report(found, [
    ...formatTable(
      ['first arrival', 'bytes', 'object'],
      objects.map(({ key, arrivedAt, bytes: size }) => [arrivedAt, size, `s3://${bucket}/${key}`]),
    ),
    `${objects.length} objects, ${bytes} bytes`,
    ...unreadable.map(({ key, reason }) => `FOREIGN  s3://${bucket}/${key}: ${reason}`),
  ]);
  return unreadable.length > 0 ? 1 : 0;
}
