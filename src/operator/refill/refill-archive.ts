import { readMapping } from '../../aws/describe/event-source-mapping.ts';
import { readOldestMessage } from '../../aws/describe/oldest-message.ts';
import { held, readQueueState } from '../../aws/describe/queue-state.ts';
import { MAX_BATCH_ENTRIES } from '../../domain/service-limits.ts';
import { openArchive } from '../archive/open-archive.ts';
import { tryBucket } from '../backup/try-bucket.ts';
import { compilePolicy } from '../compile-policy.ts';
import { OperationError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import { burstFor, createPace } from '../pace.ts';
import type { Replay } from '../replay/view.ts';
import { openStackClock } from '../stack/stack-clock.ts';
import { openArchivedEvents } from './archived-events.ts';
import { awaitSettled, type Unsettled } from './await-settled.ts';
import { openBufferQueue } from './buffer-queue.ts';
import { type DrainCounts, type DrainOutcome, drainBuffer } from './drain-buffer.ts';
import { judgeBy } from './judge.ts';
import { prepareRefill } from './prepare.ts';

/** How an archive is refilled. */
export interface RefillRequest {
  /** The delivery stream of the backup, where the stack has several. */
  readonly stream?: string | undefined;
  /** Events a second at most. */
  readonly rate?: number | undefined;
  /** Write events of the old form too, with the id and the time of their queue's message. */
  readonly includeUnidentified?: boolean;
  /** Take what cannot be read of the archive for lacking. */
  readonly skipUnreadable?: boolean;
}

/** What a refill did. */
export interface RefilledArchive extends DrainOutcome {
  /** The delivery stream's name. */
  readonly stream: string;
  /** The URL of the buffer. */
  readonly queue: string;
  /** Events published since this time were left alone, as ISO 8601: they may be on their way to the archive. */
  readonly before: string;
  /** How many events of the archive were read. */
  readonly read: number;
  /** What the buffer holds now, as SQS counts. */
  readonly left: number;
  readonly seconds: number;
}

/** What a refill does. */
export type RefillProgress =
  | { readonly kind: 'settling'; readonly where: Unsettled }
  | { readonly kind: 'reading'; readonly events: number }
  | { readonly kind: 'draining'; readonly counts: DrainCounts; readonly of: number };

/** What a refill tells meanwhile, and what ends it. */
export interface RefillWatch {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RefillProgress) => void;
}

/** SNS delivers within moments; an event that was published shortly before may not have come to the queue. */
const DELIVERY_MS = 60_000;
/** Between CloudWatch's figure and now, and between an event's time and its message's. */
const SLACK_MS = 3_600_000;

/**
 * Puts what the buffer of the replay holds and the archive lacks into the archive, through the backup's queue, with id, time,
 * subject and attributes as they were, and takes it and what the archive has out of the buffer: from then on these events are
 * replayed from the archive. First waits until what is on its way is archived. At least once; an event that the archive has is
 * not written again. Keeps two digests of each archived event of the buffer's time, 256 MiB for six million.
 *
 * Throws OperationError, and takes nothing, while the replay is on or the backup paused, where the bucket takes no object, and
 * where the archive cannot be read; later, with what was done so far, when it cannot go on.
 *
 * @example
 * const { state, refilled, left } = await refillArchive(operator, { rate: 500 });
 */
export async function refillArchive(
  operator: Operator,
  request: RefillRequest = {},
  { signal = new AbortController().signal, onProgress = () => {} }: RefillWatch = {},
): Promise<RefilledArchive> {
  const { replay, backup, topicArn, buffer } = await prepareRefill(operator, request.stream);
  const { sqs, application } = replay;
  const clock = await openStackClock(operator);
  const start = clock.now();
  const before = start - DELIVERY_MS;
  const end = async (outcome: DrainOutcome, read: number): Promise<RefilledArchive> => ({
    stream: backup.streamName,
    queue: application.queueUrl,
    before: new Date(before).toISOString(),
    read,
    ...outcome,
    left: held(await readQueueState(sqs, application.queueUrl)),
    seconds: (clock.now() - start) / 1000,
  });
  if (held(buffer) === 0) return end({ ...NOTHING, state: 'done' }, 0);

  // What the buffer gives away must not end in a stream that drops it after 24 hours.
  await tryBucket(operator, backup.streamName, 'nothing is taken out of the buffer');
  const archive = await openArchive(operator, { stream: backup.streamName });
  const { bufferMs } = archive.archive;
  const onWaiting = (where: Unsettled) => onProgress({ kind: 'settling', where });
  await awaitSettled(operator, backup, { bufferMs, signal, onWaiting });
  const queueName = application.queueUrl.split('/').at(-1) ?? '';
  const oldest = await readOldestMessage(replay.metrics, { queueName, now: clock.now() });
  const retained = clock.now() - buffer.retentionSeconds * 1000 - SLACK_MS;
  const archived = openArchivedEvents(archive, {
    earliest: retained,
    skipUnreadable: request.skipUnreadable ?? false,
    signal,
    onProgress: (events) => onProgress({ kind: 'reading', events }),
  });
  if (!signal.aborted) await archived.cover(oldest === undefined ? retained : oldest.since - SLACK_MS);
  if (signal.aborted) return end({ ...NOTHING, state: 'interrupted' }, archived.events);

  const { policy } = backup;
  const pace = createPace(request.rate, clock);
  const queue = openBufferQueue(sqs, {
    bufferUrl: application.queueUrl,
    backupUrl: backup.queueUrl,
    topicArn,
    most: burstFor(request.rate, MAX_BATCH_ENTRIES),
    wait: operator.clock.wait,
  });
  let looked = clock.now();
  const outcome = await drainBuffer({
    ...queue,
    async receive() {
      if (clock.now() - looked >= LOOK_MS) {
        looked = clock.now();
        await assertAlone(replay);
      }
      return queue.receive();
    },
    async send(events) {
      await pace(events.length);
      return queue.send(events);
    },
    judge: judgeBy(archived, {
      policy: policy && compilePolicy(policy.text, policy.scope),
      before,
      includeUnidentified: request.includeUnidentified ?? false,
      signal,
    }),
    sent: archived.addSent,
    signal,
    onProgress: (counts) => onProgress({ kind: 'draining', counts, of: held(buffer) }),
  });
  await assertAlone(replay);
  return end(outcome, archived.events);
}

/** How often it is asked whether the replay takes from the same buffer. */
const LOOK_MS = 5_000;

/** What the replay takes out of the buffer is not refilled: one that was switched on meanwhile ends the refill. */
async function assertAlone({ lambda, application }: Replay): Promise<void> {
  const { state } = await readMapping(lambda, application.mappingId);
  if (state === 'Disabled') return;
  throw new OperationError(
    `the replay is ${state} since, and takes events out of the buffer that the archive lacks: switch it off with forks replay stop`,
  );
}

const NOTHING: DrainCounts = {
  refilled: 0,
  archived: 0,
  pending: 0,
  unwanted: 0,
  unidentified: 0,
  unsent: 0,
  undeleted: 0,
  reasons: {},
};
