import { switchMapping } from '../../aws/describe/event-source-mapping.ts';
import { held } from '../../aws/describe/queue-state.ts';
import { openReplay, replayDocument, viewReplay } from '../../operator/replay/view.ts';
import type { Session } from '../line/session.ts';

/**
 * `forks replay stop`: switches the buffer's mapping off and waits until nothing more is sent. A batch that was under way
 * can run for the function's timeout at most; what is in flight after that failed, and returns to the buffer by itself.
 */
export async function replayStop(session: Session): Promise<void> {
  const replay = await openReplay(session);
  const { progress } = await viewReplay(replay);
  session.terminal.progress('switching the replay off …');
  await switchMapping(replay.lambda, { id: replay.application.mappingId, enabled: false, wait: session.clock.wait });
  const deadline = session.clock.now() + replay.settings.timeoutSeconds * 1000;
  let view = await viewReplay(replay);
  while (view.buffer.inFlight > 0 && session.clock.now() < deadline) {
    session.terminal.progress(`waiting for ${view.buffer.inFlight} events under way …`);
    await session.clock.wait(500);
    view = await viewReplay(replay);
  }
  // The counts are those of the replay that ends here: after the switch, a new count begins.
  const total = { ...view, progress: view.progress.batches > progress.batches ? view.progress : progress };
  const left = held(view.buffer);
  session.report(replayDocument(replay, total), [
    `Replay is off: ${total.progress.sent} sent, ${left === 0 ? 'the buffer is empty' : `${left} events stay in the buffer`}`,
  ]);
}
