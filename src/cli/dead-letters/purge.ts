import { DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { type ErrorOutput, listErrorObjects } from '../../operator/dead-letters/error-output.ts';
import { OperationError } from '../../operator/errors.ts';
import { describeError } from '../line/describe-error.ts';
import { UsageError } from '../line/errors.ts';
import type { Session } from '../line/session.ts';
import { countDeadLetters, type DeadLetterCount, waitingText } from './list.ts';
import { openDeadLetters } from './open-dead-letters.ts';

/** `forks dead-letters purge [NAME] --yes`: deletes dead letters for good. Without --yes, says what it would delete and deletes nothing. Exit code 1 when a place could not be purged. */
export async function deadLettersPurge(
  session: Session,
  wanted: string | undefined,
  { yes = false }: { yes?: boolean | undefined },
): Promise<number> {
  const deadLetters = await openDeadLetters(session, wanted);
  const counts = (await countDeadLetters(deadLetters)).filter(({ waiting }) => waiting > 0);
  if (counts.length > 0 && !yes) {
    const list = counts.map((count) => `${waitingText(count)} of ${count.name}`).join(', ');
    throw new UsageError(`purge deletes ${list} for good: say --yes, or send them where they belong with redrive`);
  }
  const purged: DeadLetterCount[] = [];
  for (const count of counts) {
    const place = deadLetters.places.find(({ name }) => name === count.name);
    try {
      if (place?.kind === 'stream') await deleteErrors(deadLetters.s3, place);
      else if (place !== undefined) await deadLetters.sqs.send(new PurgeQueueCommand({ QueueUrl: place.url }));
      purged.push(count);
    } catch (error) {
      // SQS purges a queue once in 60 s: that must not keep the other places.
      session.terminal.warn(`forks: ${count.name}: ${describeError(error, session.connection.endpoint)}`);
    }
  }
  const failed = counts.length - purged.length;
  session.report({ purged: purged.map(({ name, kind, waiting }) => ({ name, kind, deleted: waiting })), failed }, [
    ...purged.map((count) => `${count.name}: ${waitingText(count)} deleted`),
    ...(counts.length === 0 ? ['No dead letters'] : []),
  ]);
  return failed > 0 ? 1 : 0;
}

/** DeleteObjects takes 1,000 keys (S3 API, DeleteObjects). */
const mostKeys = 1000;

async function deleteErrors(s3: S3Client, output: ErrorOutput): Promise<void> {
  let keys: string[] = [];
  const flush = async () => {
    if (keys.length === 0) return;
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({
        Bucket: output.bucket,
        Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true },
      }),
    );
    const [error] = Errors;
    if (error) throw new OperationError(`${error.Key} could not be deleted: ${error.Code}: ${error.Message}`);
    keys = [];
  };
  for await (const { key } of listErrorObjects(s3, output)) {
    keys.push(key);
    if (keys.length === mostKeys) await flush();
  }
  await flush();
}
