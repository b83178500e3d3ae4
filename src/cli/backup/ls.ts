import * as v from 'valibot';
import { command } from '../line/command.ts';
import { counted } from '../line/counted.ts';
import { formatTable } from '../line/table.ts';
import { archiveArgs } from './archive-args.ts';
import { archiveRequest } from './archive-request.ts';

/** `forks backup ls`. Exit code 1 when a foreign object is among them. */
export const ls = command({
  name: 'ls',
  description: 'the objects that can hold events of a window',
  args: archiveArgs,
  result: v.strictObject({
    bucket: v.string(),
    objects: v.array(v.strictObject({ key: v.string(), bytes: v.number(), arrivedAt: v.string() })),
    bytes: v.number(),
    unreadable: v.array(v.strictObject({ key: v.string(), reason: v.string() })),
  }),
  async run(session, flags) {
    const { listArchiveObjects } = await import('../../operator/archive/list-objects.ts');
    const onProgress = (objects: number) => session.terminal.progress(`${objects} objects …`);
    const found = await listArchiveObjects(session, await archiveRequest(session, flags), { onProgress });
    const { bucket, objects, bytes, unreadable } = found;
    session.report(found, [
      ...formatTable(
        ['first arrival', 'bytes', 'object'],
        objects.map(({ key, arrivedAt, bytes: size }) => [arrivedAt, size, `s3://${bucket}/${key}`]),
      ),
      `${counted(objects.length, 'object')}, ${counted(bytes, 'byte')}`,
      ...unreadable.map(({ key, reason }) => `FOREIGN  s3://${bucket}/${key}: ${reason}`),
    ]);
    return unreadable.length > 0 ? 1 : 0;
  },
});
