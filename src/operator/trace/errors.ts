import { createS3Client } from '../../aws/s3-client.ts';
import { type ErrorOutput, listErrorObjects, readFailedRecords } from '../dead-letters/error-output.ts';
import type { Operator } from '../operator.ts';
import type { Finding } from './finding.ts';
import { namesEvent } from './names-event.ts';

/** Where an event stands in the error output of a delivery stream, in objects written at `from` or later. */
export async function findErrors(
  { connection }: Pick<Operator, 'connection'>,
  output: ErrorOutput,
  { eventId, from }: { eventId: string; from: number },
): Promise<Finding[]> {
  const s3 = createS3Client(connection);
  const findings: Finding[] = [];
  for await (const { key, writtenAt } of listErrorObjects(s3, output)) {
    if (writtenAt < from) continue;
    for await (const record of readFailedRecords(s3, { bucket: output.bucket, key })) {
      // A record of the archive holds a line for each event.
      const lines = record.data?.toString('utf8').split('\n') ?? [];
      if (record.data === undefined || !lines.some((line) => namesEvent(line, eventId))) continue;
      const where = `s3://${output.bucket}/${key} line ${record.line}`;
      findings.push({ place: 'dead letters', where, detail: `tried ${record.attempts} times` });
    }
  }
  return findings;
}
