import { DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { OperationError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import { countPlaces, type DeadLetterCount } from './count.ts';
import { type ErrorOutput, listErrorObjects } from './error-output.ts';
import { openDeadLetters } from './open-dead-letters.ts';

/** What was deleted, and the places that could not be purged. */
export interface Purged {
  readonly purged: readonly DeadLetterCount[];
  readonly failed: readonly { readonly name: string; readonly cause: unknown }[];
}

/**
 * Deletes dead letters for good: all, or those of a name. A place that cannot be purged does not keep the others.
 *
 * @example
 * const { purged, failed } = await purgeDeadLetters(operator, 'Checkout/OrdersDeadLetterQueue');
 */
export async function purgeDeadLetters(operator: Operator, name?: string): Promise<Purged> {
  const deadLetters = await openDeadLetters(operator, name);
  const purged: DeadLetterCount[] = [];
  const failed: { name: string; cause: unknown }[] = [];
  for (const [index, count] of (await countPlaces(deadLetters)).entries()) {
    const place = deadLetters.places[index];
    if (place === undefined || count.waiting === 0) continue;
    try {
      if (place.kind === 'stream') await deleteErrors(deadLetters.s3, place);
      else await deadLetters.sqs.send(new PurgeQueueCommand({ QueueUrl: place.url }));
      purged.push(count);
    } catch (cause) {
      // SQS purges a queue once in 60 s: that must not keep the other places.
      failed.push({ name: place.name, cause });
    }
  }
  return { purged, failed };
}

/** DeleteObjects takes 1,000 keys (S3 API, DeleteObjects). */
const MAX_KEYS = 1000;

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
    if (keys.length === MAX_KEYS) await flush();
  }
  await flush();
}
