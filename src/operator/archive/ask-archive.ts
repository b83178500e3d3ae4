import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Operator } from '../operator.ts';
import { type ArchiveRequest, openArchive } from './open-archive.ts';
import { type ArchiveAnswer, type Progress, queryArchive } from './query/query-archive.ts';

/** What is asked of which archive. */
export interface ArchiveQuestion extends ArchiveRequest {
  /** One SELECT over the table `events`; without it, what fields the events have. */
  readonly sql?: string | undefined;
  /** Copies of objects and fields are kept here, apart for each archive, for the next question. */
  readonly cache: string;
}

/** What the events have, for a question that is not put. Its columns are qualified: a bare name is taken for a field of the events. */
const describeEvents =
  'SELECT described.column_name AS field, described.column_type AS type FROM (DESCRIBE events) AS described';

/**
 * Asks the archive of the operator's stack by SQL. Throws RequestError for what is not one SELECT, and OperationError for what the
 * engine refuses.
 *
 * @example
 * const { columns, rows } = await askArchive(operator, { sql: 'SELECT count(*) FROM events', cache: '/tmp/archive' });
 */
export async function askArchive(
  operator: Operator,
  { sql = describeEvents, cache, ...request }: ArchiveQuestion,
  { onProgress = () => {} }: { onProgress?: Progress } = {},
): Promise<ArchiveAnswer & { readonly bucket: string }> {
  const { s3, archive, window, whole } = await openArchive(operator, request);
  const { endpoint, profile } = operator.connection;
  const place = `${endpoint ?? profile ?? ''} ${archive.bucket}`;
  const folder = join(cache, createHash('sha256').update(place).digest('hex').slice(0, 16));
  const asked = { s3, archive, window, wholeArchive: whole, sql, folder, progress: onProgress };
  return { bucket: archive.bucket, ...(await queryArchive(asked)) };
}
