import type * as v from 'valibot';
import { text, textOr } from '../line/args.ts';

/** Which archive is meant, and which of its events. */
export const archiveArgs = {
  from: text('t', 'events published at this time or later: ISO 8601 with a zone, or a duration back from now'),
  to: text('t', 'events published before this time'),
  late: textOr('4d', 'd', 'how long after their publication events may have been archived'),
  stream: text('name', 'the delivery stream of the backup, where a stack has several'),
  bucket: text('name', 'a bucket whose stack is gone'),
  prefix: text('prefix', "the prefix of its objects, as the stream's Prefix was"),
};

/** What of them is given. */
export type ArchiveFlags = Partial<v.InferOutput<v.ObjectSchema<typeof archiveArgs, undefined>>>;
