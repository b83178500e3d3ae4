import { GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { switchMapping } from '../../aws/describe/event-source-mapping.ts';
import { held, readQueueState } from '../../aws/describe/queue-state.ts';
import { FutileReplayError, OperationError, UnreachableError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import { consumerWarnings, type ReplayWarning, readConsumers } from './destination.ts';
import {
  type BufferReplay,
  bufferReplay,
  destinationOf,
  openReplay,
  type Replay,
  type ReplayView,
  viewReplay,
} from './view.ts';

/** After so many batches without a delivery the mapping is switched off again. */
const MAX_FUTILE_BATCHES = 3;

/** Lambda takes up to a minute to begin polling; a replay without a sign of life for so long is told. */
const patienceMs = 5 * 60_000;

/** What is waited for while a replay begins. */
export type StartProgress = { readonly kind: 'switching' } | { readonly kind: 'waiting'; readonly held: number };

/** A replay that has begun. */
export interface StartedReplay {
  /** How many events the buffer had. */
  readonly held: number;
  readonly replay: BufferReplay;
}

/**
 * Switches the replay of the buffer on, once its destination is known to be there, and waits for the first delivery. Throws
 * UnreachableError, and FutileReplayError when it is off again because nothing reached the destination. While it is on, new
 * events reach the destination twice.
 *
 * @example
 * const { held, replay } = await startReplay(operator);
 */
export async function startReplay(
  operator: Operator,
  {
    onWarning = () => {},
    onProgress = () => {},
  }: { onWarning?: (warning: ReplayWarning) => void; onProgress?: (progress: StartProgress) => void } = {},
): Promise<StartedReplay> {
  const replay = await openReplay(operator);
  const { lambda, sqs, application, deployment } = replay;
  const destination = await checkDestination(replay);
  // A warning that cannot be had holds nothing up.
  const consumers = await readConsumers(lambda, deployment, destination).catch(() => []);
  for (const warning of consumerWarnings(consumers)) onWarning(warning);
  const before = held(await readQueueState(sqs, application.queueUrl));
  onProgress({ kind: 'switching' });
  await switchMapping(lambda, { id: application.mappingId, enabled: true, wait: operator.clock.wait });
  const view =
    before === 0 ? await viewReplay(replay) : await firstDelivery(operator, replay, { atStart: before, onProgress });
  return { held: before, replay: bufferReplay(replay, view) };
}

/** The URL of the destination, once it is known to be there. */
async function checkDestination({ sqs, settings }: Replay): Promise<string> {
  const name = destinationOf(settings);
  try {
    const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    await readQueueState(sqs, QueueUrl);
    return QueueUrl;
  } catch (cause) {
    throw new UnreachableError(
      `the destination queue ${name} cannot be reached, so the replay stays off and the buffer keeps its events`,
      { cause },
    );
  }
}

async function firstDelivery(
  { clock }: Operator,
  replay: Replay,
  { atStart, onProgress }: { atStart: number; onProgress: (progress: StartProgress) => void },
): Promise<ReplayView> {
  const start = clock.now();
  for (;;) {
    const view = await viewReplay(replay);
    const elapsed = clock.now() - start;
    if (isDelivering(view, atStart)) return view;
    if (isFutile(view, elapsed, replay.settings.timeoutSeconds)) {
      await switchMapping(replay.lambda, { id: view.mapping.id, enabled: false, wait: clock.wait });
      throw new FutileReplayError(
        `nothing reached ${destinationOf(replay.settings)} in ${batches(view)}, so the replay is off again and the buffer keeps its events`,
        replay.application.functionName,
      );
    }
    if (elapsed > patienceMs) {
      throw new OperationError(
        'the replay is on, but no batch was sent within five minutes: its status tells whether one is later',
      );
    }
    onProgress({ kind: 'waiting', held: held(view.buffer) });
    await clock.wait(1000);
  }
}

function batches({ progress }: ReplayView): string {
  return progress.batches === 1 ? '1 batch' : `${progress.batches} batches`;
}

/** Or the buffer moves on at least: what can never be sent goes to its dead-letter queue. */
function isDelivering({ progress, buffer }: ReplayView, atStart: number): boolean {
  return progress.sent + progress.poison > 0 || held(buffer) === 0 || held(buffer) < atStart;
}

/** A function that crashes logs no batch: then messages in flight for longer than it may run tell of it. */
function isFutile({ progress, buffer, mapping }: ReplayView, elapsedMs: number, timeoutSeconds: number): boolean {
  const everythingTried = buffer.visible === 0 && buffer.inFlight > 0;
  if (progress.batches >= MAX_FUTILE_BATCHES || (everythingTried && progress.batches > 0)) return true;
  const ranOut = elapsedMs > timeoutSeconds * 1000;
  return ranOut && (everythingTried || buffer.inFlight >= MAX_FUTILE_BATCHES * mapping.batchSize);
}
