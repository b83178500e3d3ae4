import { switchMapping } from '../../aws/describe/event-source-mapping.ts';
import type { Operator } from '../operator.ts';
import { type BufferReplay, bufferReplay, openReplay, viewReplay } from './view.ts';

/**
 * Switches the buffer's mapping off and waits until nothing more is sent. A batch that was under way can run for the
 * function's timeout at most; what is in flight after that failed, and returns to the buffer by itself. The counts are
 * those of the replay that ends.
 *
 * @example
 * const { sent, buffer } = await stopReplay(operator, { onWaiting: (events) => console.log(events) });
 */
export async function stopReplay(
  operator: Operator,
  { onSwitching, onWaiting }: { onSwitching?: () => void; onWaiting?: (events: number) => void } = {},
): Promise<BufferReplay> {
  const { clock } = operator;
  const replay = await openReplay(operator);
  const { progress } = await viewReplay(replay);
  onSwitching?.();
  await switchMapping(replay.lambda, { id: replay.application.mappingId, enabled: false, wait: clock.wait });
  const deadline = clock.now() + replay.settings.timeoutSeconds * 1000;
  let view = await viewReplay(replay);
  while (view.buffer.inFlight > 0 && clock.now() < deadline) {
    onWaiting?.(view.buffer.inFlight);
    await clock.wait(500);
    view = await viewReplay(replay);
  }
  // After the switch, a new count begins.
  return bufferReplay(replay, {
    ...view,
    progress: view.progress.batches > progress.batches ? view.progress : progress,
  });
}
