import * as v from 'valibot';

/** Which archive is meant, and which of its events. */
export const ArchiveFlags = v.object({
  from: v.optional(v.string()),
  to: v.optional(v.string()),
  late: v.optional(v.string()),
  stream: v.optional(v.string()),
  bucket: v.optional(v.string()),
  prefix: v.optional(v.string()),
});
export type ArchiveFlags = v.InferOutput<typeof ArchiveFlags>;
