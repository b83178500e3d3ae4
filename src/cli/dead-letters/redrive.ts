import type { Message } from '@aws-sdk/client-sqs';
import { createPutRecords } from '../../aws/put-records.ts';
import { mostMovesASecond, moveBack } from '../../operator/dead-letters/move-task.ts';
import { type DeadLetterQueue, queueUrlOf, type StreamErrors } from '../../operator/dead-letters/places.ts';
import { reputRecords } from '../../operator/dead-letters/reput-records.ts';
import { resendMessages } from '../../operator/dead-letters/resend-messages.ts';
import type { Clock } from '../../operator/operator.ts';
import { burstFor, createPace } from '../../operator/pace.ts';
import { openStackClock } from '../../operator/stack/stack-clock.ts';
import { counted } from '../line/counted.ts';
import { UsageError } from '../line/errors.ts';
import type { Session } from '../line/session.ts';
import { countDeadLetters } from './list.ts';
import { type DeadLetters, openDeadLetters, ownersOf } from './open-dead-letters.ts';

interface Redriven {
  readonly moved: number;
  /** Why what did not move stays: each reason with its number. */
  readonly failed: ReadonlyMap<string, number>;
}

interface Work {
  readonly session: Session;
  readonly deadLetters: DeadLetters;
  readonly rate: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * `forks dead-letters redrive [NAME]`: sends dead letters where each belongs, one place after the other. Nothing is taken
 * away before it was sent. Exit code 1 when something could not be moved, or on Ctrl-C.
 */
export async function deadLettersRedrive(
  session: Session,
  wanted: string | undefined,
  { rate }: { rate?: number | undefined },
): Promise<number> {
  const deadLetters = await openDeadLetters(session, wanted);
  if (rate !== undefined && rate > mostMovesASecond) {
    throw new UsageError(`--rate is ${rate}, but SQS moves at most ${mostMovesASecond} dead letters a second`);
  }
  const signal = session.terminal.interrupted();
  const work = { session, deadLetters, rate, clock: await openStackClock(session), signal };
  const redriven = [];
  for (const [index, count] of (await countDeadLetters(deadLetters)).entries()) {
    const place = deadLetters.places[index];
    if (place === undefined || count.waiting === 0 || signal.aborted) continue;
    const { moved, failed } =
      place.kind === 'stream' ? await redriveStream(work, place) : await redriveQueue(work, place);
    redriven.push({
      name: place.name,
      kind: place.kind,
      to: ownersOf(place),
      moved,
      failed: [...failed.values()].reduce((sum, number) => sum + number, 0),
      reasons: Object.fromEntries(failed),
    });
  }
  session.report({ redriven, interrupted: signal.aborted }, [
    ...redriven.flatMap(({ name, to, kind, moved, failed, reasons }) => [
      `${name}: ${counted(moved, kind === 'stream' ? 'record' : 'message')} moved to ${to.join(', ')}${failed > 0 ? `, ${failed} stay` : ''}`,
      ...Object.entries(reasons).map(([reason, number]) => `  ${number} × ${reason}`),
    ]),
    ...(redriven.length === 0 ? ['No dead letters'] : []),
    ...(signal.aborted ? ['Interrupted: what was not moved stays among the dead letters'] : []),
  ]);
  return signal.aborted || redriven.some(({ failed }) => failed > 0) ? 1 : 0;
}

async function redriveQueue(work: Work, place: DeadLetterQueue): Promise<Redriven> {
  const { session, deadLetters, clock, rate, signal } = work;
  const progress = (moved: number, of: number) => session.terminal.progress(`${place.name}: ${moved} of ${of} moved …`);
  if (place.subscribed.length === 0) {
    const { wait } = session.clock;
    const task = await moveBack(deadLetters.sqs, { sourceArn: place.arn, rate, wait, signal, progress });
    const done = task.status === 'COMPLETED' || task.status === 'CANCELLED';
    return {
      moved: task.moved,
      failed: new Map(
        done ? [] : [[`SQS ended the move as ${task.status}: ${task.reason ?? 'it gives no reason'}`, 1]],
      ),
    };
  }
  return resendMessages(deadLetters.sqs, {
    queueUrl: place.url,
    burst: burstFor(rate, 10),
    destinationOf: await destinations(work, place),
    pace: createPace(rate, clock),
    signal,
    progress,
  });
}

/** A message that came from a queue tells which; one that SNS could not deliver belongs to the subscribed queue, if there is but one. */
async function destinations({ deadLetters: { sqs } }: Work, { queues, subscribed }: DeadLetterQueue) {
  const arns = [...new Set([...queues, ...subscribed].map(({ arn }) => arn))];
  const urls = new Map(await Promise.all(arns.map(async (arn) => [arn, await queueUrlOf(sqs, arn)] as const)));
  const [only, ...more] = new Set(subscribed.map(({ arn }) => arn));
  return ({ Attributes = {} }: Message): { url: string } | { reason: string } => {
    const arn = Attributes.DeadLetterQueueSourceArn ?? (more.length === 0 ? only : undefined);
    if (arn === undefined) {
      return { reason: 'several subscriptions share this queue, and the message does not say whose it is' };
    }
    const url = urls.get(arn);
    return url === undefined ? { reason: `it came from ${arn}, which is not of this stack` } : { url };
  };
}

async function redriveStream(
  { session, deadLetters: { s3, firehose }, clock, rate, signal }: Work,
  place: StreamErrors,
): Promise<Redriven> {
  const putRecords = createPutRecords({ send: (command, options) => firehose.send(command, options) });
  return reputRecords({ s3, putRecords }, place, {
    streamName: place.physicalName,
    rate,
    pace: createPace(rate, clock),
    now: session.clock.now,
    signal,
    progress: (moved) => session.terminal.progress(`${place.name}: ${moved} records moved …`),
  });
}
