import { GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { switchMapping } from '../../aws/describe/event-source-mapping.ts';
import { held, readQueueState } from '../../aws/describe/queue-state.ts';
import { OperationError } from '../../operator/errors.ts';
import {
  destinationOf,
  openReplay,
  type Replay,
  type ReplayView,
  replayDocument,
  viewReplay,
} from '../../operator/replay/view.ts';
import { describeError } from '../line/describe-error.ts';
import type { Session } from '../line/session.ts';

/** After so many batches without a delivery the mapping is switched off again. */
const mostFutileBatches = 3;

/** Lambda takes up to a minute to begin polling; a replay without a sign of life for so long is told. */
const patienceMs = 5 * 60_000;

/** `forks replay start`: switches the buffer's mapping on, once its destination is known to be there, and waits for the first delivery. */
export async function replayStart(session: Session): Promise<void> {
  const replay = await openReplay(session);
  const { lambda, sqs, application } = replay;
  await checkDestination(session, replay);
  const before = await readQueueState(sqs, application.queueUrl);
  session.terminal.progress('switching the replay on …');
  await switchMapping(lambda, { id: application.mappingId, enabled: true, wait: session.clock.wait });
  const view = held(before) === 0 ? await viewReplay(replay) : await firstDelivery(session, replay, held(before));
  const destination = destinationOf(replay.settings);
  session.report(replayDocument(replay, view), [
    held(before) === 0
      ? `Replay is on; the buffer is empty, so nothing goes to ${destination} yet`
      : `Replay is on: ${held(before)} events go from the buffer to ${destination}`,
    'While it is on, new events reach the destination twice: forks replay stop switches it off',
  ]);
}

async function checkDestination({ connection }: Session, { sqs, settings }: Replay): Promise<void> {
  const name = destinationOf(settings);
  try {
    const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    await readQueueState(sqs, QueueUrl);
  } catch (cause) {
    throw new OperationError(
      `the destination queue ${name} cannot be reached, so the replay stays off and the buffer keeps its events: ${describeError(cause, connection.endpoint)}`,
      { cause },
    );
  }
}

async function firstDelivery(session: Session, replay: Replay, atStart: number): Promise<ReplayView> {
  const start = session.clock.now();
  for (;;) {
    const view = await viewReplay(replay);
    const elapsed = session.clock.now() - start;
    if (isDelivering(view, atStart)) return view;
    if (isFutile(view, elapsed, replay.settings.timeoutSeconds)) {
      await switchMapping(replay.lambda, { id: view.mapping.id, enabled: false, wait: session.clock.wait });
      throw new OperationError(
        `nothing reached ${destinationOf(replay.settings)} in ${batches(view)}, so the replay is off again and the buffer keeps its events: see forks logs ${replay.application.functionName}`,
      );
    }
    if (elapsed > patienceMs) {
      throw new OperationError('the replay is on, but no batch was sent within five minutes: see forks replay status');
    }
    session.terminal.progress(`waiting for the first delivery, ${held(view.buffer)} events in the buffer …`);
    await session.clock.wait(1000);
  }
}

function batches({ progress }: ReplayView): string {
  return progress.batches === 1 ? '1 batch' : `${progress.batches} batches`;
}

function isDelivering({ progress, buffer }: ReplayView, atStart: number): boolean {
  return progress.sent > 0 || held(buffer) === 0 || held(buffer) < atStart;
}

/** A function that crashes logs no batch: then messages in flight for longer than it may run tell of it. */
function isFutile({ progress, buffer, mapping }: ReplayView, elapsedMs: number, timeoutSeconds: number): boolean {
  const everythingTried = buffer.visible === 0 && buffer.inFlight > 0;
  if (progress.batches >= mostFutileBatches || (everythingTried && progress.batches > 0)) return true;
  const ranOut = elapsedMs > timeoutSeconds * 1000;
  return ranOut && (everythingTried || buffer.inFlight >= mostFutileBatches * mapping.batchSize);
}
