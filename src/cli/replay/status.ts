import { held } from '../../aws/describe/queue-state.ts';
import { openReplay, replayDocument, viewReplay } from '../../operator/replay/view.ts';
import { formatAge } from '../line/format-age.ts';
import type { Session } from '../line/session.ts';

/** `forks replay status`: whether the buffer is being replayed, what it holds, and how far the replay is. */
export async function replayStatus(session: Session): Promise<void> {
  const replay = await openReplay(session);
  const view = await viewReplay(replay);
  const document = replayDocument(replay, view);
  const { visible, inFlight, delayed } = view.buffer;
  const { sent, failed, rate } = view.progress;
  session.report(document, [
    `Replay to ${document.destination} is ${view.mapping.state === 'Enabled' ? 'on' : view.mapping.state === 'Disabled' ? 'off' : view.mapping.state}`,
    `Buffer  ${held(view.buffer)} events: ${visible} waiting, ${inFlight} in flight, ${delayed} delayed${
      view.oldestSeconds === undefined ? '' : `; the oldest came ${formatAge(view.oldestSeconds)} ago`
    }`,
    `Sent    ${sent}${failed > 0 ? `, ${failed} tries failed` : ''}${rate === undefined ? '' : `, ${rate.toFixed(1)}/s`}${
      document.etaSeconds === null ? '' : `, about ${document.etaSeconds} s left`
    }`,
  ]);
}
