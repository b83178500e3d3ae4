import type * as v from 'valibot';
import { text } from '../line/args.ts';

/** How far behind a window an archive is read. */
export const late = text(
  'd',
  'how long after their publication events may have been archived; by default as long as the queue of the backup keeps them',
);

/** Which archive is meant, and which of its events. */
export const archiveArgs = {
  from: text('t', 'events published at this time or later: ISO 8601 with a zone, or a duration back from now'),
  to: text('t', 'events published before this time'),
  late,
  stream: text('name', 'the delivery stream of the backup, where a stack has several'),
  bucket: text('name', 'a bucket whose stack is gone'),
  prefix: text('prefix', "the prefix of its objects, as the stream's Prefix was"),
};

/** What of them is given. */
export type ArchiveFlags = Partial<v.InferOutput<v.ObjectSchema<typeof archiveArgs, undefined>>>;
